#include "engine/handoff.hpp"

#include <utility>

namespace tallygate::engine {

bool Handoff::give(Batch& batch) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] {
    return failed_ || (pending_.records < limits_.pending_records_max && pending_.bytes < limits_.pending_bytes_max);
  });
  if (failed_) return false;
  pending_.take(std::move(batch));
  const bool wake = waiting_;
  lock.unlock();
  if (wake) changed_.notify_all();
  return true;
}

bool Handoff::failed() const {
  const std::lock_guard lock(mutex_);
  return failed_;
}

void Handoff::recovered() {
  {
    const std::lock_guard lock(mutex_);
    failed_ = false;
  }
  changed_.notify_all();
}

Batch Handoff::take_back() {
  const std::lock_guard lock(mutex_);
  return std::exchange(pending_, Batch{});
}

void Handoff::wait_idle() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return failed_ || (pending_.empty() && !flushing_); });
}

void Handoff::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  changed_.notify_all();
}

bool Handoff::take(Batch& out) {
  std::unique_lock lock(mutex_);
  flushing_ = false;
  waiting_ = true;
  changed_.notify_all();
  changed_.wait(lock, [this] { return (!failed_ && !pending_.empty()) || (closed_ && (failed_ || pending_.empty())); });
  waiting_ = false;
  if (failed_ || pending_.empty()) return false;
  out = std::exchange(pending_, Batch{});
  flushing_ = true;
  lock.unlock();
  changed_.notify_all();
  return true;
}

void Handoff::fail() {
  {
    const std::lock_guard lock(mutex_);
    failed_ = true;
    flushing_ = false;
  }
  changed_.notify_all();
}

}  // namespace tallygate::engine
