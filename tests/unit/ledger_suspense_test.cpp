// Money that no order could take: it is brought to orders, goes back, or is lost in a dispute, and its break follows.
#include <gtest/gtest.h>

#include "tests/support/accounts.hpp"
#include "tests/support/charges.hpp"
#include "tests/support/decided.hpp"
#include "tests/support/limits.hpp"
#include "tests/support/reconciliation.hpp"
#include "tests/support/refunds.hpp"
#include "tests/support/saved_ledger.hpp"
#include "tests/support/suspense.hpp"

namespace tallygate::tests {
namespace {

using core::Code;
using enum core::RecordType;

const std::string kNobodysYet = "liabilities:suspense:wechat_pay", kTaken = "assets:channel:wechat_pay";

Expectation stands(std::string payment, core::Amount amount) {
  const std::string shown =
      amount == 0 ? "" : "payment:" + payment + " " + std::to_string(amount) + " CNY " + kNobodysYet + ";";
  return both(both(in_suspense(std::move(payment), amount), breaks_are("payment_unplaced", shown)),
              owed(kNobodysYet, cny(amount)));
}

// Order o1 of 100 is paid twice: by p1, and by p2, which is reported.
Scenario& paid_twice(Scenario& s) {
  s.given(order("o1").of(cny(100)).placed()).given(does(pay_order("o1", "p1", cny(100))));
  return s.given(does(report_payment("o1", "p2", cny(100)))).then(stands("p2", 100));
}

void expect_same_after_all(Scenario& s) {
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
  EXPECT_EQ(saved_and_loaded(s.world())->digest(), s.world().digest());
}

TEST(Suspense, OfAPaymentThatCameBeforeItsOrderIsBroughtToIt) {
  Scenario s;
  s.given(does(report_payment("o1", "p1", cny(120)))).then(stands("p1", 120));
  s.when(does(bring_to("p1", {for_order("o1", 100)}))).then(refused_at(Code::order_not_found, "/allocations/0/order"));
  s.given(order("o1").of(cny(100)).placed());
  s.when(does(bring_to("p1", {for_order("o1", 100)}))).then(recorded({payment_allocated}));
  s.then(order_is("o1", "paid")).then(stands("p1", 20)).then(owed("liabilities:escrow", cny(100)));
  s.given(refund_as("r1", "o1", cny(40))).then(holds(kTaken, cny(80)));  // as any other payment of the order's
  s.given(does(send_back("p1", "r2", cny(20)))).then(stands("p1", 0)).then(all_agrees());
  s.given(refund_as("r3", "o1", cny(60))).then(every_account_is_zero());
  expect_same_after_all(s);
}

TEST(Suspense, OfAPaymentMadeTwiceGoesBack) {
  Scenario s;
  paid_twice(s).when(does(send_back("p2", "r1", cny(100)))).then(recorded({refund_sent}));
  s.then(refund_is("r1", "sent")).then(stands("p2", 0)).then(all_agrees()).then(holds(kTaken, cny(100)));
  s.when(does(send_back("p2", "r2", cny(1)))).then(refused_at(Code::nothing_to_refund, "/amount"));
  s.given(fail("r1")).then(stands("p2", 100)).given(settles("r1")).then(stands("p2", 0));
  s.then(refund_is("r1", "settled")).when(settles("r1")).then(refused(Code::refund_not_open));
  expect_same_after_all(s);
}

TEST(Suspense, ThatWentBackAndIsGoneMeanwhileIsUnplaced) {
  Scenario s;
  paid_twice(s)
      .given(does(send_back("p2", "r1", cny(70))))
      .given(fail("r1"))
      .given(does(send_back("p2", "r2", cny(60))));
  s.given(settles("r1")).then(refund_is("r1", "settled", true)).then(owed(kNobodysYet, cny(-30)));
  s.then(breaks_are("refund_unplaced", "refund:r1 70 CNY " + kNobodysYet + ";"));
  s.given(fail("r1")).then(stands("p2", 40)).then(breaks_are("refund_unplaced", ""));
  expect_same_after_all(s);
}

TEST(Suspense, IsBroughtToSeveralOrdersWhereTheyTakeIt) {
  Scenario s;
  paid_twice(s).given(order("o2").of(cny(30)).placed()).given(order("o3").of(cny(90)).placed());
  s.given(order("o4").of(usd(50)).placed());
  const auto bring = [&](std::vector<core::Allocation> to) { s.when(does(bring_to("p2", std::move(to)))); };
  bring({for_order("o2", 30), for_order("o3", 71)});
  s.then(refused_at(Code::exceeds_suspense, "/allocations"));
  bring({for_order("o2", 30), for_order("o1", 1)});
  s.then(refused_at(Code::order_already_paid, "/allocations/1/order"));
  bring({for_order("o2", 31)});
  s.then(refused_at(Code::exceeds_payable, "/allocations/0/amount"));
  bring({for_order("o4", 1)});
  s.then(refused_at(Code::currency_mismatch, "/allocations/0/order"));
  s.when(does(bring_to("p9", {for_order("o2", 1)}))).then(refused(Code::payment_not_found));
  bring({for_order("o2", 30), for_order("o3", 70)});
  s.then(recorded({payment_allocated})).then(order_is("o2", "paid")).then(order_is("o3", "placed"));
  s.then(stands("p2", 0)).given(cancel("o2")).given(cancel("o3")).then(holds(kTaken, cny(100)));
  expect_same_after_all(s);
}

TEST(Suspense, IsOneOfAtMostTwentyOrdersOfAPayment) {
  Scenario s;
  s.given(does(report_payment("o0", "p1", cny(21))));
  std::vector<core::Allocation> to;
  for (int i = 1; i <= 21; ++i) s.given(order("o" + std::to_string(i)).of(cny(1)).placed());
  for (int i = 1; i <= 20; ++i) to.push_back(for_order("o" + std::to_string(i), 1));
  s.given(does(bring_to("p1", to))).then(stands("p1", 1));
  s.when(does(bring_to("p1", {for_order("o21", 1)}))).then(refused_at(Code::not_supported, "/allocations"));
}

TEST(Suspense, ThatIsOnlyTriedStandsAsItDid) {
  Scenario s;
  paid_twice(s);
  std::vector<core::Allocation> to;
  for (int i = 2; i <= 9; ++i) {
    const std::string id = "o" + std::to_string(i);
    s.given(order(id).of(cny(5)).placed());
    to.push_back(for_order(id, 5));
  }
  const core::Digest before = s.world().digest();
  EXPECT_FALSE(s.world().dry_run(bring_to("p2", to)).refusal);
  EXPECT_EQ(s.world().digest(), before);
  s.given(does(bring_to("p2", {for_order("o2", 4)})))
      .given(does(bring_to("p2", {for_order("o2", 1), for_order("o3", 5)})));
  s.then(stands("p2", 90)).then(order_is("o3", "paid"));
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
}

TEST(Suspense, GoesBackInItsCurrencyUnderANewId) {
  Scenario s;
  paid_twice(s).when(does(send_back("p2", "r1", usd(10)))).then(refused_at(Code::currency_mismatch, "/currency"));
  s.when(does(send_back("p2", "r1", cny(101)))).then(refused_at(Code::exceeds_refundable, "/amount"));
  s.when(does(send_back("p9", "r1", cny(1)))).then(refused(Code::payment_not_found));
  s.given(does(send_back("p2", "r1", cny(10))))
      .when(does(send_back("p2", "r1", cny(10))))
      .then(refused(Code::refund_exists));
  s.when(does(send_back("p2", "r1", cny(11)))).then(refused(Code::exists_with_different_amount));
  s.when(refund_as("r1", "o1", cny(10))).then(refused(Code::exists_with_different_order));
  s.world().record_refusals();
  s.when(does(send_back("p2", "r2", cny(91)))).then(refused(Code::exceeds_refundable));
  s.when(does(send_back("p2", "r2", cny(90)))).then(refused(Code::id_used_up));
}

TEST(Suspense, InDisputeIsNotFreeAndIsGoneWhenLost) {
  Scenario s;
  paid_twice(s)
      .given(dispute("p2", "d1", cny(60)))
      .then(breaks_are("dispute_unplaced", ""))
      .then(in_suspense("p2", 100));
  s.when(does(send_back("p2", "r1", cny(41)))).then(refused(Code::exceeds_refundable));
  s.given(order("o2").of(cny(100)).placed());
  s.when(does(bring_to("p2", {for_order("o2", 41)}))).then(refused(Code::exceeds_suspense));
  s.given(does(send_back("p2", "r2", cny(40))))
      .then(stands("p2", 60))
      .given(lose("d1"))
      .then(stands("p2", 0))
      .then(all_agrees());
  s.then(holds(kTaken, cny(100))).then(holds("assets:disputed:wechat_pay", cny(0)));
  s.given(win("d1")).then(stands("p2", 60)).given(lose_of("d1", 10)).then(stands("p2", 50));
  expect_same_after_all(s);
}

TEST(Suspense, ThatWasGivenAwayIsNotLostAnew) {
  Scenario s;
  paid_twice(s).given(dispute("p2", "d1")).given(win("d1")).given(does(send_back("p2", "r1", cny(70))));
  s.given(lose("d1")).then(in_suspense("p2", 30)).then(owed(kNobodysYet, cny(-70)));  // it does not fit: nobody's
  s.then(breaks_are("dispute_unplaced", "dispute:d1 100 CNY " + kNobodysYet + ";"));
  s.given(win("d1")).then(stands("p2", 30)).then(breaks_are("dispute_unplaced", ""));
  expect_same_after_all(s);
}

TEST(Suspense, IsOutOfReachOfADisputeOfAnOrderOrAnotherChannel) {
  Scenario s;
  paid_twice(s);
  core::Command other = dispute_payment("p2", "d1", cny(30));
  std::get<core::PaymentDispute>(other.body).channel = core::Channel::card;
  s.given(does(std::move(other))).then(breaks_are("dispute_unplaced", "dispute:d1 30 CNY assets:disputed:card;"));
  core::Command of_order = dispute_payment("p2", "d2", cny(20));
  std::get<core::PaymentDispute>(of_order.body).order = core::OrderId("o1");
  s.given(does(std::move(of_order))).given(does(send_back("p2", "r1", cny(100)))).then(stands("p2", 0));
}

TEST(Suspense, ThatSomebodyExplainedIsNotGivenAgain) {
  Scenario s;
  paid_twice(s);
  const std::string id = "bk" + std::to_string(s.world().log().back().seq);
  s.given(dispute("p2", "d1", cny(30))).given(does(resolve_break(id))).then(in_suspense("p2", 30));
  s.when(does(send_back("p2", "r1", cny(1)))).then(refused(Code::nothing_to_refund));
  s.given(win("d1")).then(breaks_are("payment_unplaced", "payment:p2 30 CNY " + kNobodysYet + ";"));
  s.given(does(send_back("p2", "r2", cny(30)))).then(in_suspense("p2", 0)).then(all_agrees());
  s.given(fail("r2")).then(in_suspense("p2", 30));
  EXPECT_NE(s.world().ledger().payment_json("p2").find(R"("captured":100)"), std::string::npos);
  expect_same_after_all(s);
}

TEST(Suspense, IsInADisputeThatNamesNoAmount) {
  Scenario s;
  s.given(order("o1").of(cny(60)).placed()).given(does(report_payment("o1", "p1", cny(100))));
  s.given(dispute("p1", "d1"))
      .then(holds("assets:disputed:wechat_pay", cny(100)))
      .then(breaks_are("dispute_unplaced", ""));
  s.given(lose("d1")).then(every_account_is_zero()).then(all_agrees());
}

TEST(Suspense, OfAChargedPaymentGoesBackAtItsOwnRate) {
  Scenario s;
  s.given(order("o1").of(cny(99)).placed());
  s.given(does(in_dollars(report_payment("o1", "p1", cny(150))))).then(holds(kTaken, usd(21)));
  s.then(stands("p1", 51)).given(does(send_back("p1", "r1", cny(50)))).then(holds(kTaken, usd(14)));
  s.given(refund_as("r2", "o1", cny(99))).given(does(send_back("p1", "r3", cny(1)))).then(every_account_is_zero());
  s.given(fail("r1")).then(holds(kTaken, usd(7))).then(owed(kNobodysYet, cny(50)));
  s.given(order("o2").of(cny(50)).placed()).given(does(bring_to("p1", {for_order("o2", 50)})));
  s.given(cancel("o2")).then(every_account_is_zero());
  expect_same_after_all(s);
}

TEST(Suspense, OfAChargedPaymentThatFailsToGoBackLeavesWhatWasRounded) {
  Scenario s;  // 0.14 dollars a yuan: 8 and 7 of them are 1 cent, and another with the second
  s.given(order("o1").of(cny(1)).placed()).given(does(in_dollars(report_payment("o1", "p1", cny(16)))));
  s.given(does(send_back("p1", "r1", cny(8))))
      .given(does(send_back("p1", "r2", cny(7))))
      .given(refund_as("r3", "o1", cny(1)));
  s.then(every_account_is_zero()).given(fail("r2")).given(fail("r1")).given(does(send_back("p1", "r4", cny(15))));
  s.then(owed(kNobodysYet, cny(0))).given(settles("r4")).then(all_agrees());
  expect_same_after_all(s);
}

TEST(Suspense, CountsAsCapturedForTheChannelsStatement) {
  Scenario s;
  s.given(reconciled());
  paid_twice(s).given(does(send_back("p2", "r1", cny(100))));
  s.given(states("s1", {payment_row("p1", cny(100)), payment_row("p2", cny(100)), refund_row("r1", cny(100))}));
  s.then(all_agrees())
      .given(fail("r1"))
      .given(after(core::days(3)))
      .then(differs("missing_with_us", "refund:r1 0 100;"));
}

TEST(Suspense, BroughtToAnOrderBeginsToCountForALimitThatIsNewer) {
  Scenario s;
  s.given(does(put_party("b1"))).given(does(report_payment("o1", "p1", cny(90)))).given(after(core::hours(1)));
  s.given(does(spending_limit("l1", "b1", cny(100)))).given(order("o1").of(cny(90)).placed());
  s.given(does(bring_to("p1", {for_order("o1", 90)}))).then(used("l1", 90));
}

TEST(Suspense, CountsForTheBuyersLimitOnceAnOrderHasIt) {
  Scenario s;
  s.given(does(put_party("b1"))).given(does(spending_limit("l1", "b1", cny(100))));
  s.given(does(report_payment("o1", "p1", cny(90))))
      .given(order("o1").of(cny(90)).placed())
      .given(order("o2").of(cny(11)).placed());
  s.given(does(bring_to("p1", {for_order("o1", 90)})));
  s.when(does(pay_order("o2", "p2", cny(11)))).then(refused(Code::account_limit));
}

TEST(Suspense, MovesOnAClosedAccountAndOpensIt) {
  Scenario s;
  paid_twice(s).given(does(send_back("p2", "r1", cny(100)))).given(does(close_account(kNobodysYet)));
  s.given(fail("r1")).then(stands("p2", 100));
}

TEST(Suspense, IsTheSameAfterItLeftMemory) {
  Scenario s;
  paid_twice(s).given(does(send_back("p2", "r1", cny(100)))).given(settles("r1")).given(after(core::days(70)));
  s.world().let_go(core::days(30));
  s.given(fail("r1")).then(stands("p2", 100)).given(order("o2").of(cny(100)).placed());
  s.given(does(bring_to("p2", {for_order("o2", 100)}))).then(order_is("o2", "paid")).given(after(core::days(70)));
  s.world().let_go(core::days(30));
  s.given(refund_as("r2", "o2", cny(100))).then(holds(kTaken, cny(100)));
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
}

TEST(Suspense, InvariantsHoldWhatTheySay) {
  const std::string gives = "suspense_gives_what_it_has";
  Scenario s;
  paid_twice(s).given(order("o2").of(cny(100)).placed());
  Decided brought(s, bring_to("p2", {for_order("o2", 100)})), back(s, send_back("p2", "r1", cny(100)));
  Decided disputed(s, dispute_payment("p2", "d1", cny(100)));
  for (const Decided* d : {&brought, &back, &disputed}) expect_holds(s, *d);
  s.given(does(send_back("p2", "r2", cny(1))));
  for (const Decided* d : {&brought, &back, &disputed}) expect_fires(s, *d, gives);
  Decided posted(s, send_back("p2", "r1", cny(99)));
  posted.record().postings = postings({{"liabilities:suspense:card", 99, currency("CNY"), core::Layer::posted},
                                       {kTaken, -99, currency("CNY"), core::Layer::posted}});
  expect_fires(s, posted, gives);
  s.given(dispute("p2", "d2"));
  Decided lost(s, resolve_dispute("d2", core::DisputeOutcome::lost));
  expect_holds(s, lost);
  auto& end = std::get<core::DisputeEndEffect>(lost.record().effect);
  end.unplaced += *end.suspense;
  end.suspense.reset();
  expect_fires(s, lost, gives);
}

}  // namespace
}  // namespace tallygate::tests
