// Reviews of facts: money that risk did not allow is booked as ever, and kept from what has not happened yet.
#include <gtest/gtest.h>

#include "tests/support/accounts.hpp"
#include "tests/support/decided.hpp"
#include "tests/support/payouts.hpp"
#include "tests/support/saved_ledger.hpp"
#include "tests/support/settlements.hpp"
#include "tests/support/wallets.hpp"

namespace tallygate::tests {
namespace {

using core::Code;
using core::Verdict;
using enum core::RecordType;

constexpr core::Duration kThreeDays = core::hours(72);
const std::string kPurseOfB1 = "liabilities:wallet:b1";

Step in_doubt(std::string order, std::string payment, core::Money money, Verdict verdict = Verdict::review) {
  return under(verdict, report_payment(std::move(order), std::move(payment), money));
}
// Order o1 of 100, paid in doubt by p1: review rv2.
Scenario& with_doubted_order(Scenario& s) {
  return s.given(order("o1").of(cny(100)).placed()).given(in_doubt("o1", "p1", cny(100)));
}
void expect_payment(Scenario& s, const std::string& payment, const std::string& member) {
  const std::string json = s.world().ledger().payment_json(payment);
  EXPECT_NE(json.find(member), std::string::npos) << member << " in " << json;
}

TEST(Doubt, AReportedPaymentIsBookedAndItsOrderIsNotCompletedUntilTheReviewIsReleased) {
  Scenario s;
  s.given(order("o1").of(cny(100)).placed());
  s.when(in_doubt("o1", "p1", cny(100))).then(recorded({payment_captured})).then(order_is("o1", "paid"));
  const auto& waiting = core::effect_as<core::PaymentEffect>(s.last().records.front()).waiting;
  ASSERT_TRUE(waiting);
  EXPECT_EQ(waiting->id, "rv2");
  EXPECT_EQ(waiting->expires_at, kStart + kThreeDays);
  s.then(owed("liabilities:escrow", cny(100))).then(payment_is("p1", "captured"));
  const std::string open = s.world().ledger().reviews_json("open", "", 10, s.world().now());
  EXPECT_NE(open.find(R"("state":"open","subject":"payment:p1")"), std::string::npos) << open;
  expect_payment(s, "p1", R"("reported":true,"review":{"id":"rv2","state":"open"},"state":"captured")");
  EXPECT_EQ(s.world().ledger().waiting_command("rv2"), nullptr) << "nothing waits to be decided again";

  s.when(complete("o1")).then(refused(Code::review_open));
  EXPECT_NE(s.last().refusal->detail.find("rv2"), std::string::npos) << s.last().refusal->detail;
  s.given(ship("o1")).given(deliver("o1"));
  s.when(complete("o1")).then(refused(Code::review_open));
  s.world().release_verdict(Verdict::block);  // nobody asks it
  s.when(released("rv2")).then(recorded({review_resolved})).then(order_is("o1", "delivered"));
  EXPECT_EQ(s.world().ledger().payment_json("p1").find("review"), std::string::npos);
  s.when(released("rv2")).then(refused(Code::review_not_open));
  s.when(complete("o1")).then(order_is("o1", "completed"));
  s.when(rejected("rv2")).then(refused(Code::review_not_open));
}

TEST(Doubt, OfAFactAChallengeAndABlockAreReviewsToo) {
  for (const Verdict verdict : {Verdict::challenge, Verdict::review, Verdict::block}) {
    Scenario s;
    s.given(order("o1").of(cny(100)).placed()).given(in_doubt("o1", "p1", cny(100), verdict));
    s.when(complete("o1")).then(refused(Code::review_open));
    s.given(released("rv2")).given(complete("o1"));
  }
  Scenario s;
  s.given(order("o1").of(cny(100)).placed()).given(does(report_payment("o1", "p1", cny(100)))).given(complete("o1"));
  EXPECT_EQ(s.world().ledger().reviews_json("", "", 10, s.world().now()), R"({"items":[],"next_cursor":null})");
}

TEST(Doubt, ARejectedOneTakesNothingBackAndEndsWithTheMoney) {
  Scenario s;
  with_doubted_order(s);
  s.when(rejected("rv2")).then(recorded({review_resolved})).then(payment_is("p1", "captured"));
  s.then(order_is("o1", "paid")).then(owed("liabilities:escrow", cny(100)));
  expect_payment(s, "p1", R"("review":{"id":"rv2","state":"rejected"})");
  s.when(complete("o1")).then(refused(Code::payment_rejected));
  s.when(rejected("rv2")).then(refused(Code::review_not_open));
  s.given(refund("o1", cny(99))).when(complete("o1")).then(refused(Code::payment_rejected));
  s.given(refund_as("last", "o1", cny(1))).given(complete("o1")).then(every_account_is_zero());
}

TEST(Doubt, ARejectedOrderIsCancelled) {
  Scenario s;
  with_doubted_order(s).given(rejected("rv2"));
  s.when(cancel("o1")).then(order_is("o1", "cancelled")).then(every_account_is_zero());
}

TEST(Doubt, ACancelledOrderWaitsForNoReview) {
  Scenario s;
  with_doubted_order(s).given(cancel("o1")).then(every_account_is_zero());
  s.when(released("rv2")).then(recorded({review_resolved})).then(order_is("o1", "cancelled"));
}

TEST(Doubt, ExpiresIntoRejectionAndCanBeReleasedAfterAll) {
  Scenario s;
  with_doubted_order(s).given(after(kThreeDays));
  ASSERT_EQ(s.world().log().size(), 3U);
  EXPECT_EQ(s.world().log().back().type, review_expired);
  expect_payment(s, "p1", R"("review":{"id":"rv2","state":"expired"})");
  s.when(complete("o1")).then(refused(Code::payment_rejected));
  s.when(rejected("rv2")).then(refused(Code::review_not_open));
  s.when(released("rv2")).then(recorded({review_resolved}));
  const std::string review = s.world().ledger().review_json("rv2");
  EXPECT_NE(review.find(R"("state":"released")"), std::string::npos) << review;
  EXPECT_NE(review.find(R"("closed_at":"2026-01-04)"), std::string::npos) << review;
  s.when(complete("o1")).then(order_is("o1", "completed"));
}

// What was released after all is listed again, also where it had left memory and every list.
TEST(Doubt, IsFoundInMemoryOrNot) {
  Scenario s;
  s.given(order("o1").of(cny(100)).released_after(core::hours(1)).placed()).given(in_doubt("o1", "p1", cny(100)));
  s.given(deliver("o1")).given(rejected("rv2")).given(after(core::days(40)));
  const core::Digest before = s.world().digest();
  s.world().let_go(core::days(1));
  EXPECT_EQ(s.world().digest(), before);
  EXPECT_EQ(s.world().ledger().objects_in_memory(), 0U);
  EXPECT_EQ(s.world().ledger().reviews_json("released", "", 10, s.world().now()), R"({"items":[],"next_cursor":null})");
  s.world().dry_run(resolve_review("rv2", core::ReviewOutcome::release));
  s.when(released("rv2")).then(recorded({review_resolved}));
  const std::string listed = s.world().ledger().reviews_json("released", "", 10, s.world().now());
  EXPECT_NE(listed.find("rv2"), std::string::npos) << listed;
  s.given(after(core::Duration{1})).then(order_is("o1", "completed"));
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
}

TEST(Doubt, HoldsTheReleaseTimerWhichFollowsAtOnce) {
  Scenario s;
  s.given(order("o1").of(cny(100)).released_after(core::hours(1)).placed()).given(in_doubt("o1", "p1", cny(100)));
  s.given(deliver("o1")).given(after(core::hours(30))).then(order_is("o1", "delivered"));
  EXPECT_EQ(saved_and_loaded(s.world())->next_due(), s.world().ledger().next_due());
  s.given(released("rv2"));
  EXPECT_EQ(s.world().ledger().next_due(), kStart + core::hours(1)) << "overdue";
  s.given(after(core::Duration{1})).then(order_is("o1", "completed"));
}

TEST(Doubt, EndsForTheTimerWithTheLastOfTheMoneyAndIsBackWhenTheRefundFails) {
  Scenario s;
  s.given(order("o1").of(cny(100)).released_after(core::days(9)).placed());
  s.given(pay("o1", cny(40))).given(in_doubt("o1", "p2", cny(60))).given(deliver("o1"));
  core::Command back = refund_order("o1", "r1", cny(60));
  std::get<core::OrderRefund>(back.body).to = core::RefundTo{std::nullopt, core::PaymentId("p2")};
  s.given(rejected("rv3")).given(after(core::days(8)));
  EXPECT_FALSE(s.world().ledger().next_due());
  s.given(does(back));
  EXPECT_EQ(s.world().ledger().next_due(), kStart + core::days(9));
  s.given(fail("r1"));
  EXPECT_FALSE(s.world().ledger().next_due());
  s.when(complete("o1")).then(refused(Code::payment_rejected));
  std::get<core::OrderRefund>(back.body).refund_id = core::RefundId("r2");
  s.given(does(back)).given(after(core::days(1))).then(order_is("o1", "completed"));
  s.then(owed("liabilities:merchant:m1", cny(40)));
}

TEST(Doubt, LetsTimeCancel) {
  Scenario s;
  s.given(order("o1").of(cny(100)).expiring_in(core::hours(1)).placed()).given(in_doubt("o1", "p1", cny(99)));
  s.given(order("o2").of(cny(100)).to_deliver_by(kStart + core::hours(1), core::OnLate::cancel).placed());
  s.given(in_doubt("o2", "p2", cny(100))).given(after(core::hours(1)));
  s.then(order_is("o1", "expired")).then(order_is("o2", "cancelled")).then(every_account_is_zero());
}

TEST(Doubt, EndsWithALostDispute) {
  Scenario s;
  with_doubted_order(s).given(rejected("rv2")).given(dispute("p1", "d1"));
  s.when(complete("o1")).then(refused(Code::dispute_open));
  s.given(lose("d1")).given(complete("o1"));
}

TEST(Doubt, IsOverEveryOrderOfThePayment) {
  Scenario s;
  s.given(order("o1").of(cny(60)).placed()).given(order("o2").of(cny(40)).placed());
  core::PaymentPut body;
  body.payment_id = core::PaymentId("p1");
  body.amount = 100;
  body.currency = currency("CNY");
  body.reported = true;
  body.allocations = {{60, core::OrderId("o1")}, {40, core::OrderId("o2")}};
  s.given(under(Verdict::review, command(core::Operation::payment_put, body)));
  for (const char* o : {"o1", "o2"}) s.when(complete(o)).then(refused(Code::review_open));
  s.given(released("rv3")).given(complete("o1")).given(complete("o2"));
}

TEST(Doubt, OfMoneyThatNoOrderTookHoldsNothing) {
  Scenario s;
  s.when(in_doubt("nowhere", "p1", cny(100))).then(recorded({payment_captured}));
  expect_payment(s, "p1", R"("review":{"id":"rv1","state":"open"})");
  s.then(owed("liabilities:suspense:wechat_pay", cny(100)));
  s.when(released("rv1")).then(recorded({review_resolved}));
}

// The review of the request ends, and that of the fact begins.
TEST(Doubt, OfAFactThatTakesThePlaceOfItsRequest) {
  Scenario s;
  s.given(order("o1").of(cny(100)).placed()).given(under(Verdict::review, pay_order("o1", "p1", cny(100))));
  s.given(in_doubt("o1", "p1", cny(100))).then(payment_is("p1", "captured"));
  s.when(released("rv2")).then(refused(Code::review_not_open));
  s.when(complete("o1")).then(refused(Code::review_open));
  s.given(released("rv3")).given(complete("o1"));
}

TEST(Doubt, OfATopUpKeepsTheMoneyInTheWallet) {
  Scenario s;
  s.given(does(put_party("b1"))).given(does(put_payout_account("b1", "a1"))).given(after(core::days(2)));
  s.given(does(top_up("b1", "t1", cny(30)))).then(available(kPurseOfB1, cny(30)));
  s.when(under(Verdict::block, top_up("b1", "t2", cny(100)))).then(recorded({wallet_topped_up}));
  s.then(owed(kPurseOfB1, cny(130))).then(available(kPurseOfB1, cny(30)));
  expect_payment(s, "t2", R"("review":{"id":"rv4","state":"open"})");
  s.given(order("o1").of(cny(50)).placed());
  s.when(does(pay_from_wallet("o1", "p1", cny(50)))).then(refused(Code::insufficient_funds));
  s.when(does(withdraw("b1", "w1", cny(31), "a1"))).then(refused(Code::insufficient_funds));
  s.given(does(pay_from_wallet("o1", "p2", cny(30)))).then(available(kPurseOfB1, cny(0)));
  saved_and_loaded(s.world());
  s.given(released("rv4")).then(available(kPurseOfB1, cny(100))).given(does(withdraw("b1", "w2", cny(100), "a1")));
}

TEST(Doubt, OfARejectedTopUpIsTakenBackByAnEntryAlone) {
  Scenario s;
  s.given(under(Verdict::review, top_up("b1", "t1", cny(100)))).given(rejected("rv1"));
  s.then(available(kPurseOfB1, cny(0)));
  s.given(after(core::days(40)));
  s.world().let_go(core::days(1));
  EXPECT_EQ(saved_and_loaded(s.world())->account_json(kPurseOfB1, s.world().now()),
            s.world().ledger().account_json(kPurseOfB1, s.world().now()));
  s.when(entry(post_journal("e1", {debit(kPurseOfB1, cny(101)), credit("assets:channel:card", cny(101))})));
  s.then(refused(Code::insufficient_funds));
  s.when(entry(post_journal("e2", {debit(kPurseOfB1, cny(100)), credit("assets:channel:card", cny(100))})));
  EXPECT_FALSE(s.last().refusal);
  s.then(every_account_is_zero());
  s.given(does(top_up("b1", "t2", cny(60)))).then(available(kPurseOfB1, cny(0)));
  s.given(released("rv1")).then(available(kPurseOfB1, cny(60)));
}

// A withdrawal that waits asks for what was there before; an entry must not let it out of the money in doubt.
TEST(Doubt, OfATopUpIsNotPaidOutByWhatWaited) {
  Scenario s;
  s.given(does(put_party("b1"))).given(does(put_payout_account("b1", "a1"))).given(after(core::days(2)));
  s.given(does(top_up("b1", "t1", cny(50)))).given(under(Verdict::review, withdraw("b1", "w1", cny(50), "a1")));
  s.given(under(Verdict::review, top_up("b1", "t2", cny(100))));
  s.given(entry(post_journal("e1", {debit(kPurseOfB1, cny(80)), credit("assets:channel:card", cny(80))})));
  s.when(released("rv4")).then(recorded({review_resolved, payout_rejected}));
  s.then(owed(kPurseOfB1, cny(70))).then(available(kPurseOfB1, cny(0)));
}

// Facts are booked whatever their sum.
TEST(Doubt, OfTopUpsBeyondTheRangeOfAnAmount) {
  Scenario s;
  const core::Money most = cny((core::Amount{1} << 53) - 1);
  for (const char* id : {"t1", "t2", "t3"}) s.given(under(Verdict::review, top_up("b1", id, most)));
  s.then(available(kPurseOfB1, cny(0)));
  s.given(released("rv2")).then(available(kPurseOfB1, most));
}

TEST(Doubt, LeavesNothingBehindWhenItIsRunDry) {
  Scenario s;
  with_doubted_order(s).given(under(Verdict::review, top_up("b1", "t1", cny(10))));
  const auto stays = [&s](core::Command c, Verdict verdict = Verdict::review) {
    const core::Digest before = s.world().digest();
    const std::string wallet = s.world().ledger().account_json(kPurseOfB1, s.world().now());
    EXPECT_FALSE(s.world().dry_run(std::move(c), verdict).refusal);
    EXPECT_EQ(s.world().digest(), before);
    EXPECT_EQ(s.world().ledger().account_json(kPurseOfB1, s.world().now()), wallet);
  };
  for (const auto outcome : {core::ReviewOutcome::release, core::ReviewOutcome::reject}) {
    stays(resolve_review("rv2", outcome));
    stays(resolve_review("rv3", outcome));
  }
  stays(top_up("b1", "t2", cny(5)));
  stays(report_payment("o1", "p2", cny(5)));
  s.given(rejected("rv2")).given(rejected("rv3"));
  stays(resolve_review("rv2", core::ReviewOutcome::release));
  stays(resolve_review("rv3", core::ReviewOutcome::release));
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
}

TEST(Doubt, HasAnInvariantThatFires) {
  Scenario s;
  with_doubted_order(s).given(order("o2").of(cny(100)).paid());
  Decided d(s, complete_order("o2"));
  expect_holds(s, d);
  core::Command other = complete_order("o1");
  d.command = std::make_shared<const core::Command>(other);
  d.record().command = d.command;
  expect_fires(s, d, "doubted_money_stays");
  Decided end(s, resolve_review("rv2", core::ReviewOutcome::reject));
  expect_holds(s, end);
  end.decision.records.push_back(end.record());
  end.decision.records.back().type = payment_rejected;
  expect_fires(s, end, "doubted_money_stays");
}

}  // namespace
}  // namespace tallygate::tests
