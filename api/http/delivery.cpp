#include "api/http/delivery.hpp"

#include <utility>

namespace tallygate::http {

Delivery::Delivery(std::size_t io_threads) {
  for (std::size_t i = 0; i < io_threads; ++i) lanes_.push_back(std::make_unique<Lane>());
}

void Delivery::attach(https::Server& server) {
  const std::scoped_lock lock(mutex_);
  server_ = &server;
}

void Delivery::detach() {
  const std::scoped_lock lock(mutex_);
  server_ = nullptr;
}

void Delivery::deliver(std::size_t io_index, std::function<void()> function) {
  Lane& lane = *lanes_[io_index];
  {
    const std::scoped_lock lock(lane.mutex);
    lane.waiting.push_back(std::move(function));
    if (lane.waiting.size() > 1) return;  // whoever was first has woken the thread
  }
  std::vector<std::function<void()>> wake;
  wake.emplace_back([this, &lane] { run(lane); });
  const std::scoped_lock lock(mutex_);
  if (server_ != nullptr) server_->post(io_index, std::move(wake));
}

void Delivery::run(Lane& lane) {
  std::vector<std::function<void()>> functions;
  {
    const std::scoped_lock lock(lane.mutex);
    functions.swap(lane.waiting);
  }
  for (auto& function : functions) function();
}

}  // namespace tallygate::http
