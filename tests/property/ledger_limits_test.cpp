// Random payments, holds, refunds, reviews and payouts under limits, against a count that knows the records alone: what
// is used of each limit is what was spent or paid out in its period, and no request ever passed one. Each failure
// prints the seed that replays it.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "tests/support/limits.hpp"
#include "tests/support/payouts.hpp"
#include "tests/support/refunds.hpp"
#include "tests/support/saved_ledger.hpp"

namespace tallygate::tests {
namespace {

constexpr std::uint64_t kLimitLives = 25;
constexpr int kCommandsOfALimitLife = 180;
constexpr core::Amount kSpendLimit = 900, kPayoutLimit = 250;

class LimitLife {
 public:
  explicit LimitLife(std::uint64_t seed) : random_(seed) {}

  std::int64_t upto(std::int64_t max) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(max + 1));
  }
  core::Verdict verdict() { return upto(6) == 0 ? core::Verdict::review : core::Verdict::allow; }
  core::Command next(const LedgerWorld& world) {
    const std::string n = std::to_string(++n_);
    switch (upto(12)) {
      case 0:
      case 1:
        return place_order("o" + n, cny(1 + upto(1'500)));
      case 2:
      case 3:
        return pay_order(order(), "p" + n, cny(1 + upto(700)));
      case 4:
        return hold_payment(order(), "p" + n, cny(1 + upto(900)), core::hours(2));
      case 5:
        return report_payment(order(), payment(), cny(1 + upto(500)));
      case 6:
        return capture_payment(payment(), 1 + upto(100), upto(2) == 0);
      case 7:
        return void_payment(payment());
      case 8:
        return refund_order(order(), "r" + n, cny(1 + upto(300)));
      case 9:
        if (upto(1) == 0) return cancel_order(order());
        return upto(2) != 0 ? fail_refund("r" + std::to_string(n_ - upto(20)))
                            : settle_refund("r" + std::to_string(n_ - upto(20)));
      case 10:
        return resolve_review("rv" + std::to_string(static_cast<std::int64_t>(world.log().size()) - upto(25)),
                              upto(1) == 0 ? core::ReviewOutcome::release : core::ReviewOutcome::reject);
      case 11:
        return upto(1) == 0 ? complete_order(order()) : ask_payout("y" + n, "m1", cny(1 + upto(600)));
      default:
        return upto(1) == 0 ? fail_payout("y" + std::to_string(n_ - upto(30)))
                            : decide_payout("y" + std::to_string(n_ - upto(30)), upto(1) == 0);
    }
  }

 private:
  std::string order() { return "o" + std::to_string(std::max<std::int64_t>(1, n_ - upto(20))); }
  std::string payment() { return "p" + std::to_string(std::max<std::int64_t>(1, n_ - upto(20))); }
  std::mt19937_64 random_;
  std::int64_t n_ = 0;
};

// By payment or payout: since when it counts, and how much.
class CountedUses {
 public:
  void count(const core::Record& record) {
    using enum core::RecordType;
    if (const auto* held = std::get_if<core::AuthorisedEffect>(&record.effect)) {
      set(payment_of(record), sum_of(held->allocations), record.at);
    } else if (const auto* paid = std::get_if<core::PaymentEffect>(&record.effect)) {
      set(payment_of(record), record.type == payment_blocked ? 0 : sum_of(paid->allocations), record.at);
    } else if (record.type == payment_rejected) {
      set(core::effect_as<core::ObjectEffect>(record).subject->substr(8), 0, record.at);
    } else if (const auto* hold = std::get_if<core::HoldEffect>(&record.effect)) {
      uses_[hold->payment.str()].amount -= sum_of(hold->released);
    } else if (const auto* refund = std::get_if<core::RefundEffect>(&record.effect)) {
      for (const core::RefundSource& source : refund->sources)
        uses_[source.payment.str()].amount -= given_by_order(record) * source.amount;
    } else if (const auto* payout = std::get_if<core::PayoutEffect>(&record.effect)) {
      count_payout(record, *payout);
    }
  }
  core::Amount used(core::Time now) const {
    core::Amount sum = 0;
    for (const auto& [id, use] : uses_)
      if (use.at + core::days(1) > now) sum += use.amount;
    return sum;
  }

 private:
  struct Use {
    core::Time at;
    core::Amount amount = 0;
  };
  static core::Amount sum_of(const std::vector<core::Allocation>& allocations) {
    core::Amount sum = 0;
    for (const core::Allocation& a : allocations) sum += a.amount;
    return sum;
  }
  static std::string payment_of(const core::Record& record) {
    return core::body_as<core::PaymentPut>(*record.command).payment_id.str();
  }
  // It counts from the first record that made it count; where that is over, from the one that makes it count again.
  void set(const std::string& id, core::Amount amount, core::Time at) {
    Use& use = uses_[id];
    if (use.at == core::Time{} || forgotten(use, at)) use.at = at;
    use.amount = amount;
  }
  bool forgotten(const Use& use, core::Time now) const { return use.at + core::days(1) <= now; }
  void count_payout(const core::Record& record, const core::PayoutEffect& payout) {
    using enum core::RecordType;
    if (payout.misplaced.value_or(false)) return;
    if (record.type == payout_approved) return;  // it counts as it did
    const bool counts = record.type == payout_requested || record.type == payout_held;
    set(payout.payout.str(), counts ? payout.amount : 0, record.at);
  }
  std::map<std::string, Use> uses_;
};

void expect_limits_saved(const LedgerWorld& world) {
  const auto loaded = saved_and_loaded(world);
  ASSERT_EQ(loaded->limit_json("L1", world.now()), world.ledger().limit_json("L1", world.now()));
}

TEST(LimitLives, WhatIsUsedIsWhatWasSpentAndNoRequestPassesIt) {
  std::set<core::Code> refused;
  std::size_t spent_out = 0;
  for (std::uint64_t seed = 1; seed <= kLimitLives; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    LedgerWorld world;
    world.run(publish_plan("default", plan_terms(0, {})));
    world.run(put_party("b1"));
    world.run(put_party("m1"));
    world.run(spending_limit("L1", "b1", cny(kSpendLimit)));
    world.run(payout_limit("P1", "m1", cny(kPayoutLimit)));
    LimitLife life(seed);
    CountedUses spent, paid;
    core::Amount reported = 0;  // facts may pass a limit, by what they brought
    for (int i = 0; i < kCommandsOfALimitLife; ++i) {
      const core::Command next = life.next(world);
      const core::Digest before = world.digest();
      world.dry_run(next);
      ASSERT_EQ(world.digest(), before) << core::traits(next.op).name << " " << i;
      const std::size_t from = world.log().size();
      const auto outcome = world.run(next, life.verdict());
      if (outcome.refusal) refused.insert(outcome.refusal->code);
      world.pass(core::seconds(life.upto(12) == 0 ? life.upto(50'000) : life.upto(400)));
      for (std::size_t r = from; r < world.log().size(); ++r) {
        const core::Record& record = world.log()[r];
        const auto* payment = record.command ? std::get_if<core::PaymentPut>(&record.command->body) : nullptr;
        if (payment != nullptr && payment->reported.value_or(false)) reported += payment->amount;
        (std::holds_alternative<core::PayoutEffect>(record.effect) ? paid : spent).count(record);
      }
      ASSERT_NO_FATAL_FAILURE(used("L1", spent.used(world.now())).verify(world, outcome)) << i;
      ASSERT_NO_FATAL_FAILURE(used("P1", paid.used(world.now())).verify(world, outcome)) << i;
      ASSERT_FALSE(testing::Test::HasFailure()) << core::traits(next.op).name << " " << i;
      ASSERT_LE(spent.used(world.now()), kSpendLimit + reported);
      ASSERT_LE(paid.used(world.now()), kPayoutLimit);
      spent_out += spent.used(world.now()) > kSpendLimit - 100 ? 1 : 0;
      if (i % 60 == 30) ASSERT_NO_FATAL_FAILURE(expect_limits_saved(world));
      if (i % 60 == 59) world.let_go(core::hours(3));
    }
    EXPECT_EQ(world.digest_from_the_log(), world.digest());
  }
  EXPECT_GT(spent_out, 50U);
  EXPECT_TRUE(refused.contains(core::Code::account_limit));
}

}  // namespace
}  // namespace tallygate::tests
