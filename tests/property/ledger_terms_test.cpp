// Random lives of orders with terms of their own: after every command and pause, nothing that their terms ask for is
// left undone, as their own reads tell it; and nothing is created or lost. Each failure prints the seed that replays
// it.
#include <gtest/gtest.h>

#include <set>

#include "tests/support/lifecycles.hpp"

namespace tallygate::tests {
namespace {

constexpr std::uint64_t kTermLives = 40;
constexpr int kCommandsOfATermLife = 250;

// Every order with terms, most of them due within the life.
class TermLife : public Lifecycles {
 public:
  using Lifecycles::Lifecycles;
  core::Command next(const LedgerWorld& world) {
    core::Command c = Lifecycles::next(world);
    if (c.op != core::Operation::order_place) return c;
    auto& body = std::get<core::OrderPlace>(c.body);
    body.terms = order_terms();
    body.deliver_by.reset();
    if (upto(1) == 0) body.deliver_by = world.now() + core::seconds(upto(3 * 86'400));
    return c;
  }
};

// A member of an object that the ledger shows; empty where it is not there.
std::string shown_member(const std::string& json, const std::string& member) {
  const std::string key = "\"" + member + "\":";
  auto at = json.find(key);
  if (at == std::string::npos) return {};
  at += key.size();
  if (json[at] == '"') return json.substr(at + 1, json.find('"', at + 1) - at - 1);
  return json.substr(at, json.find_first_of(",}]", at) - at);
}

std::vector<std::string> ids_in(const std::string& order, const std::string& member) {
  std::vector<std::string> out;
  const auto at = order.find("\"" + member + "\":[") + member.size() + 4;
  const std::string ids = order.substr(at, order.find(']', at) - at);
  for (std::size_t from = 0; from < ids.size();) {
    const auto end = ids.find('"', from + 1);
    out.push_back(ids.substr(from + 1, end - from - 1));
    from = end + 2;
  }
  return out;
}

bool a_refund_waits(const LedgerWorld& world, const std::string& order) {
  return std::ranges::any_of(ids_in(order, "refunds"), [&](const std::string& id) {
    const std::string state = shown_member(world.ledger().refund_json(id), "state");
    return state == "held" || state == "challenged";
  });
}

// Risk has not allowed what was reported as paid, and nobody has released it.
bool in_doubt(const LedgerWorld& world, const std::string& order) {
  return std::ranges::any_of(ids_in(order, "payments"), [&](const std::string& id) {
    return world.ledger().payment_json(id).find("\"review\":{") != std::string::npos;
  });
}

// What should have been done of the order by now, and was not; empty where all was.
std::string overdue(const LedgerWorld& world, const std::string& order) {
  const std::string now = core::format_time(world.now());
  const auto is_over = [&](const std::string& time) { return !time.empty() && time <= now; };
  const std::string state = shown_member(order, "state");
  const bool on_its_way = state == "paid" || state == "shipped" || state == "delivered";
  const bool waits = a_refund_waits(world, order);
  const bool shipped = order.find("\"shipments\":[]") == std::string::npos;
  if (state == "placed" && is_over(shown_member(order, "expires_at")) && !waits) return "it should have expired";
  const bool group_open = shown_member(order, "group_state") == "open";
  if (on_its_way && is_over(shown_member(order, "release_at")) && !waits && !group_open && !in_doubt(world, order))
    return "it should have been completed";
  if (shown_member(order, "group_state") == "failed" && shown_member(order, "delivered") == "false" &&
      (state == "placed" || on_its_way) && !waits)
    return "its group has failed";
  const bool open = state == "placed" || on_its_way;
  if (open && shown_member(order, "delivered") == "false" && shown_member(order, "late") == "false" &&
      is_over(shown_member(order, "deliver_by")) && (shown_member(order, "on_late") == "mark" || shipped || !waits))
    return "it should be late";
  return {};
}

void expect_nothing_overdue(const LedgerWorld& world, const TermLife& life, std::uint64_t seed) {
  for (std::int64_t i = 0; i <= life.orders(); ++i) {
    const std::string json = world.ledger().order_json("o" + std::to_string(i));
    if (!json.empty()) ASSERT_EQ(overdue(world, json), "") << json << ", seed " << seed;
  }
}

// The records that timers made of orders, each at its due, or where something was in the way, at the record that ended
// it.
void expect_timers_in_time(const LedgerWorld& world, std::uint64_t seed) {
  const auto& log = world.log();
  for (std::size_t i = 1; i < log.size(); ++i) {
    const auto type = log[i].type;
    if (log[i].command != nullptr || (type != core::RecordType::order_expired && type != core::RecordType::order_late &&
                                      type != core::RecordType::order_completed))
      continue;
    ASSERT_TRUE(log[i].cause) << "seed " << seed;
    const auto cause = log[*log[i].cause - 1].type;
    EXPECT_EQ(cause, type == core::RecordType::order_completed ? core::RecordType::order_delivered
                                                               : core::RecordType::order_placed)
        << "seed " << seed;
  }
}

TEST(TermLives, WhatTermsAskForIsDoneInTimeAndNothingIsCreatedOrLost) {
  std::set<core::RecordType> seen, by_timers;
  for (std::uint64_t seed = 1; seed <= kTermLives; ++seed) {
    LedgerWorld world;
    TermLife life(seed);
    world.run(publish_plan("default", life.terms()));
    for (int i = 0; i < kCommandsOfATermLife; ++i) {
      world.release_verdict(life.verdict());
      const core::Command next = life.next(world);
      const core::Verdict verdict = life.verdict();
      const core::Digest before = world.digest();
      world.dry_run(next, verdict);
      ASSERT_EQ(world.digest(), before) << core::traits(next.op).name << " " << i << ", seed " << seed;
      world.run(next, verdict);
      world.pass(life.pause());
      ASSERT_NO_FATAL_FAILURE(expect_nothing_overdue(world, life, seed));
      if (life.upto(9) == 0) world.let_go(core::hours(1));
    }
    expect_timers_in_time(world, seed);
    EXPECT_EQ(world.digest_from_the_log(), world.digest()) << "seed " << seed;
    world.pass(core::days(8));  // what still waits, is held or is due ends
    ASSERT_NO_FATAL_FAILURE(expect_nothing_overdue(world, life, seed));
    for (std::int64_t i = 0; i <= life.orders(); ++i) {
      const std::string id = "o" + std::to_string(i);
      const auto order = world.ledger().order(id);
      if (order && order->captured > order->refunded)
        EXPECT_FALSE(world.run(refund_order(id, "final." + id, cny(order->captured - order->refunded))).refusal);
    }
    for (const auto& b : world.ledger().balances()) {
      const bool unplaced = b.account.starts_with("liabilities:suspense:") || b.account.starts_with("assets:channel:");
      EXPECT_EQ(b.held, 0) << b.account << ", seed " << seed;
      EXPECT_TRUE(unplaced || b.posted == 0) << b.account << " " << b.posted << ", seed " << seed;
    }
    for (const core::Record& record : world.log()) (record.command ? seen : by_timers).insert(record.type);
  }
  using enum core::RecordType;
  for (const auto type : {order_expired, order_late, order_cancelled, order_completed, payment_voided, refund_sent})
    EXPECT_TRUE(by_timers.contains(type)) << core::name_of(type);
  for (const auto type : {order_shipped, order_delivered, refund_held, order_completed, order_cancelled})
    EXPECT_TRUE(seen.contains(type)) << core::name_of(type);
}

}  // namespace
}  // namespace tallygate::tests
