#include "api/http/worker.hpp"

#include <pthread.h>

#include <utility>

namespace tallygate::http {

Worker::Worker()
    : thread_([this] {
        ::pthread_setname_np(::pthread_self(), "worker");
        loop();
      }) {}

Worker::~Worker() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  filled_.notify_one();
  thread_.join();
}

bool Worker::run(std::function<void()> function) {
  {
    const std::scoped_lock lock(mutex_);
    if (stopping_ || queue_.size() >= kQueueMax) return false;
    queue_.push_back(std::move(function));
  }
  filled_.notify_one();
  return true;
}

void Worker::loop() {
  for (;;) {
    std::function<void()> next;
    {
      std::unique_lock lock(mutex_);
      filled_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      if (stopping_) return;
      next = std::move(queue_.front());
      queue_.pop_front();
    }
    next();
  }
}

}  // namespace tallygate::http
