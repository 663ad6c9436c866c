#include "engine/state_making.hpp"

#include <utility>
#include <vector>

#include "engine/log_fold.hpp"
#include "engine/recovery.hpp"
#include "engine/state_file.hpp"

namespace tallygate::engine {
namespace {

FindRuleset find_in_log(const StateMaking& making) {
  return [&making](const core::Digest& hash) -> std::shared_ptr<const risk::Ruleset> {
    core::Result<std::string> text = std::string();
    making.errand([&] { text = making.log.blob(making.tenant, hash); });
    std::vector<risk::RulesetError> errors;
    return text ? risk::Ruleset::compile(*text, errors) : nullptr;
  };
}

// The newest that can be used, or a new state. What is wrong with the others is for the next start to say.
SavedState last_one(const StateMaking& making) {
  for (const auto& file : state_files(making.directory, making.tenant)) {
    auto saved = read_state_file(file.path, making.tenant, find_in_log(making), making.known);
    core::Status stands = core::Done{};
    if (saved) making.errand([&] { stands = stands_in(making.log, *saved); });
    if (saved && stands) return std::move(saved).value();
  }
  SavedState fresh;
  fresh.state = std::make_unique<TenantState>(making.tenant, find_in_log(making));
  return fresh;
}

core::Status fold_rest(const StateMaking& making, const eventstore::Head& head, SavedState& saved) {
  saved.state->keep_no_keys();
  const ColdState before = saved.state->cold();
  KeyRunBuilder keys(before.keys, state_files_of(making.directory, making.tenant), making.stop, making.keys_at_once);
  LogFold fold(*saved.state, saved.leaf, &keys);
  std::vector<std::string> page;
  core::Status ok = core::Done{};
  while (ok && saved.state->next_seq() < head.size) {
    if (making.stop) return core::failure(core::ErrorKind::unavailable, "stopped while a state checkpoint was made");
    making.errand([&] { ok = read_page(making.log, making.tenant, saved.state->next_seq(), head.size, page); });
    for (std::size_t i = 0; i < page.size() && ok; ++i) ok = fold.apply(page[i]);
  }
  if (!ok) return ok;
  auto runs = keys.finish();
  if (!runs) return runs.error();
  saved.position = saved.state->next_seq();
  saved.leaf = fold.leaf();
  saved.state->set_cold({std::move(*runs), before.objects, saved.position});
  return core::Done{};
}

}  // namespace

core::Result<CheckpointWritten> make_state_checkpoint(const StateMaking& making) {
  core::Result<eventstore::Head> head = eventstore::Head{};
  making.errand([&] { head = making.log.head(making.tenant); });
  if (!head) return head.error();
  SavedState saved = last_one(making);
  if (auto folded = fold_rest(making, *head, saved); !folded) return folded.error();
  if (auto written = write_state_file(making.directory, saved, making.stop); !written) return written.error();
  return CheckpointWritten{making.tenant, saved.leaf, saved.state->cold()};
}

}  // namespace tallygate::engine
