#include "api/http/batch_mode.hpp"

#include "api/http/form.hpp"

namespace tallygate::http {
namespace {

std::optional<bool> flag_of(const Form& form, std::string_view name) {
  const auto value = form.find(name);
  if (!value || *value == "false") return false;
  if (*value == "true") return true;
  return std::nullopt;
}

}  // namespace

std::optional<bool> wants_dry_run(std::string_view query) {
  if (query.empty()) return false;
  const std::optional<Form> form = Form::parse(query);
  if (!form) return std::nullopt;
  return flag_of(*form, "dry_run");
}

std::optional<BatchMode> batch_mode(std::string_view query) {
  static constexpr std::string_view kKnown[] = {"atomic", "dry_run"};
  const std::optional<Form> form = Form::parse(query);
  if (!form || !form->unknown(kKnown).empty()) return std::nullopt;
  const auto atomic = flag_of(*form, "atomic");
  const auto dry_run = flag_of(*form, "dry_run");
  if (!atomic || !dry_run) return std::nullopt;
  return BatchMode{*atomic, *dry_run};
}

}  // namespace tallygate::http
