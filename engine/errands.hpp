// What a thread of low priority has another thread do for it: everything that takes a lock which the engine's threads
// take too. A thread that the scheduler leaves waiting while it holds such a lock would keep them waiting with it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>

namespace tallygate::engine {

class Errands {
 public:
  // The low thread: runs `work` on the serving thread, and returns when it is done.
  void ask(const std::function<void()>& work) {
    std::unique_lock lock(mutex_);
    work_ = &work;
    changed_.notify_all();
    changed_.wait(lock, [this] { return work_ == nullptr; });
  }
  void finish() {  // there will be no more
    const std::scoped_lock lock(mutex_);
    finished_ = true;
    changed_.notify_all();
  }
  // The serving thread: until finish(). Calls `look` after each errand, and every so often where none is asked for.
  void serve(std::chrono::milliseconds every, const std::function<void()>& look) {
    std::unique_lock lock(mutex_);
    while (!finished_ || work_ != nullptr) {
      if (changed_.wait_for(lock, every, [this] { return work_ != nullptr || finished_; }) && work_ != nullptr) {
        (*work_)();
        work_ = nullptr;
        changed_.notify_all();
      }
      lock.unlock();
      look();
      lock.lock();
    }
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  const std::function<void()>* work_ = nullptr;
  bool finished_ = false;
};

}  // namespace tallygate::engine
