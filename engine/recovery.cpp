#include "engine/recovery.hpp"

#include <chrono>
#include <cstdio>
#include <utility>

#include "core/check.hpp"
#include "engine/log_fold.hpp"

namespace tallygate::engine {

std::shared_ptr<const risk::Ruleset> ruleset_from_log(const eventstore::EventLog& log, std::string_view tenant,
                                                      const core::Digest& hash) {
  const auto text = log.blob(tenant, hash);
  if (!text) return nullptr;
  std::vector<risk::RulesetError> errors;
  return risk::Ruleset::compile(*text, errors);
}

core::Status stands_in(const eventstore::EventLog& log, const SavedState& saved) {
  const auto& tenant = saved.state->name();
  const auto head = log.head(tenant);
  if (!head) return head.error();
  if (head->size < saved.position)
    return core::failure(core::ErrorKind::corrupt, "the log has only " + std::to_string(head->size) + " records");
  const auto last = log.read_one(tenant, saved.position - 1);
  if (!last) return last.error();
  if (core::leaf_hash(*last) != saved.leaf)
    return core::failure(core::ErrorKind::corrupt,
                         "record " + std::to_string(saved.position - 1) + " of the log is another one");
  return core::Done{};
}

namespace {

class Rebuilding {
 public:
  Rebuilding(const eventstore::EventLog& log, const std::string& tenant, const FindRuleset& find, const Say& say)
      : log_(log), tenant_(tenant), say_(say), find_([&log, tenant, find](const core::Digest& hash) {
          auto known = find ? find(hash) : nullptr;
          return known ? known : ruleset_from_log(log, tenant, hash);
        }) {}

  core::Result<std::unique_ptr<TenantState>> run(const std::filesystem::path& directory) {
    const auto head = log_.head(tenant_);
    if (!head) return head.error();
    if (!directory.empty()) {
      for (const auto& file : state_files(directory, tenant_)) {
        auto state = from_checkpoint(file, *head);
        if (state) return state;
        // The records after it are in an archive that is away: it may be good, but so much of the log cannot be read.
        if (state.error().kind == core::ErrorKind::archived) return state;
        tell("the state checkpoint " + file.path.string() + " is discarded: " + state.error().message);
        std::error_code ignored;
        std::filesystem::remove(file.path, ignored);
      }
    }
    auto state = std::make_unique<TenantState>(tenant_, find_);
    if (auto applied = apply_rest(*state, {}, *head); !applied) return applied.error();
    return state;
  }

 private:
  void tell(const std::string& what) const {
    if (say_) say_("tenant " + tenant_ + ": " + what);
  }

  core::Status apply_rest(TenantState& state, const core::Digest& leaf, const eventstore::Head& head) const {
    LogFold fold(state, leaf, nullptr);
    std::vector<std::string> page;
    core::Status ok = core::Done{};
    while (ok && state.next_seq() < head.size) {
      ok = read_page(log_, tenant_, state.next_seq(), head.size, page);
      for (std::size_t i = 0; i < page.size() && ok; ++i) ok = fold.apply(page[i]);
    }
    if (ok && fold.leaf() != head.last_leaf)
      ok = core::failure(core::ErrorKind::corrupt, "the head does not name the last record");
    return ok;
  }

  core::Result<std::unique_ptr<TenantState>> from_checkpoint(const StateFile& file,
                                                             const eventstore::Head& head) const {
    const auto begin = std::chrono::steady_clock::now();
    if (file.position > head.size)
      return core::failure(core::ErrorKind::corrupt, "the log has only " + std::to_string(head.size) + " records");
    auto saved = read_state_file(file.path, tenant_, find_, {});
    if (!saved) return saved.error();
    if (saved->position != file.position)
      return core::failure(core::ErrorKind::corrupt, "its name is of another position");
    if (auto stands = stands_in(log_, *saved); !stands) return stands.error();
    auto& state = *saved->state;
    try {
      if (auto applied = apply_rest(state, saved->leaf, head); !applied) return applied.error();
    } catch (const core::CheckFailure& bug) {  // the whole log may still be read
      return core::failure(core::ErrorKind::corrupt, std::string("the records after it do not fit: ") + bug.what());
    }
    char took[32];
    std::snprintf(took, sizeof took, "%.2f s",
                  std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    tell("state checkpoint of " + std::to_string(saved->position) + " records, then " +
         std::to_string(head.size - saved->position) + " of the log, in " + took);
    return std::move(saved->state);
  }

  const eventstore::EventLog& log_;
  const std::string& tenant_;
  const Say& say_;
  const FindRuleset find_;
};

}  // namespace

core::Result<std::unique_ptr<TenantState>> rebuild_tenant(const eventstore::EventLog& log, const std::string& tenant,
                                                          const FindRuleset& find,
                                                          const std::filesystem::path& directory, const Say& say) {
  auto state = Rebuilding(log, tenant, find, say).run(directory);
  if (!state) return core::failure(state.error().kind, "tenant " + tenant + ", " + state.error().message);
  return state;
}

core::Result<Tenants> rebuild(const eventstore::EventLog& log, const FindRuleset& find,
                              const std::filesystem::path& directory, const Say& say) {
  Tenants tenants;
  for (const auto& tenant : log.tenants()) {
    auto state = rebuild_tenant(log, tenant, find, directory, say);
    if (!state) return state.error();
    tenants.emplace(tenant, std::move(state).value());
  }
  return tenants;
}

}  // namespace tallygate::engine
