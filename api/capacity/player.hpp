// Submits commands to an engine in this process, so many at a time, and counts what becomes of them.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "core/command.hpp"
#include "engine/engine.hpp"

namespace tallygate::capacity {

// One thread submits. The engine must outlive it, and drain() the last submit().
class Player {
 public:
  Player(engine::Engine& engine, std::string tenant, std::size_t in_flight_max)
      : engine_(engine), tenant_(std::move(tenant)), in_flight_max_(in_flight_max) {}

  void submit(core::Command command) {
    {
      std::unique_lock lock(mutex_);
      room_.wait(lock, [this] { return in_flight_ < in_flight_max_; });
      ++in_flight_;
    }
    engine::Ticket ticket;
    ticket.tenant = tenant_;
    ticket.commands.push_back(std::make_shared<const core::Command>(std::move(command)));
    ticket.done = [this](const std::vector<engine::Answer>& answers) { answered(answers.front()); };
    engine_.submit(std::move(ticket));
  }
  void drain() {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [this] { return in_flight_ == 0; });
  }
  // After drain(). Not as asked: refused, or held by a rule.
  std::uint64_t recorded() const { return recorded_; }
  std::uint64_t not_as_asked() const { return not_as_asked_; }
  std::uint64_t not_recorded() const { return not_recorded_; }

 private:
  void answered(const engine::Answer& answer) {
    const bool is_recorded = answer.kind == engine::Answer::Kind::recorded;
    const bool as_asked = is_recorded && !answer.record->refusal &&
                          answer.record->type != core::RecordType::order_held &&
                          answer.record->type != core::RecordType::order_challenged;
    const std::lock_guard lock(mutex_);
    recorded_ += is_recorded;
    not_recorded_ += !is_recorded;
    not_as_asked_ += !as_asked;
    --in_flight_;
    room_.notify_one();
  }

  engine::Engine& engine_;
  const std::string tenant_;
  const std::size_t in_flight_max_;
  std::mutex mutex_;
  std::condition_variable room_;
  std::size_t in_flight_ = 0;
  std::uint64_t recorded_ = 0, not_as_asked_ = 0, not_recorded_ = 0;
};

}  // namespace tallygate::capacity
