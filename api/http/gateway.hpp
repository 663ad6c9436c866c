// The way into the engine and back: submits a ticket from an io thread and gives its answers on that same thread.
// Thread-safe.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "api/http/delivery.hpp"
#include "engine/shards.hpp"

namespace tallygate::http {

class Gateway {
 public:
  using Answers = std::vector<engine::Answer>;

  Gateway(engine::Shards& engine, Delivery& delivery) : engine_(engine), delivery_(delivery) {}

  void submit(engine::Ticket ticket, std::size_t io_index, std::function<void(Answers)> then) {
    ticket.done = [this, io_index, then = std::move(then)](Answers answers) mutable {
      delivery_.deliver(io_index,
                        [then = std::move(then), answers = std::move(answers)]() mutable { then(std::move(answers)); });
    };
    engine_.submit(std::move(ticket));
  }

  // For callers that gather answers themselves (batches): `done` runs on the commit thread.
  void submit_raw(std::span<engine::Ticket> tickets) { engine_.submit(tickets); }
  void deliver(std::size_t io_index, std::function<void()> function) {
    delivery_.deliver(io_index, std::move(function));
  }

 private:
  engine::Shards& engine_;
  Delivery& delivery_;
};

}  // namespace tallygate::http
