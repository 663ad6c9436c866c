// Windows against a model that keeps every record and counts again each time; rollback and replay against the digest.
// One seed a test; a failure prints the step.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "tests/support/risk_world.hpp"

namespace tallygate::risk {
namespace {

using core::Operation;
using core::RecordType;

constexpr std::string_view kRuleset = R"(
name = "model"
[policy]
fallback = "review"
[[feature]]
name = "short_count"
op = "count"
of = ["order.placed"]
by = ["buyer"]
over = "10m"
[[feature]]
name = "long_count"
op = "count"
of = ["order.placed", "order.held"]
by = ["buyer"]
over = "2h"
[[feature]]
name = "large_count"
op = "count"
of = ["order.placed"]
by = ["buyer"]
where = "amount > 500"
over = "1h"
[[feature]]
name = "total"
op = "sum"
value = "amount"
currency = "CNY"
of = ["order.placed"]
by = ["buyer"]
over = "30m"
[[feature]]
name = "lowest"
op = "min"
value = "amount"
currency = "CNY"
of = ["order.placed"]
by = ["buyer"]
over = "20m"
[[feature]]
name = "highest"
op = "max"
value = "amount"
currency = "CNY"
of = ["order.placed"]
by = ["buyer"]
over = "50m"
[[feature]]
name = "devices"
op = "distinct"
value = "device"
cap = 4
of = ["order.placed"]
by = ["buyer"]
over = "15m"
[[feature]]
name = "run"
op = "streak"
of = ["order.placed"]
by = ["buyer"]
where = "amount > 500"
over = "40m"
[[feature]]
name = "first"
op = "first_seen_age"
of = ["order.placed"]
by = ["buyer", "device"]
horizon = "3h"
[[feature]]
name = "newest"
op = "last"
value = "amount"
currency = "CNY"
of = ["order.placed"]
by = ["device"]
horizon = "1h"
[[feature]]
name = "with_current"
op = "distinct"
value = "buyer"
of = ["order.placed"]
by = ["device"]
over = "25m"
include_current = true
[[rule]]
code = "PAY-01"
kind = "payment"
on = ["order.place"]
when = '''has(f.short_count) || has(f.long_count) || has(f.large_count) || has(f.total) || has(f.lowest) || has(f.highest)
|| has(f.devices) || has(f.run) || has(f.first) || has(f.newest) || has(f.with_current) || true'''
verdict = "allow"
weight = 0
text = "Reads all."
on_error = "review"
)";

struct Event {
  core::Time at;
  RecordType type;
  std::string buyer, device;
  std::int64_t amount;
};

struct Model {
  std::vector<Event> past;

  template <class Use>
  void window(const Event& now, std::int64_t minutes, Use use) const {
    for (const Event& e : past)
      if (e.at > now.at - core::minutes(minutes)) use(e);
  }
  bool placed(const Event& e, const Event& now) const {
    return e.type == RecordType::order_placed && e.buyer == now.buyer;
  }

  using Values = std::map<std::string, std::int64_t>;
  void counts(const Event& now, Values& v) const {
    v["short_count"] = v["long_count"] = v["large_count"] = v["total"] = v["run"] = 0;
    window(now, 10, [&](const Event& e) { v["short_count"] += placed(e, now); });
    window(now, 120, [&](const Event& e) { v["long_count"] += e.buyer == now.buyer; });
    window(now, 60, [&](const Event& e) { v["large_count"] += placed(e, now) && e.amount > 500; });
    window(now, 30, [&](const Event& e) { v["total"] += placed(e, now) ? e.amount : 0; });
    window(now, 40, [&](const Event& e) {
      if (placed(e, now)) v["run"] = e.amount > 500 ? v["run"] + 1 : 0;
    });
  }
  void extremes(const Event& now, Values& v) const {
    window(now, 20, [&](const Event& e) {
      if (placed(e, now)) v["lowest"] = v.contains("lowest") ? std::min(v["lowest"], e.amount) : e.amount;
    });
    window(now, 50, [&](const Event& e) {
      if (placed(e, now)) v["highest"] = std::max(v["highest"], e.amount);
    });
  }
  void distincts(const Event& now, Values& v) const {
    std::set<std::string> devices, buyers{now.buyer};
    window(now, 15, [&](const Event& e) {
      if (placed(e, now)) devices.insert(e.device);
    });
    window(now, 25, [&](const Event& e) {
      if (e.type == RecordType::order_placed && e.device == now.device) buyers.insert(e.buyer);
    });
    v["devices"] = std::min<std::int64_t>(4, static_cast<std::int64_t>(devices.size()));
    v["with_current"] = static_cast<std::int64_t>(buyers.size());
  }
  void lasting(const Event& now, Values& v) const {
    std::optional<core::Time> first, newest;
    for (const Event& e : past) {
      if (e.type != RecordType::order_placed || e.device != now.device) continue;
      if (e.at > now.at - core::hours(1)) v["newest"] = e.amount;
      if (e.buyer != now.buyer) continue;
      if (!newest || *newest <= e.at - core::hours(3)) first = e.at;
      newest = e.at;
    }
    if (newest && *newest > now.at - core::hours(3)) v["first"] = (now.at - *first).us / 1'000'000;
  }
  Values read(const Event& now) const {
    Values v;
    counts(now, v);
    extremes(now, v);
    distincts(now, v);
    lasting(now, v);
    return v;
  }
};

class Player {
 public:
  explicit Player(std::uint64_t seed) : random_(seed) {
    risk.activate(support::compiled(kRuleset), journal);
    journal.commit();
  }

