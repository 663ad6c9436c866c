// Brings finished answers from the commit thread back to the io thread of their connection, a burst with one wake-up.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "api/https/server.hpp"

namespace tallygate::http {

class Delivery {
 public:
  explicit Delivery(std::size_t io_threads);

  // Once, after the server is made and before it starts. Until then, and after detach(), what is delivered is dropped.
  void attach(https::Server& server);
  void detach();

  // Any thread. Functions for one io thread run in the order given.
  void deliver(std::size_t io_index, std::function<void()> function);

 private:
  struct Lane {
    std::mutex mutex;
    std::vector<std::function<void()>> waiting;
  };
  void run(Lane& lane);
  std::mutex mutex_;  // over server_
  https::Server* server_ = nullptr;
  std::vector<std::unique_ptr<Lane>> lanes_;
};

}  // namespace tallygate::http
