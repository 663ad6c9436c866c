// How what a state checkpoint holds leaves the live state of a shard: the runs change over, then memory is let go of a
// slice at a time. And that what left is read ahead, so that the engine thread finds it in the page cache. On the
// engine thread, unless a function says otherwise.
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
#include "engine/recovery.hpp"
#include "eventstore/event_log.hpp"

namespace tallygate::engine {

class LeavingMemory {
 public:
  // All must outlive it.
  LeavingMemory(const eventstore::EventLog& log, Tenants& tenants) : log_(log), tenants_(tenants) {}

  // The one place where the live state learns what it may leave to a checkpoint. One that was made before a recovery is
  // taken only if the log still has the record that it ends with. `retire` gets the runs that are no longer named.
  void checkpoint_written(CheckpointWritten written, const std::function<void(ColdState)>& retire);
  // A slice of letting go, where there is something: after every few answers, so that it keeps up with a full load.
  void release();
  bool releasing() const { return !releasing_.empty(); }  // a quiet shard is to wake for the next one
  // After the state was made anew.
  void share_runs(const TenantState& state);
  void count();  // for the two figures below

  // Any thread: looks up what each ticket needs and throws it away.
  void read_ahead(std::span<const Ticket> tickets) const;
  std::uint64_t keys_in_memory() const { return keys_in_memory_; }  // any thread; as of the last count()
  std::uint64_t objects_in_memory() const { return objects_in_memory_; }
  // The longest, in nanoseconds, that the engine thread was held by one call of checkpoint_written() or release().
  std::uint64_t longest_pause_ns() const { return longest_pause_ns_; }

 private:
  void change_over(CheckpointWritten written, const std::function<void(ColdState)>& retire);
  void release_slice();

  const eventstore::EventLog& log_;
  Tenants& tenants_;
  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const ColdState>, std::less<>>
      colds_;                                     // guarded by mutex_; those that hold something
  std::map<std::string, std::size_t> releasing_;  // by tenant: where TenantState::release_memory goes on
  std::atomic<std::uint64_t> keys_in_memory_{0}, objects_in_memory_{0}, longest_pause_ns_{0};
};

}  // namespace tallygate::engine