  Event next() {
    now_ =
        now_ + core::Duration{static_cast<std::int64_t>(below(10) < 2 ? below(7'200'000'000ULL) : below(240'000'000))};
    Event e{now_, below(8) == 0 ? RecordType::order_held : RecordType::order_placed, "b" + std::to_string(below(5)),
            "d" + std::to_string(below(7)), static_cast<std::int64_t>(below(1000))};
    return e;
  }
  std::uint64_t below(std::uint64_t n) { return std::uniform_int_distribution<std::uint64_t>(0, n - 1)(random_); }

  static support::Act act(const Event& e) {
    support::Act a(Operation::order_place);
    a.with(Field::buyer, e.buyer)
        .with(Field::device, e.device)
        .with(Field::amount, e.amount)
        .with(Field::currency, "CNY");
    return a;
  }
  Model::Values read(const Event& e) {
    support::Act a = act(e);
    Model::Values values;
    for (const auto& f : risk.assess(a.at(e.at)).features)
      if (!f.name.ends_with(".capped")) values[f.name] = std::get<std::int64_t>(f.value);
    return values;
  }
  void count(const Event& e) {
    support::Act a = act(e);
    risk.observe(e.type, a.at(e.at), journal);
  }

  Risk risk;
  core::UndoJournal journal;

 private:
  std::mt19937_64 random_;
  core::Time now_{1'700'000'000'000'000};
};

TEST(WindowProperty, AgreesWithCountingEverythingAgain) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    Player player(seed);
    Model model;
    for (int step = 0; step < 1200; ++step) {
      const Event e = player.next();
      ASSERT_EQ(player.read(e), model.read(e)) << "seed " << seed << " step " << step;
      player.count(e);
      model.past.push_back(e);
      if (player.below(4) == 0) player.journal.commit();
    }
  }
}

TEST(WindowProperty, RollbackRestoresTheDigestWhateverWasCounted) {
  for (std::uint64_t seed = 11; seed <= 16; ++seed) {
    Player player(seed);
    Model model;
    for (int round = 0; round < 60; ++round) {
      const core::Digest before = player.risk.digest();
      const auto mark = player.journal.mark();
      const bool keep = player.below(2) == 0;
      const auto steps = player.below(60);
      for (std::uint64_t i = 0; i < steps; ++i) {
        const Event e = player.next();
        player.count(e);
        if (keep) model.past.push_back(e);
      }
      if (!keep) {
        player.journal.rollback(mark);
        ASSERT_EQ(player.risk.digest(), before) << "seed " << seed << " round " << round;
      }
      if (player.below(3) == 0) player.journal.commit();
      const Event now = player.next();
      ASSERT_EQ(player.read(now), model.read(now)) << "seed " << seed << " round " << round;
    }
  }
}

TEST(WindowProperty, ReplayAndAnyCutIntoBatchesGiveTheSameDigest) {
  Player live(21), replayed(22), batched(23);
  std::vector<Event> log;
  for (int i = 0; i < 3000; ++i) log.push_back(live.next());
  for (const Event& e : log) {
    live.count(e);
    live.journal.commit();
    live.read(e);  // reading changes nothing
  }
  for (const Event& e : log) replayed.count(e);
  for (std::size_t i = 0; i < log.size();) {
    const auto mark = batched.journal.mark();
    const std::size_t n = std::min<std::size_t>(log.size() - i, 1 + batched.below(40));
    for (std::size_t j = i; j < i + n; ++j) batched.count(log[j]);
    if (batched.below(2) == 0) {
      batched.journal.rollback(mark);  // a dry run, then the real thing
      continue;
    }
    i += n;
    batched.journal.commit();
  }
  EXPECT_EQ(live.risk.digest(), replayed.risk.digest());
  EXPECT_EQ(live.risk.digest(), batched.risk.digest());
}

}  // namespace
}  // namespace tallygate::risk
