// Random lives of holds: authorised, captured in pieces, voided, left to expire, cancelled with their orders, refunded.
// Each failure prints the seed that replays it.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "tests/support/ledger_world.hpp"
#include "tests/support/sanitized.hpp"

namespace tallygate::tests {
namespace {

constexpr std::uint64_t kHoldLives = rounds(40);
constexpr int kCommandsOfAHoldLife = 300;

class HoldLife {
 public:
  explicit HoldLife(std::uint64_t seed) : random_(seed) {}

  std::int64_t upto(std::int64_t max) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(max + 1));
  }

  core::Command next(const LedgerWorld& world) {
    switch (upto(11)) {
      case 0:
        return place_order("o" + std::to_string(++orders_), cny(1 + upto(500)));
      case 1:
      case 2:
      case 3:
        return held(world);
      case 4:
        return void_payment(hold());
      case 5:
        return cancel_order(order());
      case 6:
        return refund_order(order(), "r" + std::to_string(++refunds_), cny(1 + upto(200)));
      case 7:
        return complete_order(order());
      case 8:
        return pay_order(order(), "p" + std::to_string(++payments_), cny(1 + upto(200)));
      default:
        return captured();
    }
  }

  core::Duration pause() { return core::seconds(upto(5) == 0 ? upto(86'400) : upto(60)); }
  std::int64_t orders() const { return orders_; }
  std::int64_t holds() const { return holds_; }

 private:
  std::string order() { return "o" + std::to_string(std::max<std::int64_t>(1, orders_ - upto(5))); }
  std::string hold() { return "h" + std::to_string(std::max<std::int64_t>(1, holds_ - upto(5))); }

  // For one order, then often all that is to be paid, or for several.
  core::Command held(const LedgerWorld& world) {
    core::PaymentPut body;
    body.payment_id = core::PaymentId("h" + std::to_string(++holds_));
    body.currency = currency("CNY");
    body.channel = upto(1) == 0 ? core::Channel::card : core::Channel::alipay;
    body.capture = false;
    body.expires_in = 1 + upto(100'000);
    const auto orders = upto(2);
    for (auto n = orders; n >= 0; --n) {
      const std::string id = order();
      const auto known = world.ledger().order(id);
      const core::Amount owing = known ? known->amount - known->captured : 0;
      const bool all = orders == 0 && owing > 0 && upto(2) != 0;
      body.allocations.push_back({all ? owing : 1 + upto(250), core::OrderId(id)});
      body.amount += body.allocations.back().amount;
    }
    return command(core::Operation::payment_put, std::move(body));
  }

  core::Command captured() {
    core::Command c = capture_payment(hold(), {}, upto(4) == 0);
    auto& body = std::get<core::PaymentCapture>(c.body);
    const auto form = upto(3);
    if (form <= 1) body.amount = 1 + upto(200);
    if (form == 2) body.allocations = {{1 + upto(100), core::OrderId(order())}};
    return c;
  }

  std::mt19937_64 random_;
  std::int64_t orders_ = 0, holds_ = 0, payments_ = 0, refunds_ = 0;
};

// A member of an object that the ledger shows; 0 where there is no such object.
core::Amount member_of(const std::string& json, const std::string& member) {
  const auto at = json.find("\"" + member + "\":");
  return at == std::string::npos ? 0 : std::stoll(json.substr(at + member.size() + 3));
}

void expect_held_is_what_holds_have_left(const LedgerWorld& world, const HoldLife& life, std::uint64_t seed) {
  core::Amount of_payments = 0, of_orders = 0;
  for (std::int64_t i = 1; i <= life.holds(); ++i) {
    const std::string json = world.ledger().payment_json("h" + std::to_string(i));
    if (json.empty()) continue;  // refused
    of_payments += member_of(json, "authorised");
    ASSERT_LE(member_of(json, "captured") + member_of(json, "authorised"),
              member_of(json.substr(json.find("],")), "amount"));
  }
  for (std::int64_t i = 1; i <= life.orders(); ++i) {
    const std::string json = world.ledger().order_json("o" + std::to_string(i));
    of_orders += member_of(json, "authorised");
    ASSERT_LE(member_of(json, "captured") + member_of(json, "authorised"), member_of(json, "amount")) << json;
  }
  ASSERT_EQ(of_payments, -world.held("liabilities:escrow")) << "seed " << seed;
  ASSERT_EQ(of_orders, of_payments) << "seed " << seed;
}

TEST(HoldLives, NothingIsCreatedAndEverythingGoesBackToTheUnit) {
  std::set<core::RecordType> seen;
  std::set<core::Code> refused;
  for (std::uint64_t seed = 1; seed <= kHoldLives; ++seed) {
    LedgerWorld world;
    HoldLife life(seed);
    world.run(publish_plan("default", plan_terms(300, {500})));
    for (int i = 0; i < kCommandsOfAHoldLife; ++i) {
      const core::Command next = life.next(world);
      const core::Digest before = world.digest();
      world.dry_run(next);
      ASSERT_EQ(world.digest(), before) << core::traits(next.op).name << " " << i << ", seed " << seed;
      const auto outcome = world.run(next);
      if (outcome.refusal) refused.insert(outcome.refusal->code);
      world.pass(life.pause());
      ASSERT_NO_FATAL_FAILURE(expect_held_is_what_holds_have_left(world, life, seed));
    }
    EXPECT_EQ(world.digest_from_the_log(), world.digest()) << "seed " << seed;
    world.pass(core::days(2));  // what is still held expires
    for (std::int64_t i = 1; i <= life.orders(); ++i) {
      const std::string id = "o" + std::to_string(i);
      const auto order = world.ledger().order(id);
      if (order && order->captured > order->refunded)
        EXPECT_FALSE(world.run(refund_order(id, "final." + id, cny(order->captured - order->refunded))).refusal);
    }
    EXPECT_TRUE(world.every_account_is_zero()) << "seed " << seed;
    for (const core::Record& record : world.log()) seen.insert(record.type);
  }
  using enum core::RecordType;
  for (const auto type : {payment_authorised, payment_hold_captured, payment_voided, payment_hold_expired, refund_sent,
                          order_cancelled, order_completed})
    EXPECT_TRUE(seen.contains(type)) << core::name_of(type);
  for (const auto code : {core::Code::payment_already_captured, core::Code::payment_voided, core::Code::hold_expired,
                          core::Code::exceeds_authorised, core::Code::exceeds_payable})
    EXPECT_TRUE(refused.contains(code)) << core::traits(code).name;
}

}  // namespace
}  // namespace tallygate::tests
