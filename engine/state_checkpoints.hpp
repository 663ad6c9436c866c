// Writes state checkpoints beside the running engine and never inside it: a thread of low priority loads the
// last one, folds the records that the log got since into a state of its own with the same apply, saves that and lets
// it go. So the engine never pauses, and a checkpoint is by construction a fold over the durable log alone. The price
// is memory for a second copy of one tenant's state while it is made, and idle processor time.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "engine/cold_state.hpp"
#include "engine/engine.hpp"
#include "engine/recovery.hpp"
#include "engine/state_file.hpp"
#include "eventstore/event_log.hpp"

namespace tallygate::engine {

class StateCheckpoints {
 public:
  // `has_space` is asked whether there is room for so many bytes before one is made; `written` is told of each that is
  // on the disk, on a thread of normal priority. The log must outlive the object.
  StateCheckpoints(const eventstore::EventLog& log, std::filesystem::path directory,
                   const StateCheckpointLimits& limits, std::function<bool(std::uint64_t)> has_space,
                   std::function<void(CheckpointWritten)> written, Say say);
  ~StateCheckpoints();  // leaves an unfinished one
  StateCheckpoints(const StateCheckpoints&) = delete;
  StateCheckpoints& operator=(const StateCheckpoints&) = delete;

  void start();  // once
  void stop();   // what is being made is left; the destructor then waits for less

  // A run of the tenant's is damaged: its checkpoints are removed, and the next one is made from the whole log, soon.
  // Any thread.
  void discard(const std::string& tenant);

  // Closes runs that the live state no longer names, on its own thread: to free the filter and the disk space of a
  // large one takes long. Any thread.
  void retire(ColdState cold);

  std::uint64_t written() const { return written_; }  // since the start
  std::uint64_t hurried() const { return hurried_; }  // of these, at ordinary priority

 private:
  using Steady = std::chrono::steady_clock;
  struct OfTenant {
    std::uint64_t position = 0;  // of the last one
    ColdState cold;              // the last one's, once one was made: its runs stay open
    Steady::time_point since, not_before;
    std::string complaint;  // said once, not each time
  };

  void loop();
  void look();
  bool is_discarded(const std::string& tenant);  // since the last call
  std::uint64_t room_for_next(const std::string& tenant, const OfTenant& of) const;
  bool due(const OfTenant& of, std::uint64_t size) const;
  bool overdue(const std::string& tenant,
               const OfTenant& of) const;  // what memory holds since the last one is too much
  void make(const std::string& tenant, OfTenant& of);
  // Unavailable where one that was begun in spare time became overdue meanwhile.
  core::Result<CheckpointWritten> make_one(const std::string& tenant, const OfTenant& of, bool in_spare_time);

  const eventstore::EventLog& log_;
  const std::filesystem::path directory_;
  const StateCheckpointLimits limits_;
  const std::function<bool(std::uint64_t)> has_space_;
  const std::function<void(CheckpointWritten)> tell_written_;
  const Say say_;
  std::map<std::string, OfTenant, std::less<>> tenants_;  // the thread's own
  std::atomic<std::uint64_t> written_{0}, hurried_{0};
  std::atomic<bool> stop_{false};
  std::mutex mutex_;
  std::set<std::string> discarded_;  // guarded by mutex_, as is the next
  std::vector<ColdState> retired_;
  std::condition_variable wake_;
  std::thread thread_;  // of normal priority; mostly asleep
};

}  // namespace tallygate::engine
