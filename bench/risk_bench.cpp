// What a decision costs with the default rule set, on windows that a platform's traffic has filled. Prints a figure a
// line, `name value unit`.
#include <time.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "core/undo_journal.hpp"
#include "risk/risk.hpp"

namespace tallygate {
namespace {

using core::Operation;
using core::RecordType;
using risk::Activity;
using risk::Field;

constexpr int kBuyers = 10'000, kMerchants = 50, kDistributors = 200;
constexpr int kOrders = 200'000;
constexpr core::Duration kBetween =
    core::seconds(20);  // 200,000 orders are 46 days: the windows are as full as they get

struct Names {
  std::vector<std::string> buyers, devices, ips, addresses, cards, merchants, distributors;
};

std::vector<std::string> numbered(const char* prefix, int n) {
  std::vector<std::string> all;
  for (int i = 0; i < n; ++i) all.push_back(prefix + std::to_string(1'000'000 + i));
  return all;
}

Names names() {
  return {numbered("buyer-", kBuyers),        numbered("device-", kBuyers),
          numbered("ip-pseudonym-", kBuyers), numbered("address-pseudonym-", kBuyers),
          numbered("tok-", kBuyers),          numbered("m", kMerchants),
          numbered("d", kDistributors)};
}

class Traffic {
 public:
  std::size_t next() { return (state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL) >> 33; }

  Activity order(std::size_t i) const {
    const std::size_t b = i % kBuyers;
    Activity a = who(Operation::order_place, b);
    a.set(Field::merchant, std::string_view(n.merchants[i % kMerchants]));
    a.set(Field::amount, std::int64_t{1'000} + static_cast<std::int64_t>(i % 90'000));
    a.set(Field::currency, std::string_view("CNY"));
    a.set(Field::referrer, std::string_view(n.distributors[b % kDistributors]));
    a.set(Field::upline1, std::string_view(n.distributors[b % kDistributors]));
    a.set(Field::upline2, std::string_view(n.distributors[b % 14]));
    a.set(Field::ship_address, std::string_view(n.addresses[b]));
    a.set(Field::ship_country, std::string_view("CN"));
    a.set(Field::sku, std::string_view("sku-1"));
    return a;
  }
  Activity payment(std::size_t i) const {
    const std::size_t b = i % kBuyers;
    Activity a = who(Operation::order_pay, b);
    a.set(Field::merchant, std::string_view(n.merchants[i % kMerchants]));
    a.set(Field::amount, std::int64_t{1'000} + static_cast<std::int64_t>(i % 90'000));
    a.set(Field::order_amount, std::int64_t{1'000} + static_cast<std::int64_t>(i % 90'000));
    a.set(Field::currency, std::string_view("CNY"));
    a.set(Field::card, std::string_view(n.cards[b]));
    a.set(Field::card_country, std::string_view("CN"));
    return a;
  }
  Activity login(std::size_t i) const {
    Activity a = who(Operation::login_attempt, i % kBuyers);
    a.set(Field::success, true);
    return a;
  }

 private:
  Activity who(Operation op, std::size_t b) const {
    Activity a;
    a.op = op;
    for (const Field f : {Field::buyer, Field::user, Field::party}) a.set(f, std::string_view(n.buyers[b]));
    a.set(Field::device, std::string_view(n.devices[b]));
    a.set(Field::ip, std::string_view(n.ips[b]));
    a.set(Field::ip_country, std::string_view("CN"));
    a.set(Field::buyer_age_s, std::int64_t{30'000'000});
    return a;
  }

  Names n = names();
  std::uint64_t state_ = 42;
};

struct World {
  risk::Risk risk;
  core::UndoJournal journal;
  Traffic traffic;
  core::Time now{1'700'000'000'000'000};

  World() {
    std::vector<risk::RulesetError> errors;
    auto ruleset = risk::Ruleset::compile(risk::Ruleset::default_toml(), errors);
    if (!ruleset) std::abort();
    risk.activate(std::move(ruleset), journal);
    journal.commit();
  }
  void count(RecordType type, Activity a) {
    a.at = now;
    risk.observe(type, a, journal);
  }
  void fill() {
    for (int i = 0; i < kOrders; ++i) {
      const std::size_t who = traffic.next();
      now = now + kBetween;
      if (i % 4 == 0) count(RecordType::login_succeeded, traffic.login(who));
      count(RecordType::order_placed, traffic.order(who));
      count(RecordType::payment_captured, traffic.payment(who));
      journal.commit();
    }
  }
};

double thread_cpu_us() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) * 1e6 + static_cast<double>(t.tv_nsec) / 1e3;
}

// CPU time of the best of a few rounds: what the code costs, not what else the machine does.
template <class F>
void measure(const char* name, F work) {
  constexpr int kRounds = 60, kTimes = 2'000;
  double best_us = 1e9;
  for (int round = 0; round < kRounds; ++round) {
    const double start = thread_cpu_us();
    for (int i = 0; i < kTimes; ++i) work();
    best_us = std::min(best_us, (thread_cpu_us() - start) / kTimes);
  }
  std::printf("%s %.3f us\n", name, best_us);
}

void run() {
  World world;
  world.fill();
  std::size_t reasons = 0;
  const auto assess = [&](Activity a) {
    a.at = world.now;
    const core::Assessment assessment = world.risk.assess(a);
    reasons += assessment.reasons.size();
    return assessment;
  };
  measure("risk_activity_order", [&] { reasons += world.traffic.order(world.traffic.next()).has(Field::coupon); });
  measure("risk_assess_order", [&] { assess(world.traffic.order(world.traffic.next())); });
  measure("risk_assess_payment", [&] { assess(world.traffic.payment(world.traffic.next())); });
  measure("risk_assess_login", [&] { assess(world.traffic.login(world.traffic.next())); });
  const Activity one = world.traffic.order(7);
  measure("risk_assess_order_same_buyer", [&] { assess(one); });
  measure("risk_count_order", [&] {
    world.now = world.now + kBetween;
    world.count(RecordType::order_placed, world.traffic.order(world.traffic.next()));
    world.journal.commit();
  });
  measure("risk_count_payment", [&] {
    world.now = world.now + kBetween;
    world.count(RecordType::payment_captured, world.traffic.payment(world.traffic.next()));
    world.journal.commit();
  });
  std::printf("risk_windows_memory %zu bytes\n", world.risk.bytes());
  std::printf("risk_cost_order %lld steps\n", static_cast<long long>(assess(one).cost));
  std::printf("risk_reasons_in_ordinary_traffic %zu count\n", reasons);
}

}  // namespace
}  // namespace tallygate

int main() {
  tallygate::run();
}
