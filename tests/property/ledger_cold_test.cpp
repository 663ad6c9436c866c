// What left memory is as if it had not: two ledgers live the same life, one lets everything go that it may after every
// command or some, the other never anything.
#include <gtest/gtest.h>

#include <set>

#include "core/cold_store.hpp"
#include "tests/support/lifecycles.hpp"
#include "tests/support/sanitized.hpp"

namespace tallygate::tests {
namespace {

constexpr std::uint64_t kLives = rounds(30);
constexpr int kCommandsOfALife = 300;

bool unplaced(const core::Record& record) {
  const auto* refund = std::get_if<core::RefundEffect>(&record.effect);
  return refund != nullptr && refund->unplaced.value_or(false);
}

std::string told(const LedgerWorld::Outcome& outcome) {
  std::string out;
  for (const core::Record& r : outcome.records)
    out += std::to_string(r.seq) + " " + std::to_string(static_cast<int>(r.type)) + " " +
           std::to_string(r.postings.all().size()) + "\n";
  if (outcome.refusal)
    out += std::to_string(static_cast<int>(outcome.refusal->code)) + outcome.refusal->pointer + outcome.refusal->detail;
  return out;
}

std::string read(const LedgerWorld& world, const std::string& number) {
  const auto& l = world.ledger();
  return l.order_json("o" + number) + l.payment_json("p" + number) + l.refund_json("r" + number) +
         l.review_json("rv" + number) + l.approval_json("ap" + number) + l.reviews_json("", "", 100, world.now()) +
         l.reviews_json("released", "", 3, world.now());
}

class Life : public Lifecycles {
 public:
  using Lifecycles::Lifecycles;
  core::Command next(const LedgerWorld& world) {
    const std::string order = "o" + std::to_string(1 + upto(std::max<std::int64_t>(1, orders())));  // of any age
    switch (upto(30)) {
      case 0: {
        core::LabelPut label;
        constexpr const char* kKinds[] = {"order:o", "payment:p", "login:l", "party:d"};
        label.subject = kKinds[upto(3)] + std::to_string(1 + upto(60));
        label.label = upto(1) == 0 ? core::Label::fraud : core::Label::legit;
        return command(core::Operation::label_put, std::move(label));
      }
      case 1: {
        core::PaymentDecline decline;
        decline.order = core::OrderId(order);
        decline.code = "51";
        return command(core::Operation::payment_decline, std::move(decline), "p" + std::to_string(1 + upto(60)));
      }
      case 2:
        return report_payment(order, "p" + std::to_string(1 + upto(60)), cny(1 + upto(500)));
      case 3: {
        core::PaymentPut both;  // ties two orders
        both.payment_id = core::PaymentId("pp" + std::to_string(upto(1'000)));
        both.amount = 20;
        both.currency = currency("CNY");
        both.reported = true;
        both.allocations.resize(2);
        both.allocations[0].order = core::OrderId(order);
        both.allocations[1].order = core::OrderId("o" + std::to_string(1 + upto(orders())));
        for (auto& a : both.allocations) a.amount = 10;
        return command(core::Operation::payment_put, std::move(both));
      }
      case 4:
        return refund_order(order, "r" + std::to_string(500 + upto(500)), cny(1 + upto(40)));
      case 5: {
        core::Command put = publish_plan("plan", terms());
        put.actor = {"platform", "author"};
        last_asked_ = world.log().empty() ? 0 : world.log().back().seq + 1;
        return put;
      }
      case 6:
        return decide_approval("ap" + std::to_string(last_asked_), upto(1) == 0, "other");
      case 7:
        return deliver_order(order);
      case 8: {  // of any age and state
        const std::string refund = "r" + std::to_string(1 + upto(upto(1) == 0 ? 60 : 1'000));
        return upto(2) == 0 ? fail_refund(refund) : settle_refund(refund);
      }
      default:
        return Lifecycles::next(world);
    }
  }

 private:
  std::uint64_t last_asked_ = 0;
};

TEST(Cold, ALedgerThatLetsEverythingGoIsTheOneThatNeverDoes) {
  std::size_t let_go = 0, refusals = 0, in_suspense = 0;
  std::set<core::RecordType> seen;
  for (std::uint64_t seed = 1; seed <= kLives; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Life life(seed);
    LedgerWorld all, few;
    const auto after = seed % 3 == 0 ? core::days(2) : core::Duration{1};
    const auto plan = publish_plan("default", life.terms());
    ASSERT_EQ(told(all.run(plan)), told(few.run(plan)));
    for (int i = 0; i < kCommandsOfALife; ++i) {
      const auto next = life.next(all);
      const auto verdict = life.verdict(), released = life.verdict();
      all.release_verdict(released);
      few.release_verdict(released);
      if (life.upto(5) == 0) {
        const auto before = few.digest();
        ASSERT_EQ(told(all.dry_run(next, verdict)), told(few.dry_run(next, verdict))) << i;
        ASSERT_EQ(few.digest(), before) << i;
      }
      const auto one = all.run(next, verdict);
      const auto other = few.run(next, verdict);
      ASSERT_EQ(told(one), told(other)) << i;
      refusals += one.refusal.has_value();
      ASSERT_EQ(all.digest(), few.digest()) << core::traits(next.op).name << " " << i;
      if (seed % 2 == 0 || life.upto(9) == 0) few.let_go(after);
      ASSERT_EQ(all.digest(), few.digest()) << i;
      const auto number = std::to_string(1 + life.upto(80));
      ASSERT_EQ(read(all, number), read(few, number)) << i;
      ASSERT_EQ(all.digest(), few.digest()) << i;
      const auto pause = life.pause();
      all.pass(pause);
      few.pass(pause);
    }
    few.let_go(after);
    let_go += few.ever_let_go();
    EXPECT_LT(few.ledger().objects_in_memory(), all.ledger().objects_in_memory());
    for (const auto& record : all.log()) seen.insert(record.type), in_suspense += unplaced(record);
  }
  EXPECT_GT(let_go, kLives * 60);
  EXPECT_GT(refusals, kLives * 20);
  if (kLives < 30) return;  // fewer do not reach all
  EXPECT_GT(in_suspense, 0U);
  using enum core::RecordType;
  for (const auto type : {approval_requested, approval_decided, payment_declined, label_put, login_challenged,
                          review_resolved, review_expired, refund_failed, order_cancelled, commission_matured})
    EXPECT_TRUE(seen.contains(type)) << "record type " << static_cast<int>(type);
}

}  // namespace
}  // namespace tallygate::tests
