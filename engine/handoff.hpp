// Between the engine thread and the commit thread: one batch that grows while another is being flushed. No timer delays
// a lone command.
#pragma once

#include <condition_variable>
#include <mutex>

#include "engine/batch.hpp"

namespace tallygate::engine {

class Handoff {
 public:
  explicit Handoff(const EngineLimits& limits) : limits_(limits) {}

  // Engine thread. Waits while the other side is too far behind. False when a commit has failed: the batch stays with
  // the caller.
  bool give(Batch& batch);
  bool failed() const;
  void recovered();   // after the shard was read again
  Batch take_back();  // what was given and not yet taken, after a failure
  void wait_idle();   // until all that was given is durable, or a commit has failed
  void close();

  // Commit thread. False once closed and empty. `out` counts as being flushed until the next call, or until fail().
  bool take(Batch& out);
  void fail();  // then take() waits for recovered()

 private:
  const EngineLimits& limits_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  Batch pending_;
  bool flushing_ = false, waiting_ = false, failed_ = false, closed_ = false;
};

}  // namespace tallygate::engine
