// Makes one state checkpoint: the last one that can be used, the records that the log got since folded into it, their
// keys as a run, and all of it on the disk. On the calling thread, which may have a low priority: whatever touches
// the log goes through an errand.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <string>

#include "engine/cold_state.hpp"
#include "engine/key_runs.hpp"
#include "eventstore/event_log.hpp"

namespace tallygate::engine {

struct StateMaking {
  const eventstore::EventLog& log;
  const std::filesystem::path& directory;
  const std::string& tenant;
  std::function<void(const std::function<void()>& work)> errand;  // runs it, and returns when it is done
  const std::atomic<bool>& stop;                                  // unavailable once it is set
  ColdState known;  // of the one before, where it is still open: its runs are not read again
  std::size_t keys_at_once = KeyRunBuilder::kKeysAtOnce;
  core::Duration cold_after = core::days(30);  // what did not change for so long stands in runs alone
  std::uint64_t take_every = 100'000;          // records of a long fold, so that it does not hold all that ever was
};

// At the position of the log's head.
core::Result<CheckpointWritten> make_state_checkpoint(const StateMaking& making);

}  // namespace tallygate::engine
