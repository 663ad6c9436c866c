// The money of an order's life, scene by scene: what the parties are owed, and what a refund takes back.
#include <gtest/gtest.h>

#include "tests/support/scenario.hpp"

namespace tallygate::tests {
namespace {

using core::Code;
using enum core::RecordType;

TEST(Money, AnOrderOver10000SplitsInto8800And500And500And200) {
  Scenario s;
  s.given(plan(500, {500, 200})).given(distributor("d2")).given(distributor("d1", "d2"));
  s.given(order("o1").of(cny(10'000)).referred_by("d1").paid());
  s.then(owed("liabilities:escrow", cny(10'000))).then(holds("assets:channel:wechat_pay", cny(10'000)));
  s.when(complete("o1"))
      .then(recorded({order_completed}))
      .then(owed("liabilities:escrow", cny(0)))
      .then(owed("liabilities:merchant:m1", cny(8'800)))
      .then(owed("income:platform_fee", cny(500)))
      .then(owed("liabilities:distributor:d1:payable", cny(500)))
      .then(owed("liabilities:distributor:d2:payable", cny(200)));
}

TEST(Money, ThreeRefundsOf3333BringEveryAccountBackToZero) {
  Scenario s;
  s.given(plan(500, {500, 200})).given(distributor("d2")).given(distributor("d1", "d2"));
  s.given(order("o1").of(cny(9'999)).referred_by("d1").completed());
  for (int i = 0; i < 3; ++i) s.given(settled_refund("o1", cny(3'333)));
  s.then(every_account_is_zero());
  s.when(refund("o1", cny(1))).then(refused(Code::nothing_to_refund));
}

TEST(Money, AHundredRefundedAUnitAtATimeBringsEveryAccountBackToZero) {
  Scenario s;
  s.given(plan(500, {500, 200})).given(distributor("d2")).given(distributor("d1", "d2"));
  s.given(order("o1").of(cny(100)).referred_by("d1").completed());
  for (int i = 0; i < 100; ++i) s.given(settled_refund("o1", cny(1)));
  s.then(every_account_is_zero());
}

TEST(Money, ARefundBeforeCompletionComesFromEscrowAndOnlyTheRestIsSplit) {
  Scenario s;
  s.given(plan(1'000, {})).given(order("o1").of(cny(1'000)).paid()).given(refund("o1", cny(400)));
  s.then(owed("liabilities:escrow", cny(600)));
  s.given(complete("o1")).then(owed("liabilities:merchant:m1", cny(540))).then(owed("income:platform_fee", cny(60)));
  s.given(settled_refund("o1", cny(600))).then(every_account_is_zero());
}

TEST(Money, AFailedRefundPutsEveryAccountBackAsItWasAndMayBeAskedAgain) {
  Scenario s;
  s.given(plan(500, {500, 200})).given(distributor("d2")).given(distributor("d1", "d2"));
  s.given(order("o1").of(cny(9'999)).referred_by("d1").completed());
  const auto before = s.world().ledger().balances();
  s.given(refund_as("r1", "o1", cny(7'777))).given(fail("r1"));
  const auto after_failure = s.world().ledger().balances();
  ASSERT_EQ(before.size(), after_failure.size());
  for (std::size_t i = 0; i < before.size(); ++i)
    EXPECT_EQ(before[i].posted, after_failure[i].posted) << before[i].account;
  s.given(refund_as("r2", "o1", cny(9'999))).then(every_account_is_zero());
  s.when(fail("r1")).then(refused(Code::refund_not_open));
}

TEST(Money, AFailureOfARefundFromBeforeCompletionWaitsInEscrowAndIsRefundedFromThere) {
  Scenario s;
  s.given(plan(1'000, {})).given(order("o1").of(cny(1'000)).paid());
  s.given(refund_as("r1", "o1", cny(300))).given(complete("o1")).given(fail("r1"));
  s.then(owed("liabilities:escrow", cny(300))).then(owed("liabilities:merchant:m1", cny(630)));
  s.given(settled_refund("o1", cny(500)));
  s.then(owed("liabilities:escrow", cny(0))).then(owed("liabilities:merchant:m1", cny(450)));
  s.given(settled_refund("o1", cny(500))).then(every_account_is_zero());
}

TEST(Money, ARefundOverWhatIsLeftIsRefusedWithTheFigures) {
  Scenario s;
  s.given(order("o1").of(cny(1'000)).paid()).given(refund("o1", cny(300)));
  s.when(refund("o1", cny(701))).then(refused_at(Code::exceeds_refundable, "/amount"));
  EXPECT_EQ(s.last().refusal->detail,
            "701 CNY asked, 700 CNY can still be refunded: captured 1000 CNY, refunded 300 CNY, waiting 0 CNY");
}

TEST(Money, ACancelledPaidOrderGivesAllBackInOneGroup) {
  Scenario s;
  s.given(order("o1").of(cny(1'000)).paid(cny(400))).given(pay("o1", cny(600))).given(refund("o1", cny(100)));
  s.when(cancel("o1")).then(recorded({order_cancelled, refund_sent})).then(every_account_is_zero());
  s.then(order_is("o1", "cancelled"));
  s.when(cancel("o1")).then(refused(Code::order_already_cancelled));
  s.when(fail("o1.cancel")).then(owed("liabilities:escrow", cny(900)));
  s.when(refund("o1", cny(900))).then(every_account_is_zero());
}

TEST(Money, SeveralPaymentsCoverAnOrderAndARefundGoesBackThroughThemInOrder) {
  Scenario s;
  s.given(order("o1").of(cny(1'000)).placed());
  s.given(does(pay_order("o1", "p1", cny(300), core::Channel::card)));
  s.given(does(pay_order("o1", "p2", cny(700), core::Channel::alipay))).then(order_is("o1", "paid"));
  s.given(refund("o1", cny(500)));
  s.then(holds("assets:channel:card", cny(0))).then(holds("assets:channel:alipay", cny(500)));
}

TEST(Money, MoneyReportedForNoOrderGoesToSuspense) {
  Scenario s;
  s.given(does(report_payment("nowhere", "p1", cny(70))));
  s.then(owed("liabilities:suspense:wechat_pay", cny(70))).then(holds("assets:channel:wechat_pay", cny(70)));
}

TEST(Money, MoneyReportedOverTheAmountIsPlacedAsFarAsItGoes) {
  Scenario s;
  s.given(order("o1").of(cny(1'000)).paid(cny(900))).given(does(report_payment("o1", "p2", cny(150))));
  s.then(order_is("o1", "paid")).then(owed("liabilities:escrow", cny(1'000)));
  s.then(owed("liabilities:suspense:wechat_pay", cny(50)));
}

TEST(Money, UnmaturedCommissionIsPayableTheDayAfterItMatured) {
  core::PlanPut terms = plan_terms(0, {500});
  terms.matures_after_s = 7 * 86'400;
  Scenario s;
  s.given(plan_of(terms)).given(order("o1").of(cny(1'000)).referred_by("d1").completed());
  s.given(order("o2").of(cny(3'000)).referred_by("d1").completed());
  s.then(owed("liabilities:distributor:d1:unmatured", cny(200)));
  s.given(settled_refund("o1", cny(1'000))).then(owed("liabilities:distributor:d1:unmatured", cny(150)));
  s.when(after(core::seconds(8 * 86'400 - 1))).then(owed("liabilities:distributor:d1:payable", cny(0)));
  s.when(after(core::seconds(1))).then(owed("liabilities:distributor:d1:payable", cny(150)));
  s.then(owed("liabilities:distributor:d1:unmatured", cny(0)));
  s.given(settled_refund("o2", cny(3'000))).then(every_account_is_zero());
}

TEST(Money, WhatWasRefundedBeforeItMaturedNeverMatures) {
  core::PlanPut terms = plan_terms(0, {500});
  terms.matures_after_s = 86'400;
  Scenario s;
  s.given(plan_of(terms)).given(order("o1").referred_by("d1").completed()).given(settled_refund("o1", cny(10'000)));
  EXPECT_FALSE(s.world().ledger().next_due());
}

TEST(Money, ARefundThatFailsAfterTheCommissionMaturedIsPayableAgain) {
  core::PlanPut terms = plan_terms(0, {500});
  terms.matures_after_s = 86'400;
  Scenario s;
  s.given(plan_of(terms)).given(order("o1").referred_by("d1").completed()).given(refund_as("r1", "o1", cny(10'000)));
  s.given(after(core::days(5))).given(fail("r1"));
  s.then(owed("liabilities:distributor:d1:payable", cny(500)))
      .then(owed("liabilities:distributor:d1:unmatured", cny(0)));
}

TEST(Money, ATierHoldsFromTheVolumeOfTheLast30Days) {
  core::PlanPut terms = plan_terms(0, {});
  terms.levels = {{1, {{100, 0}, {200, 1'000}}}};
  Scenario s;
  s.given(plan_of(terms));
  s.given(order("o1").of(cny(1'000)).referred_by("d1").completed())
      .then(owed("liabilities:distributor:d1:payable", cny(10)));
  s.given(order("o2").of(cny(1'000)).referred_by("d1").completed())
      .then(owed("liabilities:distributor:d1:payable", cny(30)));
  s.given(after(core::days(30)));
  s.given(order("o3").of(cny(1'000)).referred_by("d1").completed())
      .then(owed("liabilities:distributor:d1:payable", cny(40)));
}

TEST(Money, AnOrderOverNothingCompletesWithoutAPayment) {
  Scenario s;
  s.given(plan(500, {500})).given(order("o1").of(cny(0)).referred_by("d1").placed());
  s.when(complete("o1")).then(recorded({order_completed})).then(every_account_is_zero());
}

}  // namespace
}  // namespace tallygate::tests
