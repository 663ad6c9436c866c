// What a channel says of a refund is booked whatever the refund's state: of its order where that still has the money,
// else in suspense.
#include <gtest/gtest.h>

#include "tests/support/accounts.hpp"
#include "tests/support/charges.hpp"
#include "tests/support/decided.hpp"
#include "tests/support/goods.hpp"
#include "tests/support/limits.hpp"
#include "tests/support/reconciliation.hpp"
#include "tests/support/refunds.hpp"
#include "tests/support/saved_ledger.hpp"
#include "tests/support/wallets.hpp"

namespace tallygate::tests {
namespace {

using core::Code;
using core::Verdict;
using enum core::RecordType;

const std::string kRefundChannel = "assets:channel:wechat_pay", kEscrowed = "liabilities:escrow",
                  kInSuspense = "liabilities:suspense:wechat_pay", kCards = "liabilities:suspense:card";

// Order o1 of 100, paid by p1.
Scenario& with_order_of_100(Scenario& s) {
  return s.given(order("o1").of(cny(100)).placed()).given(does(pay_order("o1", "p1", cny(100))));
}
// The same, 60 of it by p1 and 40 with a card by p2.
Scenario& with_two_payments(Scenario& s) {
  s.given(order("o1").of(cny(100)).placed()).given(does(pay_order("o1", "p1", cny(60))));
  return s.given(does(pay_order("o1", "p2", cny(40), core::Channel::card)));
}
core::Command a_refund(core::Amount amount, std::string id = "r1") {
  return refund_order("o1", std::move(id), cny(amount));
}
// Refund r1 of so much, made what the state says.
Scenario& with_refund(Scenario& s, const std::string& state, core::Command refund) {
  const bool asked = state == "held" || state == "rejected";
  s.when(under(asked                   ? Verdict::review
               : state == "challenged" ? Verdict::challenge
               : state == "blocked"    ? Verdict::block
                                       : Verdict::allow,
               std::move(refund)));
  if (state == "rejected") s.given(rejected("rv" + std::to_string(s.world().log().size())));
  if (state == "failed") s.given(fail("r1"));
  return s.then(refund_is("r1", state));
}
const std::vector<std::string> kNotSent = {"held", "challenged", "blocked", "rejected", "failed"};

TEST(LateRefunds, AnOrderGivesWhatTheChannelPaidOutWhateverBecameOfTheRefund) {
  for (const std::string& state : kNotSent) {
    SCOPED_TRACE(state);
    Scenario s;
    with_refund(with_order_of_100(s), state, a_refund(30));
    s.when(settles("r1")).then(recorded({refund_settled})).then(refund_is("r1", "settled")).then(refunded_of("o1", 30));
    s.then(owed(kEscrowed, cny(70))).then(holds(kRefundChannel, cny(70))).then(all_agrees());
    const auto& effect = core::effect_as<core::RefundEffect>(s.world().log().back());
    ASSERT_EQ(effect.sources.size(), 1U);
    EXPECT_EQ(effect.sources[0].payment.view(), "p1");
    EXPECT_EQ(effect.refunded, 30);
    EXPECT_EQ(effect.settled, true);
    EXPECT_FALSE(effect.unplaced);
    s.when(settles("r1")).then(refused(Code::refund_not_open));
    s.when(refund("o1", cny(71))).then(refused(Code::exceeds_refundable));
    EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
    s.given(refund("o1", cny(70))).then(every_account_is_zero());
  }
}

TEST(LateRefunds, NothingWaitsForAnAnswerAnyMore) {
  Scenario s;
  with_refund(with_order_of_100(s), "held", a_refund(60)).given(settles("r1"));
  s.when(released("rv3")).then(refused(Code::review_not_open));
  s.given(under(Verdict::challenge, a_refund(10, "r2"))).given(settles("r2"));
  s.when(answered("ch5", true)).then(refused(Code::challenge_not_open));
  const std::size_t before = s.world().log().size();
  s.given(after(core::days(5)));
  EXPECT_EQ(s.world().log().size(), before) << "nothing expires";
  EXPECT_EQ(s.world().ledger().reviews_json("open", "", 10, s.world().now()), R"({"items":[],"next_cursor":null})");
  s.given(cancel("o1")).then(every_account_is_zero());
}

TEST(LateRefunds, OfOneThatWasNotSentAFailureIsNoNews) {
  for (const std::string& state : kNotSent) {
    SCOPED_TRACE(state);
    Scenario s;
    with_refund(with_order_of_100(s), state, a_refund(30));
    const core::Digest before = s.world().digest();
    s.when(fail("r1")).then(refused(Code::refund_not_open));
    EXPECT_EQ(s.world().digest(), before);
  }
  Scenario s;
  s.when(settles("r1")).then(refused(Code::refund_not_found));
  s.when(fail("r1")).then(refused(Code::refund_not_found));
}

TEST(LateRefunds, AFailureAfterTheSettlementBringsTheMoneyBack) {
  for (const bool at_once : {true, false}) {
    Scenario s;
    s.given(plan(500, {500})).given(order("o1").of(cny(100)).referred_by("d1").completed());
    const auto before = s.world().ledger().balances();
    core::Command asked = a_refund(33);
    if (at_once) std::get<core::OrderRefund>(asked.body).settled = true;
    s.given(does(asked));
    if (!at_once) s.given(settles("r1"));
    s.when(fail("r1")).then(recorded({refund_failed})).then(refund_is("r1", "failed")).then(refunded_of("o1", 0));
    const auto now = s.world().ledger().balances();
    for (std::size_t i = 0; i < before.size(); ++i) EXPECT_EQ(now[i].posted, before[i].posted) << now[i].account;
    s.when(fail("r1")).then(refused(Code::refund_not_open));
  }
}

TEST(LateRefunds, WhatTheOrderCannotGiveIsInSuspenseUntilItComesBack) {
  Scenario s;
  with_refund(with_order_of_100(s), "failed", a_refund(80));
  s.given(refund_as("r2", "o1", cny(70)));  // asked again, under another id
  s.when(settles("r1")).then(recorded({refund_settled})).then(refund_is("r1", "settled", true));
  const auto paid = core::effect_as<core::RefundEffect>(s.world().log().back());
  EXPECT_EQ(paid.unplaced, true);
  EXPECT_EQ(paid.refunded, 70);
  s.then(refunded_of("o1", 70)).then(owed(kEscrowed, cny(30))).then(owed(kInSuspense, cny(-80)));
  s.then(holds(kRefundChannel, cny(-50))).then(breaks_are("", "refund:r1 80 CNY " + kInSuspense + ";"));
  s.when(settles("r1")).then(refused(Code::refund_not_open));
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
  EXPECT_EQ(saved_and_loaded(s.world())->digest(), s.world().digest());

  s.when(fail("r1")).then(recorded({refund_failed})).then(refund_is("r1", "failed")).then(refunded_of("o1", 70));
  s.then(owed(kInSuspense, cny(0))).then(holds(kRefundChannel, cny(30))).then(all_agrees());
  EXPECT_EQ(core::effect_as<core::RefundEffect>(s.world().log().back()).unplaced, true);
  s.when(fail("r1")).then(refused(Code::refund_not_open));
  s.given(fail("r2")).given(settles("r1")).then(refund_is("r1", "settled")).then(owed(kEscrowed, cny(20)));
}

TEST(LateRefunds, ABreakThatSomebodyResolvedStaysAsItIs) {
  Scenario s;
  with_refund(with_order_of_100(s), "blocked", a_refund(80));
  s.given(refund_as("r2", "o1", cny(70))).given(settles("r1"));
  const std::string id = "bk" + std::to_string(s.world().log().back().seq);
  s.given(does(resolve_break(id))).given(after(core::days(40)));
  s.world().let_go(core::days(30));
  const std::string resolved = s.world().ledger().break_json(id, s.world().now());
  s.given(fail("r1")).then(owed(kInSuspense, cny(0)));
  EXPECT_EQ(s.world().ledger().break_json(id, s.world().now()), resolved);
  s.given(settles("r1")).then(breaks_are("refund_unplaced", "refund:r1 80 CNY " + kInSuspense + ";"));
}

TEST(LateRefunds, OtherRefundsThatWaitAreNoReasonNotToGive) {
  Scenario s;
  with_refund(with_order_of_100(s), "blocked", a_refund(70));
  s.given(under(Verdict::review, a_refund(60, "r2"))).given(settles("r1")).then(refunded_of("o1", 70));
  s.when(released("rv4")).then(recorded({review_resolved, refund_rejected}));
  EXPECT_EQ(s.last().records.at(1).refusal->code, Code::exceeds_refundable);
}

TEST(LateRefunds, GoThroughThePaymentThatWasNamedOrNotAtAll) {
  for (const std::string& state : kNotSent) {
    SCOPED_TRACE(state);
    Scenario s;
    with_refund(with_two_payments(s), state, through("p2", a_refund(30)));
    s.given(does(through("p2", a_refund(10, "r2")))).given(settles("r1"));
    s.then(holds("assets:channel:card", cny(0))).then(holds(kRefundChannel, cny(60))).then(refunded_of("o1", 40));
    s.given(fail("r1")).given(does(through("p2", a_refund(1, "r3"))));
    s.given(settles("r1")).then(refund_is("r1", "settled", true)).then(refunded_of("o1", 11));
    s.then(holds(kRefundChannel, cny(60))).then(breaks_are("", "refund:r1 30 CNY " + kCards + ";"));
    s.given(fail("r1")).then(owed(kCards, cny(0))).then(all_agrees());
  }
}

TEST(LateRefunds, WithoutANameGoThroughWhatIsLeftOfEachOrTheFirst) {
  for (const std::string& state : {"held", "challenged", "blocked", "rejected"}) {
    SCOPED_TRACE(state);
    Scenario s;
    with_refund(with_two_payments(s), state, a_refund(80)).given(does(through("p1", a_refund(10, "r2"))));
    s.given(settles("r1")).then(holds(kRefundChannel, cny(0))).then(holds("assets:channel:card", cny(10)));
    Scenario t;
    with_refund(with_two_payments(t), state, a_refund(80));
    t.given(does(dispute_payment("p2", "d1", cny(21)))).given(settles("r1"));  // 79 are left
    t.then(refund_is("r1", "settled", true)).then(owed(kInSuspense, cny(-80))).then(owed(kCards, cny(0)));
    t.then(breaks_are("", "refund:r1 80 CNY " + kInSuspense + ";"));
  }
}

// Of the payments that it had gone through one has no longer enough: then nothing is placed, and each has its break.
TEST(LateRefunds, OneThatFailedGoesTheWayItWentOrNotAtAll) {
  Scenario s;
  with_refund(with_two_payments(s), "failed", a_refund(80)).given(does(through("p1", a_refund(1, "r2"))));
  s.given(settles("r1")).then(owed(kInSuspense, cny(-60))).then(owed(kCards, cny(-20))).then(refunded_of("o1", 1));
  s.then(breaks_are("", "refund:r1 60 CNY " + kInSuspense + ";refund:r1 20 CNY " + kCards + ";"));
  s.given(fail("r1")).then(all_agrees()).then(owed(kInSuspense, cny(0))).then(owed(kCards, cny(0)));
  s.given(fail("r2")).given(settles("r1")).then(refunded_of("o1", 80)).then(holds("assets:channel:card", cny(20)));
}

// 0.14 dollars a yuan.
TEST(LateRefunds, OfAChargeGiveWhatItsRateSays) {
  Scenario s;
  s.given(order("o1").of(cny(10'000)).placed()).given(does(in_dollars(pay_order("o1", "p1", cny(1'000)))));
  s.given(does(pay_order("o1", "p2", cny(9'000))));
  with_refund(s, "blocked", a_refund(507)).given(settles("r1")).then(holds(kRefundChannel, usd(140 - 70)));
  s.then(owed("equity:conversion:USD", usd(70))).then(holds("equity:conversion:CNY", cny(493)));
  s.given(fail("r1")).then(holds(kRefundChannel, usd(140))).then(holds("equity:conversion:CNY", cny(1'000)));
  s.given(does(through("p1", a_refund(494, "r2")))).given(settles("r1")).then(refund_is("r1", "settled", true));
  s.then(owed(kInSuspense, usd(-70))).then(owed(kInSuspense, cny(0)));
  s.then(breaks_are("", "refund:r1 70 USD " + kInSuspense + ";")).then(holds("equity:conversion:CNY", cny(506)));
  s.given(fail("r1")).then(owed(kInSuspense, usd(0)));
}

TEST(LateRefunds, OfMoreThanThePaymentBroughtGiveWhatTheRateWouldSay) {
  Scenario s;
  s.given(order("o1").of(cny(10'000)).placed()).given(does(in_dollars(pay_order("o1", "p1", cny(1'000)))));
  s.given(does(pay_order("o1", "p2", cny(9'000))));
  with_refund(s, "blocked", a_refund(9'500)).given(refund_as("r2", "o1", cny(9'500)));
  s.given(settles("r1")).then(owed(kInSuspense, usd(-1'330)));
  s.then(breaks_are("", "refund:r1 1330 USD " + kInSuspense + ";"));
  s.given(fail("r1")).then(all_agrees()).then(owed(kInSuspense, usd(0)));
}

TEST(LateRefunds, WhatIsWorthNothingOfTheChargeLeavesNothingToExplain) {
  Scenario s;
  s.given(order("o1").of(cny(100)).placed());
  s.given(does(charging(pay_order("o1", "p1", cny(100)), usd(1), rate_of(1, 100))));
  with_refund(s, "blocked", a_refund(60)).given(refund_as("r2", "o1", cny(50))).given(settles("r1"));
  s.then(refund_is("r1", "settled", true)).then(all_agrees()).then(holds(kRefundChannel, usd(1)));
  EXPECT_TRUE(s.world().log().back().postings.empty());
  s.given(fail("r1")).then(refund_is("r1", "failed"));
}

TEST(LateRefunds, OfAWalletGoBackToIt) {
  const std::string purse = "liabilities:wallet:b1";
  Scenario s;
  s.given(does(top_up("b1", "t1", cny(100)))).given(order("o1").of(cny(100)).placed());
  s.given(does(pay_from_wallet("o1", "p1", cny(100)))).then(owed(purse, cny(0)));
  with_refund(s, "blocked", a_refund(30)).given(settles("r1")).then(owed(purse, cny(30)));
  s.given(fail("r1")).then(owed(purse, cny(0))).given(refund_as("r2", "o1", cny(80))).given(settles("r1"));
  s.then(owed(purse, cny(110))).then(breaks_are("", "refund:r1 30 CNY liabilities:suspense:wallet;"));
  s.given(fail("r1")).then(owed(purse, cny(80))).then(all_agrees());
}

// Three cups for 90 and freight for 10; the refund takes two cups.
core::Command of_two_cups(std::string id) {
  core::RefundLine line;
  line.line_id = "cups";
  line.quantity = 2;
  return by_lines({line}, a_refund(60, std::move(id)));
}
Scenario& with_cups(Scenario& s) {
  core::Command placed = place_order("o1", cny(100));
  auto& lines = std::get<core::OrderPlace>(placed.body).lines;
  lines.resize(2);
  lines[0].line_id = "cups", lines[0].amount = 90, lines[0].quantity = 3;
  lines[1].line_id = "freight", lines[1].amount = 10;
  return s.given(does(placed)).given(does(pay_order("o1", "p1", cny(100))));
}
Expectation cups_refunded(std::int64_t quantity) {
  return {[quantity](const LedgerWorld& world, const LedgerWorld::Outcome&) {
    const std::string json = world.ledger().order_json("o1");
    const std::string said = R"("refunded":)" + std::to_string(30 * quantity) + R"(,"refunded_quantity":)";
    EXPECT_NE(json.find(said + std::to_string(quantity)), std::string::npos) << json;
  }};
}

TEST(LateRefunds, TheirLinesCountAgainUnlessRiskBlockedThem) {
  for (const std::string& state : kNotSent) {
    SCOPED_TRACE(state);
    const bool waits = state == "held" || state == "challenged", blocked = state == "blocked";
    Scenario s;
    with_refund(with_cups(s), state, of_two_cups("r1")).then(cups_refunded(waits ? 2 : 0));
    s.given(settles("r1")).then(cups_refunded(blocked ? 0 : 2));
    s.given(fail("r1")).then(cups_refunded(0)).given(settles("r1")).then(cups_refunded(blocked ? 0 : 2));
  }
}

TEST(LateRefunds, LinesThatNoLongerFitDoNotCount) {
  core::RefundLine two;
  two.line_id = "cups";
  two.quantity = 2;
  two.amount = 20;
  Scenario s;
  with_refund(with_cups(s), "failed", of_two_cups("r1")).given(does(by_lines({two}, a_refund(20, "r2"))));
  s.given(settles("r1")).then(refunded_of("o1", 80));
  EXPECT_NE(s.world().ledger().order_json("o1").find(R"("refunded":20,"refunded_quantity":2)"), std::string::npos);
  s.given(fail("r1")).given(fail("r2")).then(cups_refunded(0)).given(settles("r1")).then(cups_refunded(2));
}

TEST(LateRefunds, OfOneThatIsUnplacedNoLineCounts) {
  for (const std::string& state : kNotSent) {
    SCOPED_TRACE(state);
    Scenario s;
    with_refund(with_cups(s), state, of_two_cups("r1"));
    s.given(does(dispute_payment("p1", "d1", cny(41)))).given(settles("r1")).then(refund_is("r1", "settled", true));
    s.then(cups_refunded(0)).given(win("d1")).given(fail("r1")).given(settles("r1")).then(refund_is("r1", "settled"));
    s.then(cups_refunded(state == "blocked" ? 0 : 2));
  }
}

TEST(LateRefunds, TakeFromTheSplitWhatARefundSentNowWould) {
  for (const std::string& state : kNotSent) {
    SCOPED_TRACE(state);
    Scenario s, like;
    for (Scenario* each : {&s, &like}) {
      each->given(plan(500, {500, 200})).given(distributor("d2")).given(distributor("d1", "d2"));
      each->given(does(put_coupon("c", amount_off(cny(100), core::FundedBy::platform))));
      core::Command placing = order_with_coupon("o1", "c", 1'000, 100);
      std::get<core::OrderPlace>(placing.body).referrer = core::PartyId("d1");
      each->given(does(placing)).given(pay("o1", cny(900))).given(complete("o1"));
      with_refund(*each, state, a_refund(333));
    }
    s.given(settles("r1"));
    like.given(refund_as("r2", "o1", cny(333)));
    const auto one = s.world().ledger().balances(), other = like.world().ledger().balances();
    ASSERT_EQ(one.size(), other.size());
    for (std::size_t i = 0; i < one.size(); ++i) EXPECT_EQ(one[i].posted, other[i].posted) << one[i].account;
    s.then(holds("expenses:promotion", cny(63))).given(refund("o1", cny(567))).then(every_account_is_zero());
    EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
  }
}

TEST(LateRefunds, CountAsSpentNoMoreWhereTheyArePlaced) {
  Scenario s;
  s.given(does(put_party("b1"))).given(does(spending_limit("l1", "b1", cny(1'000))));
  with_refund(with_order_of_100(s), "blocked", a_refund(80)).then(used("l1", 100));
  s.given(settles("r1")).then(used("l1", 20)).given(fail("r1")).then(used("l1", 100));
  s.given(refund_as("r2", "o1", cny(30))).given(settles("r1")).then(used("l1", 70));
}

TEST(LateRefunds, AreComparedWithWhatTheChannelSays) {
  Scenario s;
  with_refund(with_order_of_100(s.given(reconciled())), "blocked", a_refund(80));
  s.given(states("s1", {payment_row("p1", cny(100)), refund_row("r1", cny(80)), refund_row("r2", cny(50))}));
  s.given(refund_as("r2", "o1", cny(50))).then(differs("", "refund:r1 0 80;"));
  s.given(settles("r1")).then(differs("missing_with_us", "")).then(differs("refund_unplaced", "refund:r1;"));
  s.given(fail("r1")).then(all_agrees()).given(after(core::days(3))).then(differs("", "refund:r1 0 80;"));
  s.given(fail("r2")).given(settles("r1")).then(all_agrees()).given(after(core::days(3)));
  s.then(differs("", "refund:r2 0 50;"));
}

TEST(LateRefunds, AreComparedWithTheGoods) {
  Scenario s;
  with_refund(with_order_of_100(s.given(goods_reconciled())), "blocked", a_refund(100)).given(settles("r1"));
  s.given(after(core::days(4))).then(all_agrees());
  s.given(fail("r1")).given(after(core::days(4))).then(differs("", "order:o1 100 100;"));
  s.given(settles("r1")).then(all_agrees());
}

TEST(LateRefunds, OpenAClosedAccount) {
  Scenario s;
  with_refund(with_order_of_100(s), "failed", a_refund(80)).given(refund_as("r2", "o1", cny(100)));
  s.given(does(close_account(kRefundChannel))).given(settles("r1")).then(account_is(kRefundChannel, "open"));
  s.then(refund_is("r1", "settled", true));
}

TEST(LateRefunds, AreTheSameAfterTheyLeftMemory) {
  for (const std::string& state : kNotSent) {
    SCOPED_TRACE(state);
    Scenario s;
    with_refund(with_two_payments(s), state, through("p2", a_refund(30))).given(after(core::days(40)));
    s.world().let_go(core::days(30));
    s.given(settles("r1")).then(holds("assets:channel:card", cny(10))).given(fail("r1"));
    s.given(does(through("p2", a_refund(11, "r2")))).given(settles("r1")).given(after(core::days(40)));
    s.world().let_go(core::days(30));
    s.then(refund_is("r1", "settled", true)).given(fail("r1")).then(all_agrees()).then(owed(kCards, cny(0)));
    EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
  }
}

TEST(LateRefunds, InvariantsHoldWhatTheySay) {
  const std::string within = "refunds_within_captured";
  Scenario s;
  with_refund(with_two_payments(s), "blocked", a_refund(80));
  Decided placed(s, settle_refund("r1"));
  expect_holds(s, placed);
  auto& effect = std::get<core::RefundEffect>(placed.record().effect);
  effect.sources.pop_back();
  expect_fires(s, placed, within);
  Decided late(s, settle_refund("r1"));
  s.given(does(dispute_payment("p1", "d1", cny(21))));
  expect_fires(s, late, within);  // the escrow has it, and it is in dispute
  Decided unplaced(s, settle_refund("r1"));
  expect_holds(s, unplaced);
  unplaced.record().postings = postings({{"income:platform_fee", 80, currency("CNY"), core::Layer::posted},
                                         {kRefundChannel, -80, currency("CNY"), core::Layer::posted}});
  expect_fires(s, unplaced, within);
}

}  // namespace
}  // namespace tallygate::tests
