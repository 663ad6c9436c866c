// Order lifecycles (place, pay, complete) for an engine in this process: what its benches submit, and how they prepare
// the tenant.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/body_codec.hpp"
#include "engine/engine.hpp"
#include "risk/ruleset.hpp"

namespace tallygate::bench {

class WallClock final : public core::Clock {
 public:
  core::Time now() override {
    return {std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch())
                .count()};
  }
};

inline const std::string kTenant = "bench";
using Steady = std::chrono::steady_clock;

inline core::Currency cny() {
  return *core::Currency::from_code("CNY");
}

inline core::Command finished(core::Operation op, std::string key, std::string path, core::Body body) {
  core::Command c;
  c.op = op;
  c.actor.client = "c_bench";
  c.key = std::move(key);
  c.path_id = std::move(path);
  c.body = std::move(body);
  core::finish_command(c);
  return c;
}

inline core::Personal ip_of(std::uint64_t n) {
  core::Personal p;
  p.kind = core::PersonalKind::ip;
  p.pseudonym = "ip" + std::to_string(10'000'000'000'000 + n);
  p.network = "net" + std::to_string(1'000'000'000'000 + n / 256);
  p.country = "CN";
  return p;
}

// The same spread of buyers, sellers and addresses as the PostgreSQL peer. A device is its buyer's own: shared ones are
// a signal (BRU-16) that would hold orders.
inline core::Command place(std::uint64_t n, core::SeededRandom& random) {
  core::OrderPlace o;
  o.order_id = core::OrderId("o" + std::to_string(n));
  const auto buyer = std::to_string(random.below(100'000));
  o.buyer = core::PartyId("b" + buyer);
  o.merchant = core::PartyId("s" + std::to_string(random.below(1'000)));
  core::Device device;
  device.id = core::OtherId("d" + buyer);
  o.device = device;
  o.ip = ip_of(random.below(60'000));
  o.amount = static_cast<core::Amount>(100 + random.below(100'000));
  o.currency = cny();
  o.plan = core::PlanId("default");
  o.referrer = core::PartyId("u" + std::to_string(random.below(5'000)));
  return finished(core::Operation::order_place, "k" + std::to_string(n) + "a", "", std::move(o));
}

inline core::Command pay(std::uint64_t n, core::Amount amount) {
  core::PaymentPut p;
  p.payment_id = core::PaymentId("p" + std::to_string(n));
  p.amount = amount;
  p.currency = cny();
  p.channel = core::Channel::wechat_pay;
  return finished(core::Operation::order_pay, "k" + std::to_string(n) + "b", "o" + std::to_string(n), std::move(p));
}

inline core::Command complete(std::uint64_t n) {
  return finished(core::Operation::order_complete, "k" + std::to_string(n) + "c", "o" + std::to_string(n),
                  core::OrderComplete{});
}

// A whole lifecycle without plan and address: an order of one of so many buyers. `at` is for a log whose clock is
// replay.
inline std::vector<core::Command> plain_lifecycle(std::uint64_t n, core::SeededRandom& random, std::uint64_t buyers,
                                                  std::optional<core::Time> at = {}) {
  core::OrderPlace o;
  o.order_id = core::OrderId("o" + std::to_string(n));
  const auto buyer = std::to_string(random.below(buyers));
  o.buyer = core::PartyId("b" + buyer);
  o.merchant = core::PartyId("s" + std::to_string(random.below(1'000)));
  core::Device device;
  device.id = core::OtherId("d" + buyer);
  o.device = device;
  o.amount = static_cast<core::Amount>(100 + random.below(100'000));
  o.currency = cny();
  const auto amount = o.amount;
  std::vector<core::Command> commands;
  commands.push_back(finished(core::Operation::order_place, "k" + std::to_string(n) + "a", "", std::move(o)));
  commands.push_back(pay(n, amount));
  commands.push_back(complete(n));
  for (auto& command : commands) {
    command.at = at;
    core::finish_command(command);
  }
  return commands;
}

class Run {
 public:
  explicit Run(engine::Engine& engine) : engine_(engine) {}

  // One ticket a command, as the edge submits batch lines; the three of a lifecycle follow each other without waiting.
  void submit(core::Command command) {
    {
      std::unique_lock lock(mutex_);
      room_.wait(lock, [this] { return in_flight_ < limit_; });
      ++in_flight_;
    }
    engine::Ticket ticket;
    ticket.tenant = kTenant;
    ticket.commands.push_back(std::make_shared<const core::Command>(std::move(command)));
    ticket.done = [this](std::vector<engine::Answer> answers) {
      const bool refused = answers.front().kind != engine::Answer::Kind::recorded || answers.front().record->refusal;
      if (on_answer) on_answer();
      const std::lock_guard lock(mutex_);
      ++answered_;
      refused_ += refused;
      if (in_flight_-- == limit_) room_.notify_one();
      if (in_flight_ == 0) room_.notify_one();
    };
    engine_.submit(std::move(ticket));
  }
  void drain() {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [this] { return in_flight_ == 0; });
  }
  // Called after each answer, on the commit thread.
  std::function<void()> on_answer;
  std::uint64_t answered() const { return answered_; }
  std::uint64_t refused() const { return refused_; }
  void limit(std::size_t commands) { limit_ = commands; }

 private:
  engine::Engine& engine_;
  std::mutex mutex_;
  std::condition_variable room_;
  std::size_t in_flight_ = 0, limit_ = 12'000;
  std::uint64_t answered_ = 0, refused_ = 0;
};

inline engine::TenantSetup setup(core::Time at, const char* clock = "live") {
  engine::TenantSetup s;
  s.tenant = kTenant;
  s.opened.tenant = kTenant;
  s.opened.clock = clock;
  s.opened.origin = "bench.example/1";
  s.opened.log_id = std::string(32, '0');
  s.opened.public_key = "bench.example/1+00000000+AQ==";
  s.opened.recovery_public_key = std::string(64, '0');
  s.opened.time_zone = "UTC";
  s.at = at;
  core::RulesetPut put;
  put.name = "default";
  put.toml = std::string(risk::Ruleset::default_toml());
  put.toml_sha256 = core::to_hex(core::view(core::sha256(put.toml)));
  s.first_commands.push_back(finished(core::Operation::ruleset_put, "", "", std::move(put)));
  if (s.opened.clock == "replay") s.first_commands.back().at = at;
  return s;
}

// The plan (fee 5 %, levels 5 % and 2 %), approved by another person, and the uplines.
inline void prepare(Run& run) {
  core::PlanPut plan;
  plan.currency = cny();
  plan.platform_fee_bp = 500;
  for (const std::int64_t level : {1, 2}) {
    core::PlanLevel l;
    l.level = level;
    l.tiers.push_back({level == 1 ? 500 : 200, 0});
    plan.levels.push_back(l);
  }
  auto put = finished(core::Operation::plan_put, "plan", "default", std::move(plan));
  put.actor.person = "operator-1";
  run.submit(std::move(put));
  core::ApprovalDecide approve;
  approve.approve = true;
  auto approval =
      finished(core::Operation::approval_decide, "approve", "ap2", approve);  // records 0 and 1 are the log's own
  approval.actor.person = "approver-1";
  run.submit(std::move(approval));
  for (int u = 0; u < 5'000; ++u) {
    core::PartyPut party;
    party.roles = {core::Role::distributor};
    party.upline = core::PartyId("v" + std::to_string(u));
    run.submit(
        finished(core::Operation::party_put, "u" + std::to_string(u), "u" + std::to_string(u), std::move(party)));
  }
  run.drain();
}

}  // namespace tallygate::bench
