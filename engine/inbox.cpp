#include "engine/inbox.hpp"

#include <utility>

namespace tallygate::engine {

std::size_t Inbox::push(std::span<Job> jobs) {
  std::size_t taken = 0;
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    for (; taken < jobs.size() && !closed_; ++taken) {
      auto& job = jobs[taken];
      if (jobs_.size() >= limits_.inbox_tickets_max || bytes_ + job.bytes > limits_.inbox_bytes_max) break;
      bytes_ += job.bytes;
      jobs_.push_back(std::move(job));
    }
    wake = taken > 0 && std::exchange(waiting_, false);
  }
  if (wake) filled_.notify_one();
  return taken;
}

bool Inbox::push_control(std::function<void()> control) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return false;
    Job job;
    job.control = std::move(control);
    jobs_.push_back(std::move(job));
    waiting_ = false;
  }
  filled_.notify_one();
  return true;
}

bool Inbox::take(std::vector<Job>& out, std::chrono::milliseconds timeout) {
  out.clear();
  std::unique_lock lock(mutex_);
  if (jobs_.empty() && !closed_) {
    waiting_ = true;
    filled_.wait_for(lock, timeout, [this] { return !jobs_.empty() || closed_; });
    waiting_ = false;
  }
  out.swap(jobs_);
  bytes_ = 0;
  return !(closed_ && out.empty());
}

void Inbox::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  filled_.notify_one();
}

std::size_t Inbox::depth() const {
  const std::lock_guard lock(mutex_);
  return jobs_.size();
}

}  // namespace tallygate::engine
