// How what a state checkpoint holds leaves the live state of a shard: the runs change over, then memory is let go of a
// slice at a time. And that the keys which left are read ahead, so that the engine thread finds them in the page cache.
// On the engine thread, unless a function says otherwise.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>

#include "engine/cold_state.hpp"
#include "engine/inbox.hpp"
#include "engine/recovery.hpp"
#include "eventstore/event_log.hpp"

namespace tallygate::engine {

class LeavingMemory {
 public:
  // All must outlive it. Slices are jobs of the inbox, so that others run between them.
  LeavingMemory(const eventstore::EventLog& log, Inbox& inbox, Tenants& tenants)
      : log_(log), inbox_(inbox), tenants_(tenants) {}

  // The one place where the live state learns what it may leave to a checkpoint. One that was made before a recovery is
  // taken only if the log still has the record that it ends with. `retire` gets the runs that are no longer named.
  void checkpoint_written(CheckpointWritten written, const std::function<void(ColdState)>& retire);
  // After the state was made anew.
  void share_runs(const TenantState& state);
  void count();  // for keys_in_memory()

  // Any thread: looks each key up and throws the answer away.
  void read_ahead(std::span<const Ticket> tickets) const;
  std::uint64_t keys_in_memory() const { return keys_in_memory_; }  // any thread; as of the last count()

 private:
  using Runs = std::shared_ptr<const eventstore::RunSet>;
  void release(const std::string& tenant, std::size_t from);

  const eventstore::EventLog& log_;
  Inbox& inbox_;
  Tenants& tenants_;
  mutable std::mutex mutex_;
  std::map<std::string, Runs, std::less<>> key_runs_;  // guarded by mutex_; those that hold something
  std::atomic<std::uint64_t> keys_in_memory_{0};
};

}  // namespace tallygate::engine
