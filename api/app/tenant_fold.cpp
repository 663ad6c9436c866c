#include "api/app/tenant_fold.hpp"

#include <utility>
#include <vector>

#include "engine/tenant_state.hpp"

namespace tallygate::app {
namespace {

class TenantFold final : public core::Fold {
 public:
  TenantFold(const std::string& tenant, audit::FindBlob find)
      : state_(tenant, [find = std::move(find)](const core::Digest& sha256) -> std::shared_ptr<const risk::Ruleset> {
          const auto text = find(sha256);
          if (!text) return nullptr;
          std::vector<risk::RulesetError> errors;
          return risk::Ruleset::compile(*text, errors);
        }) {}
  void apply(const core::Record& record, core::UndoJournal& journal) override { state_.apply(record, journal); }
  core::Digest digest() const override { return state_.digest(); }

 private:
  engine::TenantState state_;
};

}  // namespace

std::unique_ptr<core::Fold> make_tenant_fold(const std::string& tenant, audit::FindBlob find) {
  return std::make_unique<TenantFold>(tenant, std::move(find));
}

}  // namespace tallygate::app
