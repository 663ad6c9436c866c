#include "engine/recovery.hpp"

#include "core/record_codec.hpp"

namespace tallygate::engine {

std::shared_ptr<const risk::Ruleset> ruleset_from_log(const eventstore::EventLog& log, std::string_view tenant,
                                                      const core::Digest& hash) {
  const auto text = log.blob(tenant, hash);
  if (!text) return nullptr;
  std::vector<risk::RulesetError> errors;
  return risk::Ruleset::compile(*text, errors);
}

namespace {

core::Result<std::unique_ptr<TenantState>> rebuild_tenant(const eventstore::EventLog& log, const std::string& tenant,
                                                          const FindRuleset& find) {
  auto state = std::make_unique<TenantState>(tenant, [&log, tenant, find](const core::Digest& hash) {
    auto known = find ? find(hash) : nullptr;
    return known ? known : ruleset_from_log(log, tenant, hash);
  });
  const auto head = log.head(tenant);
  if (!head) return head.error();
  core::RecordDecoder decoder;
  core::UndoJournal journal;
  std::string wrong;
  core::Digest prev{};
  std::uint64_t next = 0;
  std::vector<std::string> page;  // copied out, so that no read transaction is open while records are applied
  while (next < head->size && wrong.empty()) {
    page.clear();
    const auto read =
        log.read(tenant, next, eventstore::kReadRecordsMax, [&page](std::uint64_t, std::string_view bytes) {
          page.emplace_back(bytes);
          return true;
        });
    if (!read) return read.error();
    if (page.empty()) wrong = "record " + std::to_string(next) + " is missing";
    for (const auto& bytes : page) {
      auto decoded = decoder.decode(bytes);
      if (!decoded) {
        wrong = "record " + std::to_string(next) + ": " + decoded.error().message;
      } else if (decoded->record.seq != next || decoded->chained.prev != prev) {
        wrong = "record " + std::to_string(next) + " does not follow from the one before it";
      }
      if (!wrong.empty()) break;
      prev = core::leaf_hash(bytes);
      state->apply(decoded->record, journal);
      journal.commit();
      ++next;
    }
  }
  if (wrong.empty() && prev != head->last_leaf) wrong = "the head does not name the last record";
  if (!wrong.empty()) return core::failure(core::ErrorKind::corrupt, "tenant " + tenant + ", " + wrong);
  return state;
}

}  // namespace

core::Result<Tenants> rebuild(const eventstore::EventLog& log, const FindRuleset& find) {
  Tenants tenants;
  for (const auto& tenant : log.tenants()) {
    auto state = rebuild_tenant(log, tenant, find);
    if (!state) return state.error();
    tenants.emplace(tenant, std::move(state).value());
  }
  return tenants;
}

}  // namespace tallygate::engine
