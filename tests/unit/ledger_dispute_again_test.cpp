// Disputes whose end changes: each record posts the difference, and what does not fit any more is nobody's.
#include <gtest/gtest.h>

#include "tests/support/charges.hpp"
#include "tests/support/decided.hpp"
#include "tests/support/goods.hpp"
#include "tests/support/payouts.hpp"
#include "tests/support/reconciliation.hpp"
#include "tests/support/saved_ledger.hpp"
#include "tests/support/wallets.hpp"

namespace tallygate::tests {
namespace {

using core::Code;
using enum core::RecordType;

const std::string kChannelThen = "assets:channel:wechat_pay", kDisputedThen = "assets:disputed:wechat_pay";
const std::string kSuspenseThen = "liabilities:suspense:wechat_pay", kEscrowThen = "liabilities:escrow";
const std::string kFeeThen = "income:platform_fee", kMerchantThen = "liabilities:merchant:m1";
const std::string kUnmaturedThen = "liabilities:distributor:d1:unmatured";
const std::string kPayableThen = "liabilities:distributor:d1:payable";

// 10,000 with a fee of 5 % and 10 % for the distributor, payable a week after completion.
Scenario& with_split_order(Scenario& s) {
  core::PlanPut terms = plan_terms(500, {1'000});
  terms.matures_after_s = 7LL * 86'400;
  s.given(plan_of(terms)).given(distributor("d1"));
  return s.given(order("o1").of(cny(10'000)).referred_by("d1").completed());
}
// 700 of o2, then 300 of o1.
Scenario& with_two_orders(Scenario& s) {
  s.given(order("o1").of(cny(300)).placed()).given(order("o2").of(cny(700)).placed());
  return s.given(does(pay_orders("p1", {for_order("o2", 700), for_order("o1", 300)})));
}

const core::DisputeEndEffect& end_said(const Scenario& s) {
  return std::get<core::DisputeEndEffect>(s.last().records.at(0).effect);
}
const core::ClawBackEffect& claw_back_said(const Scenario& s, std::size_t n = 1) {
  return std::get<core::ClawBackEffect>(s.last().records.at(n).effect);
}
core::Amount lost_of_order(Scenario& s, const std::string& id) {
  const std::string json = s.world().ledger().order_json(id);
  return std::stoll(json.substr(json.find("\"lost\":") + 7));
}
void expect_replays(Scenario& s) {
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
  saved_and_loaded(s.world());
}

void then_lost_4000(Scenario& s) {
  s.then(holds(kChannelThen, cny(6'000))).then(holds(kDisputedThen, cny(0)));
  s.then(owed(kMerchantThen, cny(5'100))).then(owed(kFeeThen, cny(300))).then(owed(kUnmaturedThen, cny(600)));
  s.then(available(kMerchantThen, cny(5'100))).then(frozen(kMerchantThen, cny(0)));
}
void then_nothing_lost(Scenario& s) {
  s.then(holds(kChannelThen, cny(10'000))).then(holds(kDisputedThen, cny(0)));
  s.then(owed(kMerchantThen, cny(8'500))).then(owed(kFeeThen, cny(500))).then(owed(kUnmaturedThen, cny(1'000)));
  s.then(available(kMerchantThen, cny(8'500))).then(owed(kSuspenseThen, cny(0)));
}

TEST(DisputesThatEndAnew, LostAfterAllAreClawedBackAsAtFirst) {
  Scenario s;
  with_split_order(s).given(dispute("o1.p1", "x1", cny(4'000))).given(win("x1"));
  s.when(lose("x1")).then(recorded({dispute_lost, dispute_clawed_back}));
  EXPECT_EQ(end_said(s).lost, 4'000);
  EXPECT_EQ(end_said(s).won, 0);
  EXPECT_EQ(claw_back_said(s).amount, 4'000);
  then_lost_4000(s);
  s.when(refund("o1", cny(6'001))).then(refused(Code::exceeds_refundable));
  expect_replays(s);
  s.given(refund("o1", cny(6'000))).then(every_account_is_zero());
}

TEST(DisputesThatEndAnew, WonAfterAllGiveEveryoneTheirShareAgain) {
  Scenario s;
  with_split_order(s).given(dispute("o1.p1", "x1", cny(4'000))).given(lose("x1"));
  then_lost_4000(s);
  s.when(win("x1")).then(recorded({dispute_won, dispute_clawed_back}));
  EXPECT_EQ(claw_back_said(s).amount, -4'000);
  then_nothing_lost(s);
  EXPECT_EQ(lost_of_order(s, "o1"), 0);
  s.given(after(core::days(9))).then(owed(kUnmaturedThen, cny(0))).then(owed(kPayableThen, cny(1'000)));
  expect_replays(s);
  s.given(refund("o1", cny(10'000))).then(every_account_is_zero());
}

TEST(DisputesThatEndAnew, MoveByTheDifferenceOfTwoPartialLosses) {
  Scenario s;
  with_split_order(s).given(dispute("o1.p1", "x1", cny(5'000))).given(lose_of("x1", 2'000));
  s.when(lose_of("x1", 3'000)).then(recorded({dispute_partly_lost, dispute_clawed_back}));
  EXPECT_EQ(end_said(s).allocations.at(0).amount, 3'000) << "an end says all that is lost by it";
  EXPECT_EQ(claw_back_said(s).amount, 1'000);
  s.then(holds(kChannelThen, cny(7'000))).then(owed(kMerchantThen, cny(5'950))).then(owed(kFeeThen, cny(350)));
  s.when(lose_of("x1", 1'000)).then(recorded({dispute_partly_lost, dispute_clawed_back}));
  s.then(holds(kChannelThen, cny(9'000))).then(owed(kMerchantThen, cny(7'650))).then(owed(kFeeThen, cny(450)));
  s.given(lose("x1")).then(holds(kChannelThen, cny(5'000))).then(owed(kMerchantThen, cny(4'250)));
  s.given(win("x1"));
  then_nothing_lost(s);
  expect_replays(s);
}

TEST(DisputesThatEndAnew, AreNotOpenWhereAsMuchIsLostAsBefore) {
  Scenario s;
  with_split_order(s).given(dispute("o1.p1", "x1", cny(4'000)));
  s.given(lose_of("x1", 1'000)).when(lose_of("x1", 1'000)).then(refused(Code::dispute_not_open));
  s.when(lose_of("x1", 4'000)).then(refused_at(Code::amount_mismatch, "/amount"));
  s.given(lose("x1")).when(lose("x1")).then(refused(Code::dispute_not_open));
  s.when(lose_of("x1", 4'000)).then(refused(Code::dispute_not_open));  // the same loss in other words
  s.given(win("x1")).when(win("x1")).then(refused(Code::dispute_not_open));
  s.when(does(add_evidence("x1"))).then(refused(Code::dispute_not_open));
}

TEST(DisputesThatEndAnew, ChangeOnlyTheOrdersWhoseLossChanges) {
  Scenario s;
  with_two_orders(s).given(dispute("p1", "x1", cny(800))).given(lose_of("x1", 750));
  s.when(lose_of("x1", 720)).then(recorded({dispute_partly_lost, dispute_clawed_back}));
  EXPECT_EQ(claw_back_said(s).order.str(), "o1");
  EXPECT_EQ(claw_back_said(s).amount, -30);
  s.when(lose_of("x1", 100)).then(recorded({dispute_partly_lost, dispute_clawed_back, dispute_clawed_back}));
  EXPECT_EQ(lost_of_order(s, "o1"), 0);
  EXPECT_EQ(lost_of_order(s, "o2"), 100);
  s.then(holds(kChannelThen, cny(900))).then(owed(kEscrowThen, cny(900)));
  s.given(lose("x1")).then(holds(kChannelThen, cny(200))).then(owed(kEscrowThen, cny(200)));
  EXPECT_EQ(lost_of_order(s, "o1"), 100);
  expect_replays(s);
}

TEST(DisputesThatEndAnew, OfAnOrderThatIsNotCompletedMoveItsEscrow) {
  Scenario s;
  s.given(order("o1").of(cny(10'000)).paid()).given(dispute("o1.p1", "x1", cny(3'000))).given(win("x1"));
  s.given(lose("x1")).then(owed(kEscrowThen, cny(7'000))).given(win("x1")).then(owed(kEscrowThen, cny(10'000)));
  s.given(lose("x1")).given(complete("o1")).then(owed(kMerchantThen, cny(7'000)));
  s.given(win("x1")).then(owed(kMerchantThen, cny(7'000)));  // the split was of what was there
  s.then(owed(kEscrowThen, cny(3'000))).then(holds(kChannelThen, cny(10'000)));
  s.given(lose_of("x1", 1'000)).then(owed(kEscrowThen, cny(2'000))).then(owed(kMerchantThen, cny(7'000)));
  expect_replays(s);
  s.given(refund("o1", cny(9'000))).then(every_account_is_zero());
}

// Of 100, 70 went back meanwhile: 60 cannot be lost any more.
TEST(DisputesThatEndAnew, ThatDoNotFitAnyMoreAreNobodysUntilTheyDo) {
  Scenario s;
  s.given(plan(0, {})).given(order("o1").of(cny(100)).completed());
  s.given(dispute("o1.p1", "x1", cny(60))).given(win("x1")).given(refund_as("r1", "o1", cny(70)));
  s.when(lose("x1")).then(recorded({dispute_lost}));
  EXPECT_EQ(end_said(s).unplaced, 60);
  EXPECT_TRUE(end_said(s).allocations.empty());
  EXPECT_EQ(lost_of_order(s, "o1"), 0);
  s.then(owed(kSuspenseThen, cny(-60))).then(holds(kChannelThen, cny(-30))).then(owed(kMerchantThen, cny(30)));
  s.then(differs("dispute_unplaced", "dispute:x1;"));
  EXPECT_NE(s.world().ledger().dispute_json("x1").find(R"("break_id":"bk)"), std::string::npos);

  s.when(lose_of("x1", 40)).then(recorded({dispute_partly_lost}));
  EXPECT_EQ(end_said(s).unplaced, 40) << "less by the difference";
  s.then(owed(kSuspenseThen, cny(-40))).then(holds(kChannelThen, cny(-10)));
  s.when(lose_of("x1", 30)).then(recorded({dispute_partly_lost, dispute_clawed_back}));
  EXPECT_EQ(end_said(s).unplaced, 0);
  s.then(owed(kSuspenseThen, cny(0))).then(owed(kMerchantThen, cny(0))).then(holds(kChannelThen, cny(0)));
  s.then(differs("dispute_unplaced", ""));

  s.given(win("x1")).given(lose("x1")).then(owed(kSuspenseThen, cny(-60)));
  s.given(fail("r1")).given(lose_of("x1", 59)).then(owed(kSuspenseThen, cny(0))).then(owed(kMerchantThen, cny(41)));
  expect_replays(s);
  s.given(refund("o1", cny(41))).then(every_account_is_zero());
}

TEST(DisputesThatEndAnew, DoNotFitWhereAnyOfTheirOrdersCannotGive) {
  Scenario s;
  with_two_orders(s).given(dispute("p1", "x1")).given(lose_of("x1", 600)).given(refund("o1", cny(1)));
  s.when(lose("x1")).then(recorded({dispute_lost}));
  EXPECT_EQ(end_said(s).unplaced, 400);
  EXPECT_EQ(lost_of_order(s, "o2"), 600);
  s.when(lose_of("x1", 999)).then(recorded({dispute_partly_lost, dispute_clawed_back, dispute_clawed_back}));
  EXPECT_EQ(end_said(s).unplaced, 0);
  s.given(win("x1")).given(refund("o1", cny(299))).given(refund("o2", cny(700))).then(every_account_is_zero());
  expect_replays(s);
}

TEST(DisputesThatEndAnew, TakeWhatARefundWaitsFor) {
  Scenario s;
  s.given(order("o1").of(cny(100)).paid()).given(dispute("o1.p1", "x1", cny(60))).given(win("x1"));
  s.given(under(core::Verdict::review, refund_order("o1", "r1", cny(80)))).given(lose("x1"));
  EXPECT_EQ(lost_of_order(s, "o1"), 60);
  s.when(released("rv5"));
  ASSERT_EQ(s.last().records.size(), 2U);
  EXPECT_EQ(s.last().records[1].type, refund_rejected);
}

TEST(DisputesThatEndAnew, TakeMaturedCommissionFromWhatIsPayableAndGiveItBackThere) {
  Scenario s;
  with_split_order(s).given(dispute("o1.p1", "x1", cny(4'000))).given(after(core::days(9)));
  s.given(lose("x1")).then(owed(kUnmaturedThen, cny(0))).then(owed(kPayableThen, cny(600)));
  s.given(win("x1")).then(owed(kUnmaturedThen, cny(0))).then(owed(kPayableThen, cny(1'000)));
  s.given(lose_of("x1", 1'000)).then(owed(kPayableThen, cny(900))).then(available(kPayableThen, cny(900)));
  expect_replays(s);
}

TEST(DisputesThatEndAnew, LeaveWhatIsKeptForAnother) {
  Scenario s;
  with_split_order(s).given(dispute("o1.p1", "x1", cny(4'000))).given(dispute("o1.p1", "x2", cny(3'000)));
  s.given(after(core::days(9))).then(owed(kUnmaturedThen, cny(700))).then(owed(kPayableThen, cny(300)));
  s.given(win("x1")).then(owed(kUnmaturedThen, cny(300))).then(owed(kPayableThen, cny(700)));
  s.given(lose("x1")).then(owed(kUnmaturedThen, cny(300))).then(owed(kPayableThen, cny(300)));
  s.then(frozen(kUnmaturedThen, cny(300))).then(frozen(kPayableThen, cny(0)));
  s.given(win("x1")).then(owed(kUnmaturedThen, cny(300))).then(owed(kPayableThen, cny(700)));
  s.given(lose("x2")).then(owed(kUnmaturedThen, cny(0))).then(owed(kPayableThen, cny(700)));
  expect_replays(s);
}

// What was lost came out of the escrow of an order that is completed since: it is there that it comes back, and then
// covers what another dispute froze of the split.
TEST(DisputesThatEndAnew, ThatBringEscrowBackFreeWhatAnotherHasFrozen) {
  Scenario s;
  core::PlanPut terms = plan_terms(0, {1'000});
  terms.matures_after_s = 7LL * 86'400;
  s.given(plan_of(terms)).given(distributor("d1"));
  s.given(order("o1").of(cny(10'000)).referred_by("d1").paid()).given(dispute("o1.p1", "x1", cny(4'000)));
  s.given(lose("x1")).given(complete("o1")).then(owed(kUnmaturedThen, cny(600)));
  s.given(dispute("o1.p1", "x2", cny(5'000))).given(after(core::days(9)));
  s.then(owed(kUnmaturedThen, cny(500))).then(owed(kPayableThen, cny(100)));
  s.when(win("x1")).then(owed(kEscrowThen, cny(4'000))).then(frozen(kEscrowThen, cny(4'000)));
  s.then(owed(kUnmaturedThen, cny(100))).then(owed(kPayableThen, cny(500))).then(frozen(kUnmaturedThen, cny(100)));
  s.given(lose("x2")).then(owed(kEscrowThen, cny(0))).then(owed(kUnmaturedThen, cny(0)));
  s.then(owed(kPayableThen, cny(500)));
  expect_replays(s);
  s.given(refund("o1", cny(5'000))).then(every_account_is_zero());
}

TEST(DisputesThatEndAnew, GiveThePlatformsShareOfACouponBothWays) {
  Scenario s;
  s.given(plan(500, {})).given(does(put_coupon("c", amount_off(cny(100), core::FundedBy::platform))));
  s.given(does(order_with_coupon("o1", "c", 1'000, 100))).given(does(pay_order("o1", "p1", cny(900))));
  s.given(complete("o1")).given(dispute("p1", "x1", cny(450))).given(win("x1"));
  s.given(lose("x1")).then(holds("expenses:promotion", cny(50))).then(owed(kMerchantThen, cny(475)));
  s.given(win("x1")).then(holds("expenses:promotion", cny(100))).then(owed(kMerchantThen, cny(950)));
  s.given(lose_of("x1", 225)).given(refund("o1", cny(675))).then(every_account_is_zero());
  expect_replays(s);
}

TEST(DisputesThatEndAnew, OfAWalletClaimOrGiveBackTheDifference) {
  Scenario s;
  const std::string purse = "liabilities:wallet:b1";
  s.given(does(top_up("b1", "t1", cny(10'000)))).given(order("o1").of(cny(10'000)).placed());
  s.given(does(pay_from_wallet("o1", "p1", cny(10'000)))).given(complete("o1"));
  s.given(dispute("p1", "x1", cny(4'000))).then(owed(purse, cny(4'000)));
  s.given(lose("x1")).then(owed(purse, cny(4'000))).given(win("x1")).then(owed(purse, cny(0)));
  s.given(lose_of("x1", 1'000)).then(owed(purse, cny(1'000))).then(owed(kMerchantThen, cny(9'000)));
  s.then(holds("assets:channel:wallet", cny(0))).then(holds("assets:disputed:wallet", cny(0)));
  expect_replays(s);
}

std::string break_of(Scenario& s, const std::string& id) {
  return s.world().ledger().break_json(id, s.world().now());
}

TEST(DisputesThatEndAnew, HaveTheirBreakFollowWhatIsUnplaced) {
  Scenario s;
  s.given(order("o1").of(cny(100)).paid()).given(dispute("o1.p1", "x1", cny(130)));
  s.given(lose("x1")).given(lose_of("x1", 110));
  EXPECT_NE(break_of(s, "bk3").find(R"("amount":10,)"), std::string::npos) << break_of(s, "bk3");
  s.given(win("x1"));
  EXPECT_NE(break_of(s, "bk3").find(R"("state":"resolved")"), std::string::npos);
  s.given(lose("x1")).then(owed(kSuspenseThen, cny(-30)));
  EXPECT_NE(s.world().ledger().dispute_json("x1").find(R"("break_id":"bk9")"), std::string::npos)
      << s.world().ledger().dispute_json("x1");
  EXPECT_NE(break_of(s, "bk9").find(R"("account":"liabilities:suspense:wechat_pay","age_s":0,"amount":30)"),
            std::string::npos);
  s.given(lose_of("x1", 90));
  EXPECT_NE(break_of(s, "bk9").find(R"("state":"resolved")"), std::string::npos);
  expect_replays(s);
}

TEST(DisputesThatEndAnew, OpenABreakOverTheDifferenceToWhatSomebodyExplained) {
  Scenario s;
  s.given(order("o1").of(cny(100)).paid()).given(dispute("o1.p1", "x1", cny(130))).given(lose("x1"));
  s.given(does(resolve_break("bk3"))).given(lose_of("x1", 120));
  const std::string opened = break_of(s, "bk7");
  EXPECT_NE(opened.find(R"("amount":10,)"), std::string::npos) << opened;
  EXPECT_NE(opened.find(R"("kind":"dispute_unplaced")"), std::string::npos) << opened;
  s.given(lose_of("x1", 50)).then(differs("dispute_unplaced", "")).then(owed(kSuspenseThen, cny(0)));
  s.given(lose_of("x1", 60)).then(differs("dispute_unplaced", ""));
  expect_replays(s);
}

TEST(DisputesThatEndAnew, AreComparedWithGoodsAndStatementsAgain) {
  Scenario s;
  s.given(reconciled()).given(goods_reconciled());
  s.given(order("o1").of(cny(100)).paid()).given(complete("o1"));
  s.then(differs("completion_without_delivery", "order:o1 100 100;"));
  s.given(dispute("o1.p1", "x1")).given(lose("x1")).then(differs("completion_without_delivery", ""));
  s.given(win("x1")).then(differs("completion_without_delivery", "order:o1 100 100;"));
  s.given(states("st1", {statement_row(core::StatementKind::dispute, "x1", cny(40))}));
  s.then(differs("missing_with_us", "dispute:x1 0 40;")).given(lose_of("x1", 40));
  s.then(differs("missing_with_us", "")).then(differs("completion_without_delivery", "order:o1 60 100;"));
  expect_replays(s);
}

TEST(DisputesThatEndAnew, AreFoundInMemoryOrNot) {
  Scenario s;
  with_split_order(s).given(dispute("o1.p1", "x1", cny(4'000))).given(lose("x1")).given(after(core::days(90)));
  const core::Digest before = s.world().digest();
  s.world().let_go(core::days(1));
  EXPECT_EQ(s.world().digest(), before);
  EXPECT_EQ(s.world().ledger().objects_in_memory(), 0U);
  s.world().dry_run(resolve_dispute("x1", core::DisputeOutcome::won));
  EXPECT_EQ(s.world().digest(), before);
  s.when(win("x1")).then(recorded({dispute_won, dispute_clawed_back})).then(owed(kPayableThen, cny(1'000)));
  expect_replays(s);
}

// 1,000 CNY for 140 USD.
TEST(DisputesThatEndAnew, InTheChargesCurrencyMoveBoth) {
  Scenario s;
  s.given(order("o1").of(cny(1'000)).placed()).given(does(in_dollars(pay_order("o1", "p1", cny(1'000)))));
  s.given(complete("o1")).given(dispute("p1", "x1", usd(50))).given(win("x1"));
  s.when(lose("x1")).then(recorded({dispute_lost, dispute_clawed_back}));
  EXPECT_EQ(end_said(s).charge->amount, 50);
  EXPECT_EQ(claw_back_said(s).amount, 357);
  EXPECT_EQ(s.world().balance(kChannelThen, "USD"), 90);
  EXPECT_EQ(s.world().balance("equity:conversion:USD", "USD"), -90);
  s.then(owed(kMerchantThen, cny(643))).then(holds("equity:conversion:CNY", cny(643)));
  s.given(lose_of("x1", 20));
  EXPECT_EQ(s.world().balance(kChannelThen, "USD"), 120);
  EXPECT_EQ(claw_back_said(s).amount, 142 - 357);  // 357 × 20 / 50
  EXPECT_EQ(s.world().balance(kDisputedThen, "USD"), 0);
  s.given(win("x1")).given(lose("x1")).given(refund("o1", cny(643))).then(every_account_is_zero());
  expect_replays(s);
}

TEST(DisputesThatEndAnew, InTheOrdersCurrencyMoveTheChargeWithIt) {
  Scenario s;
  s.given(order("o1").of(cny(1'000)).placed()).given(does(in_dollars(pay_order("o1", "p1", cny(1'000)))));
  s.given(dispute("p1", "x1", cny(1'200))).given(lose_of("x1", 1'100)).given(lose_of("x1", 500));
  EXPECT_EQ(end_said(s).charge->amount, 70);
  EXPECT_EQ(end_said(s).unplaced, 0);
  EXPECT_EQ(s.world().balance(kChannelThen, "USD"), 70);
  s.then(holds(kChannelThen, cny(0))).then(owed(kSuspenseThen, cny(0)));
  s.given(lose("x1")).then(holds(kChannelThen, cny(-200))).then(owed(kSuspenseThen, cny(-200)));
  EXPECT_EQ(s.world().balance(kChannelThen, "USD"), 0);
  s.given(win("x1")).given(refund("o1", cny(1'000))).then(every_account_is_zero());
  expect_replays(s);
}

// 4 USD for 1,000 VND. Of the dispute 3 were the order's and 999 the charge's: after another 250 of it went back these
// are not there, though 3 of the order are.
TEST(DisputesThatEndAnew, DoNotFitWhereNotSoMuchOfTheChargeIsLeft) {
  Scenario s;
  const auto dong = [](core::Amount amount) { return core::Money{amount, currency("VND")}; };
  s.given(order("o1").of(usd(4)).placed());
  s.given(does(charged_at(pay_order("o1", "p1", usd(4)), currency("VND"), rate_of(250, 1))));
  s.given(dispute("p1", "x1", dong(999))).given(win("x1")).given(refund_as("r1", "o1", usd(1)));
  s.when(lose("x1")).then(recorded({dispute_lost}));
  EXPECT_EQ(end_said(s).unplaced, 999);
  EXPECT_EQ(end_said(s).charge->amount, 0);
  EXPECT_EQ(s.world().balance(kSuspenseThen, "VND"), 999);
  s.given(lose_of("x1", 750)).then(recorded({dispute_partly_lost, dispute_clawed_back}));
  EXPECT_EQ(s.world().balance(kSuspenseThen, "VND"), 0);
  s.given(refund("o1", usd(1)));
  EXPECT_EQ(s.world().balance(kChannelThen, "VND"), 0) << "2 of 3 were lost for 750, and 2 refunded for 250";
  s.then(every_account_is_zero());
  expect_replays(s);
}

// Worth no unit of the order, and all of the order has gone back: it comes back to the channel all the same, and what
// goes back later makes it up.
TEST(DisputesThatEndAnew, GiveBackWhatIsWorthNoUnitOfTheOrder) {
  Scenario s;
  const auto dong = [](core::Amount amount) { return core::Money{amount, currency("VND")}; };
  s.given(order("o1").of(usd(4)).placed());
  s.given(does(charged_at(pay_order("o1", "p1", usd(4)), currency("VND"), rate_of(250, 1))));
  s.given(dispute("p1", "x1", dong(500))).given(lose_of("x1", 200)).given(refund_as("r1", "o1", usd(4)));
  s.when(lose_of("x1", 100)).then(recorded({dispute_partly_lost}));
  EXPECT_EQ(s.world().balance(kChannelThen, "VND"), 100);
  s.given(fail("r1")).given(refund("o1", usd(4))).then(every_account_is_zero());
  expect_replays(s);
}

TEST(DisputesThatEndAnew, AreHeldByInvariantsToWhatIsLeft) {
  Scenario s;
  s.given(order("o1").of(cny(100)).completed()).given(dispute("o1.p1", "x1", cny(60))).given(win("x1"));
  Decided lost(s, resolve_dispute("x1", core::DisputeOutcome::lost));
  expect_holds(s, lost);
  lost.decision.records.pop_back();
  expect_fires(s, lost, "disputed_is_open_disputes");
  s.given(refund("o1", cny(70)));
  Decided unplaced(s, resolve_dispute("x1", core::DisputeOutcome::lost));
  expect_holds(s, unplaced);
  auto& end = std::get<core::DisputeEndEffect>(unplaced.record().effect);
  end.allocations = {for_order("o1", 31)};
  end.unplaced -= 31;
  expect_fires(s, unplaced, "disputes_within_captured");
}

TEST(DisputesThatEndAnew, AreHeldByInvariantsToTheRate) {
  Scenario s;
  s.given(order("o1").of(cny(1'000)).placed()).given(does(in_dollars(pay_order("o1", "p1", cny(1'000)))));
  s.given(dispute("p1", "x1", cny(500))).given(lose_of("x1", 200));
  Decided more(s, resolve_dispute("x1", core::DisputeOutcome::partial, 300));
  expect_holds(s, more);
  std::get<core::DisputeEndEffect>(more.record().effect).charge->amount += 1;
  expect_fires(s, more, "charges_keep_rates");
}

}  // namespace
}  // namespace tallygate::tests
