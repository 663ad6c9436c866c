// The bounded queue between the edge and the engine thread. Any thread pushes; the engine thread takes all that waits.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <span>
#include <vector>

#include "engine/engine.hpp"

namespace tallygate::engine {

struct Job {
  Ticket ticket;
  std::function<void()> control;  // instead of a ticket: runs on the engine thread
  std::size_t bytes = 0;
};

class Inbox {
 public:
  explicit Inbox(const EngineLimits& limits) : limits_(limits) {}

  // Takes jobs from the front until it is full or closed; how many it took. The others stay with the caller.
  std::size_t push(std::span<Job> jobs);
  bool push_control(std::function<void()> control);  // never refused for being full, only when closed
  // Waits until something is there, the inbox is closed, or `timeout` has passed; false once closed and empty.
  bool take(std::vector<Job>& out, std::chrono::milliseconds timeout);
  void close();
  std::size_t depth() const;

 private:
  const EngineLimits& limits_;
  mutable std::mutex mutex_;
  std::condition_variable filled_;
  std::vector<Job> jobs_;
  std::size_t bytes_ = 0;
  bool closed_ = false;
  bool waiting_ = false;
};

}  // namespace tallygate::engine
