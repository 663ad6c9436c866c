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

// Puts what may leave into a run, so that it is not in the state that is saved.
core::Status take_cold(const StateMaking& making, TenantState& state, std::vector<ledger::ColdTaken>& taken) {
  ObjectRunBuilder objects(state.cold().objects, state_files_of(making.directory, making.tenant), making.stop);
  taken.push_back(state.take_cold(making.cold_after, objects.put()));
  auto runs = objects.finish();
  if (!runs) return runs.error();
  ColdState cold = state.cold();
  cold.objects = std::move(*runs);
  cold.rule = taken.back().rule;
  state.set_cold(std::move(cold));
  return core::Done{};
}

core::Status fold_rest(const StateMaking& making, const eventstore::Head& head, SavedState& saved,
                       std::vector<ledger::ColdTaken>& taken) {
  saved.state->keep_no_keys();
  const ColdState before = saved.state->cold();
  KeyRunBuilder keys(before.keys, state_files_of(making.directory, making.tenant), making.stop, making.keys_at_once);
  LogFold fold(*saved.state, saved.leaf, &keys);
  std::vector<std::string> page;
  core::Status ok = core::Done{};
  auto take_at = saved.state->next_seq() + making.take_every;
  while (ok && saved.state->next_seq() < head.size) {
    if (making.stop) return core::failure(core::ErrorKind::unavailable, "stopped while a state checkpoint was made");
    making.errand([&] { ok = read_page(making.log, making.tenant, saved.state->next_seq(), head.size, page); });
    for (std::size_t i = 0; i < page.size() && ok; ++i) ok = fold.apply(page[i]);
    if (!ok || saved.state->next_seq() < take_at) continue;
    ok = take_cold(making, *saved.state, taken);
    take_at = saved.state->next_seq() + making.take_every;
  }
  if (ok) ok = take_cold(making, *saved.state, taken);
  if (!ok) return ok;
  auto runs = keys.finish();
  if (!runs) return runs.error();
  saved.position = saved.state->next_seq();
  saved.leaf = fold.leaf();
  ColdState cold = saved.state->cold();
  cold.keys = std::move(*runs);
  cold.position = saved.position;
  saved.state->set_cold(std::move(cold));
  return core::Done{};
}

}  // namespace

core::Result<CheckpointWritten> make_state_checkpoint(const StateMaking& making) {
  core::Result<eventstore::Head> head = eventstore::Head{};
  making.errand([&] { head = making.log.head(making.tenant); });
  if (!head) return head.error();
  SavedState saved = last_one(making);
  CheckpointWritten made;
  made.tenant = making.tenant;
  made.anew = saved.position == 0;
  if (auto folded = fold_rest(making, *head, saved, made.taken); !folded) return folded.error();
  if (auto written = write_state_file(making.directory, saved, making.stop); !written) return written.error();
  made.leaf = saved.leaf;
  made.cold = saved.state->cold();
  return made;
}

}  // namespace tallygate::engine
