// One thread for what may wait for a disk (queries over the trail), so that an io thread never does. At most kQueueMax
// wait.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace tallygate::http {

class Worker {
 public:
  static constexpr std::size_t kQueueMax = 1'024;

  Worker();
  ~Worker();  // finishes what runs, drops what waits
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // False when too many wait. The function must not throw.
  [[nodiscard]] bool run(std::function<void()> function);

 private:
  void loop();
  std::mutex mutex_;
  std::condition_variable filled_;
  std::deque<std::function<void()>> queue_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace tallygate::http
