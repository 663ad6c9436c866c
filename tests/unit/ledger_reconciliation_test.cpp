// What a channel's statement says against the books: what is missing, doubled or different is a break, and which record
// closes it.
#include <gtest/gtest.h>

#include "ledger/dispute_objects.hpp"
#include "tests/support/goods.hpp"
#include "tests/support/reconciliation.hpp"
#include "tests/support/settlements.hpp"
#include "tests/support/wallets.hpp"

namespace tallygate::tests {
namespace {

using core::Code;
using core::StatementKind;
using enum core::RecordType;

Scenario& with_order(Scenario& s, const std::string& id = "o1") {
  return s.given(plan(0, {})).given(order(id).of(cny(10'000)).paid());
}

TEST(Statements, ThatSayWhatTheBooksSayOpenNothing) {
  Scenario s;
  with_order(s).given(refund_as("r1", "o1", cny(2'000)));
  s.when(states("d1", {payment_row("o1.p1", cny(10'000)), refund_row("r1", cny(2'000))}))
      .then(recorded({channel_statement}));
  s.then(all_agrees());
  const auto& effect = core::effect_as<core::ObjectEffect>(s.world().log().back());
  EXPECT_EQ(*effect.subject, "statement:wechat_pay:d1");
}

TEST(Statements, MoveNoMoney) {
  Scenario s;
  with_order(s);
  const auto before = s.world().balance("assets:channel:wechat_pay");
  s.given(states("d1", {payment_row("nobody", cny(7)), payment_row("o1.p1", cny(9'000))}));
  EXPECT_EQ(s.world().balance("assets:channel:wechat_pay"), before);
  EXPECT_TRUE(s.world().log().back().postings.all().empty());
}

TEST(Statements, WithAPaymentThatTheBooksDoNotHaveOpenABreakUntilItIsReported) {
  Scenario s;
  s.given(plan(0, {})).given(order("o1").of(cny(10'000)).placed());
  s.given(states("d1", {payment_row("late", cny(10'000))})).then(differs("missing_with_us", "payment:late 0 10000;"));
  s.given(does(report_payment("o1", "late", cny(10'000)))).then(all_agrees());
}

TEST(Statements, OfAnotherChannelSayNothingAboutAPayment) {
  Scenario s;
  with_order(s).given(does(statement("d1", {payment_row("o1.p1", cny(10'000))}, 1, "card")));
  s.then(differs("missing_with_us", "payment:o1.p1 0 10000;"));
}

TEST(Statements, ThatRepeatARowOpenABreakOverWhatIsTooMuch) {
  Scenario s;
  with_order(s).given(states("d1", {payment_row("o1.p1", cny(10'000)), payment_row("o1.p1", cny(10'000))}));
  s.then(differs("doubled", "payment:o1.p1 10000 20000;"));
  s.given(states("d2", {payment_row("o1.p1", cny(-10'000))})).then(all_agrees());
}

TEST(Statements, ThatSayAnotherAmountOrCurrencyOpenABreakUntilALaterRowMendsIt) {
  Scenario s;
  with_order(s)
      .given(states("d1", {payment_row("o1.p1", cny(9'990))}))
      .then(differs("different", "payment:o1.p1 10000 9990;"));
  s.given(states("d2", {payment_row("o1.p1", cny(10))})).then(all_agrees());
  s.given(order("o2").of(cny(500)).paid()).given(states("d3", {payment_row("o2.p1", usd(500))}));
  s.then(differs("different", "payment:o2.p1 500 500;"));
  s.given(states("d4", {payment_row("o2.p1", usd(-500))})).then(differs("different", "payment:o2.p1 500 0;"));
}

TEST(Statements, OfTwoRowsForPartsOfAPaymentAddUp) {
  Scenario s;
  with_order(s)
      .given(states("d1", {payment_row("o1.p1", cny(4'000)), payment_row("o1.p1", cny(6'000))}))
      .then(all_agrees());
  s.given(order("o2").of(cny(100)).paid())
      .given(states("d2", {payment_row("o2.p1", cny(60)), payment_row("o2.p1", cny(60))}));
  s.then(differs("different", "payment:o2.p1 100 120;"));
}

TEST(Statements, OfARefundThatFailsDifferUntilItIsTakenBack) {
  Scenario s;
  with_order(s).given(refund_as("r1", "o1", cny(2'000))).given(states("d1", {refund_row("r1", cny(2'000))}));
  s.then(all_agrees()).given(fail("r1")).given(states("d2", {refund_row("r1", cny(0))}));
  s.then(differs("missing_with_us", "refund:r1 0 2000;"));
  s.given(states("d3", {refund_row("r1", cny(-2'000))})).then(all_agrees());
}

TEST(Statements, FollowADisputeToItsEnd) {
  Scenario s;
  with_order(s).given(reconciled()).given(states("d1", {payment_row("o1.p1", cny(10'000))}));
  s.given(dispute("o1.p1", "x1", cny(3'000)));
  s.given(states("d2", {statement_row(StatementKind::dispute, "x1", cny(3'000))})).then(all_agrees());
  s.given(win("x1")).then(all_agrees());
  s.given(after(core::days(3))).then(differs("missing_with_us", "dispute:x1 0 3000;"));
  s.given(states("d3", {statement_row(StatementKind::dispute, "x1", cny(-3'000))})).then(all_agrees());
}

TEST(Statements, CompareASettlementWithItsFee) {
  Scenario s;
  with_order(s).given(settlement("s1", cny(9'000), 54));
  s.given(states("d1", {statement_row(StatementKind::settlement, "s1", cny(9'000), 54)})).then(all_agrees());
  s.given(settlement("s2", cny(500), 3))
      .given(states("d2", {statement_row(StatementKind::settlement, "s2", cny(500), 5)}));
  s.then(differs("fee_different", "settlement:wechat_pay:s2 3 5;"));
  s.given(states("d3", {statement_row(StatementKind::settlement, "s3", cny(20), 0)}));
  s.then(differs("missing_with_us", "settlement:wechat_pay:s3 0 20;")).given(settlement("s3", cny(20), 0));
  s.then(differs("missing_with_us", ""));
}

TEST(Statements, OfASettlementThatWasTakenBackDiffer) {
  Scenario s;
  with_order(s).given(reconciled()).given(settlement("s1", cny(9'000), 54));
  const auto settled = static_cast<std::int64_t>(s.world().log().back().seq);
  s.given(states("d1",
                 {payment_row("o1.p1", cny(10'000)), statement_row(StatementKind::settlement, "s1", cny(9'000), 54)}));
  s.given(entry(post_journal("fix",
                             {debit("assets:channel:wechat_pay", cny(9'000)), credit("assets:bank:main", cny(8'946)),
                              credit("expenses:channel_fee:wechat_pay", cny(54))},
                             settled)));
  s.given(after(core::days(3))).then(differs("missing_with_us", "settlement:wechat_pay:s1 0 9000;"));
}

TEST(Statements, KeepAFeeRowAndCompareItWithNothing) {
  Scenario s;
  core::StatementRow fee;
  fee.kind = StatementKind::fee;
  fee.amount = 30;
  fee.currency = currency("CNY");
  with_order(s).given(states("d1", {fee})).then(all_agrees());
}

TEST(Statements, AreRecordedOnceAPiece) {
  Scenario s;
  with_order(s).given(states("d1", {payment_row("o1.p1", cny(10'000))}));
  s.when(states("d1", {payment_row("o1.p1", cny(10'000))})).then(refused_at(Code::statement_exists, "/piece"));
  s.given(does(statement("d1", {payment_row("nobody", cny(1))}, 2)));
  s.given(does(statement("d1", {payment_row("nobody", cny(1))}, 1, "card")));
  s.when(does(statement("d1", {}, 1, "paper"))).then(refused(Code::channel_not_found));
}

TEST(Awaited, PaymentsOfListedChannelsAreBreaksWithTheEndOfTheDayAfterTheirGrace) {
  Scenario s;
  s.given(reconciled());
  with_order(s).given(after(core::Duration{core::days(2).us - 1})).then(all_agrees());
  s.given(after(core::Duration{1})).then(differs("missing_with_them", "payment:o1.p1 10000 0;"));
  const core::Record& found = s.world().log().back();
  EXPECT_EQ(found.type, breaks_found);
  EXPECT_EQ(found.actor.client, "system");
  ASSERT_EQ(core::effect_as<core::FoundEffect>(found).breaks.size(), 1u);
  s.given(states("d1", {payment_row("o1.p1", cny(10'000))})).then(all_agrees());
}

TEST(Awaited, WhatIsStatedInTimeIsNot) {
  Scenario s;
  s.given(reconciled());
  with_order(s).given(states("d1", {payment_row("o1.p1", cny(10'000))})).given(after(core::days(9))).then(all_agrees());
  EXPECT_NE(s.world().log().back().type, breaks_found);
}

TEST(Awaited, WhatToppedUpAWalletIsTheChannelsAndWhatIsPaidFromItIsNot) {
  Scenario s;
  s.given(reconciled())
      .given(does(top_up("b1", "t1", cny(500), core::Channel::wechat_pay)))
      .given(order("o1").of(cny(300)).placed());
  s.given(does(pay_from_wallet("o1", "p1", cny(300)))).given(after(core::days(3)));
  s.then(differs("missing_with_them", "payment:t1 500 0;"));
  s.given(states("d1", {payment_row("t1", cny(500))})).then(all_agrees());
}

TEST(Awaited, ChannelsThatAreNotListedAreNot) {
  Scenario s;
  with_order(s).given(after(core::days(30))).then(all_agrees());
  s.given(reconciled()).given(order("o2").of(cny(100)).placed());
  s.given(does(pay_order("o2", "p2", cny(100), core::Channel::card))).given(after(core::days(30))).then(all_agrees());
}

TEST(Awaited, ARefundGoesBackThroughEachOfItsChannels) {
  Scenario s;
  s.given(plan(0, {})).given(reconciled()).given(order("o1").of(cny(300)).placed());
  s.given(does(pay_order("o1", "p1", cny(100), core::Channel::card)));
  s.given(does(pay_order("o1", "p2", cny(200), core::Channel::wechat_pay)));
  s.given(states("d1", {payment_row("p2", cny(200))}))
      .given(refund_as("r1", "o1", cny(300)))
      .given(after(core::days(3)));
  s.then(differs("missing_with_them", "refund:r1 200 0;"));
}

TEST(Awaited, MoreThanOneRecordHoldsAreSaidByTheNext) {
  Scenario s;
  s.given(plan(0, {})).given(reconciled());
  for (int i = 0; i < 60; ++i) s.given(order("o" + std::to_string(100 + i)).of(cny(10)).paid());
  s.given(after(core::days(3)));
  const auto& log = s.world().log();
  EXPECT_EQ(core::effect_as<core::FoundEffect>(log.at(log.size() - 2)).breaks.size(), core::kFoundBreaksMax);
  EXPECT_EQ(core::effect_as<core::FoundEffect>(log.back()).breaks.size(), 10u);
}

TEST(Differences, ResolvedByHandAreAccepted) {
  Scenario s;
  with_order(s).given(states("d1", {payment_row("o1.p1", cny(9'990))}));
  s.given(does(resolve_break("bk" + std::to_string(s.world().log().back().seq)))).then(all_agrees());
  s.given(after(core::days(3))).then(all_agrees());
  s.given(states("d2", {payment_row("o1.p1", cny(5))})).then(differs("different", "payment:o1.p1 10000 9995;"));
}

TEST(Differences, AreNumberedByTheRowThatOpensThem) {
  Scenario s;
  with_order(s).given(
      states("d1", {payment_row("o1.p1", cny(10'000)), payment_row("x", cny(1)), payment_row("y", cny(2))}));
  const std::string id = "bk" + std::to_string(s.world().log().back().seq);
  const auto now = s.world().now();
  EXPECT_EQ(s.world().ledger().break_json(id, now), "");
  EXPECT_NE(s.world().ledger().break_json(id + ".1", now).find("\"subject\":\"payment:x\""), std::string::npos);
  EXPECT_NE(s.world().ledger().break_json(id + ".2", now).find("\"since\":\"2026-01-01"), std::string::npos);
}

TEST(Differences, AreTheSameReadBackFromTheLogAndAfterLeavingMemory) {
  Scenario s;
  s.given(reconciled());
  with_order(s).given(order("o2").of(cny(500)).paid());
  s.given(states("d1", {payment_row("o1.p1", cny(10'000)), payment_row("x", cny(1))})).given(after(core::days(60)));
  EXPECT_EQ(s.world().digest(), s.world().digest_from_the_log());
  s.world().let_go(core::days(1));
  EXPECT_EQ(s.world().digest(), s.world().digest_from_the_log());
  s.given(states("d2", {payment_row("o1.p1", cny(10'000))}));  // the match comes back from where it was put
  s.then(differs("doubled", "payment:o1.p1 10000 20000;"));
  s.when(states("d1", {payment_row("x", cny(1))})).then(refused(Code::statement_exists));
  EXPECT_EQ(s.world().digest(), s.world().digest_from_the_log());
}

TEST(Differences, OfADryRunLeaveNothing) {
  Scenario s;
  with_order(s).given(reconciled());
  const auto before = s.world().digest();
  (void)s.world().dry_run(statement("d1", {payment_row("x", cny(1)), payment_row("o1.p1", cny(10'000))}));
  (void)s.world().dry_run(pay_order("o1", "p9", cny(1)));
  EXPECT_EQ(s.world().digest(), before);
}

TEST(Goods, ThatArePaidAndNotShippedAreABreakUntilTheyAre) {
  Scenario s;
  s.given(goods_reconciled());
  with_order(s).given(after(core::days(2))).then(all_agrees());
  s.given(after(core::days(1))).then(differs("payment_without_shipment", "order:o1 10000 10000;"));
  s.given(ship("o1")).then(all_agrees());
}

TEST(Goods, ThatWentInPartAreABreakUntilTheRestGoesOrIsRefunded) {
  Scenario s;
  s.given(plan(0, {})).given(goods_reconciled());
  s.given(order("o1").of(cny(100)).with_goods({{"shirt", 3}, {"cap", 1}}).paid());
  s.given(order("o2").of(cny(100)).with_goods({{"shirt", 3}}).paid());
  s.given(ship_part("o1", "w1", {{"shirt", 3}})).given(ship_part("o2", "w2", {{"shirt", 2}}));
  s.given(after(core::days(3))).then(differs("payment_without_shipment", "order:o1 100 100;order:o2 100 100;"));
  s.given(ship_part("o1", "w3", {{"cap", 1}})).then(differs("payment_without_shipment", "order:o2 100 100;"));
  s.given(ship("o2")).then(all_agrees());
}

core::Command refund_piece(std::string refund, std::string order, std::string line_id, core::Money money) {
  core::Command c = refund_order(std::move(order), std::move(refund), money);
  core::RefundLine line;
  line.line_id = std::move(line_id);
  line.quantity = 1;
  line.amount = money.amount;
  std::get<core::OrderRefund>(c.body).lines.push_back(std::move(line));
  return c;
}

TEST(Goods, ThatARefundWasToTakeBackAreAwaitedAgainWhenItIsRejected) {
  Scenario s;
  s.given(plan(0, {})).given(goods_reconciled());
  s.given(order("o1").of(cny(100)).with_goods({{"shirt", 2}}).paid());
  s.given(under(core::Verdict::review, refund_piece("r1", "o1", "shirt", cny(50))));
  const std::string review = "rv" + std::to_string(s.world().log().back().seq);
  s.given(ship_part("o1", "w1", {{"shirt", 1}})).given(after(core::hours(71))).then(all_agrees());
  s.given(rejected(review)).given(after(core::days(4)));
  s.then(differs("payment_without_shipment", "order:o1 100 100;"));
  s.given(under(core::Verdict::review, refund_piece("r2", "o1", "shirt", cny(50)))).then(all_agrees());
}

TEST(Goods, ThatWereRefundedBeforeTheyWentAreNotAwaited) {
  Scenario s;
  s.given(plan(0, {})).given(goods_reconciled());
  core::Command placed = place_order("o1", cny(100));
  auto& lines = std::get<core::OrderPlace>(placed.body).lines;
  lines.resize(2);
  lines[0].line_id = "1", lines[0].amount = 90, lines[0].quantity = 1;
  lines[1].line_id = "2", lines[1].amount = 10, lines[1].kind = core::LineKind::freight;
  s.given(does(placed)).given(pay("o1", cny(100))).given(does(refund_piece("r1", "o1", "1", cny(90))));
  s.given(after(core::days(4))).then(all_agrees());
}

TEST(Goods, ThatAreABreakAtOnceAreAwaitedNoMore) {
  Scenario s;
  s.given(plan(0, {})).given(goods_reconciled());
  s.given(order("o1").of(cny(100)).paid()).given(complete("o1"));
  s.then(differs("completion_without_delivery", "order:o1 100 100;"));
  const auto records = s.world().log().size();
  s.given(after(core::days(9)));
  EXPECT_EQ(s.world().log().size(), records) << core::name_of(s.world().log().back().type);
}

TEST(Goods, AreComparedAfterARefundThatIsRejectedWhenItIsReleased) {
  Scenario s;
  s.given(plan(0, {})).given(order("o1").of(cny(100)).paid()).given(complete("o1"));
  s.given(under(core::Verdict::review, refund_order("o1", "r1", cny(10))));
  const std::string review = "rv" + std::to_string(s.world().log().back().seq);
  s.given(goods_reconciled());
  s.world().release_verdict(core::Verdict::block);
  s.given(released(review));
  s.then(differs("completion_without_delivery", "order:o1 100 100;"));
}

TEST(Goods, AreNotAwaitedWhereAnOrdersLinesHaveNone) {
  Scenario s;
  s.given(plan(0, {})).given(goods_reconciled());
  core::Command placed = place_order("o1", cny(100));
  auto& lines = std::get<core::OrderPlace>(placed.body).lines;
  lines.resize(1);
  lines[0].line_id = "1", lines[0].amount = 100, lines[0].kind = core::LineKind::fee;
  s.given(does(placed)).given(pay("o1", cny(100))).given(after(core::days(4))).then(all_agrees());
  s.given(complete("o1")).then(all_agrees());
}

TEST(Goods, OfAGroupAreAwaitedFromItsSuccess) {
  Scenario s;
  s.given(goods_reconciled()).given(does(order_in_group("o1", "g", 2, kStart + core::days(5))));
  s.given(does(order_in_group("o2", "g", 0))).given(pay("o1", cny(100))).given(after(core::days(4))).then(all_agrees());
  s.given(pay("o2", cny(100))).given(after(core::days(2))).given(ship("o1")).then(all_agrees());
  s.given(after(core::days(1))).then(differs("payment_without_shipment", "order:o2 100 100;"));
}

TEST(Goods, OfAGroupThatFailsAreNotAwaited) {
  Scenario s;
  s.given(goods_reconciled()).given(does(order_in_group("o1", "g", 2))).given(pay("o1", cny(100)));
  s.given(after(core::days(9))).then(all_agrees());
}

TEST(Goods, OfAnOrderThatIsCancelledAreNotAwaited) {
  Scenario s;
  s.given(goods_reconciled());
  with_order(s).given(cancel("o1")).given(after(core::days(9))).then(all_agrees());
}

TEST(Goods, OfAnOrderThatIsRefundedWholeAreNotAwaited) {
  Scenario s;
  s.given(goods_reconciled());
  with_order(s).given(after(core::days(9))).then(differs("payment_without_shipment", "order:o1 10000 10000;"));
  s.given(refund("o1", cny(10'000))).then(all_agrees());
}

TEST(Goods, ThatAreDeliveredAndNotPaidAreABreakAtOnce) {
  Scenario s;
  s.given(plan(0, {})).given(goods_reconciled()).given(order("o1").of(cny(10'000)).paid(cny(4'000)));
  s.given(deliver("o1")).then(differs("shipment_without_payment", "order:o1 4000 10000;"));
  s.given(pay("o1", cny(6'000))).then(all_agrees());
}

TEST(Goods, OfACompletedOrderThatWereNotDeliveredAreABreakUntilTheyAre) {
  Scenario s;
  s.given(goods_reconciled());
  with_order(s).given(ship("o1")).given(complete("o1"));
  s.then(differs("completion_without_delivery", "order:o1 10000 10000;"));
  s.given(deliver("o1")).then(all_agrees());
}

TEST(Goods, OfSeveralOrdersMayDifferByOneRecord) {
  Scenario s;
  s.given(plan(0, {})).given(order("o1").of(cny(100)).placed()).given(order("o2").of(cny(100)).placed());
  core::Command both = pay_order("", "p1", cny(200));
  both.op = core::Operation::payment_put;
  std::get<core::PaymentPut>(both.body).allocations = {{100, core::OrderId("o1")}, {100, core::OrderId("o2")}};
  s.given(does(command(both.op, both.body))).given(complete("o1")).given(complete("o2")).given(goods_reconciled());
  s.given(dispute("p1", "x1", cny(50))).given(dispute("p1", "x2", cny(120))).given(lose_of("x2", 110));
  s.then(differs("completion_without_delivery", "order:o1 50 100;order:o2 40 100;"));
}

TEST(Parcels, OfAWaybillThatNobodySentAreABreakUntilTheyAre) {
  using core::LogisticsKind;
  Scenario s;
  s.given(goods_reconciled());
  with_order(s).given(carrier_says("w1", LogisticsKind::picked_up)).then(differs("waybill_unknown", "waybill:w1;"));
  s.given(does(ship_order("o1", "w1"))).then(all_agrees()).given(carrier_says("w1", LogisticsKind::delivered));
  s.then(all_agrees())
      .given(carrier_says("w@2:x", LogisticsKind::lost))
      .then(differs("waybill_unknown", "waybill:w@2:x;"));
  EXPECT_EQ(s.world().digest(), s.world().digest_from_the_log());
}

TEST(Parcels, ThatAreLostOrComeBackAreABreakUntilTheCarrierFindsThem) {
  using core::LogisticsKind;
  Scenario s;
  s.given(goods_reconciled());
  with_order(s).given(does(ship_order("o1", "w1"))).given(carrier_says("w1", LogisticsKind::lost));
  s.then(differs("parcel_lost", "waybill:w1;")).given(carrier_says("w1", LogisticsKind::returned));
  s.then(differs("", "waybill:w1;")).then(differs("parcel_returned", "waybill:w1;"));
  s.given(carrier_says("w1", LogisticsKind::delivered)).then(all_agrees());
}

TEST(Parcels, AreRecordedAloneWhereGoodsAreNotCompared) {
  Scenario s;
  with_order(s)
      .when(carrier_says("w1", core::LogisticsKind::lost))
      .then(recorded({logistics_event}))
      .then(all_agrees());
}

TEST(Goods, AreNotComparedWhereNobodyAsks) {
  Scenario s;
  with_order(s).given(complete("o1")).given(after(core::days(90))).then(all_agrees());
}

TEST(Statements, OfASettlementWhoseReversalWasTakenBackAgreeAgain) {
  const auto last = [](Scenario& s) { return static_cast<std::int64_t>(s.world().log().back().seq); };
  Scenario s;
  with_order(s).given(reconciled()).given(settlement("s1", cny(9'000), 54));
  const auto row = statement_row(StatementKind::settlement, "s1", cny(9'000), 54);
  const auto settled = last(s);
  s.given(states("d1", {payment_row("o1.p1", cny(10'000)), row}));
  const std::vector<core::JournalPosting> back = {debit("assets:channel:wechat_pay", cny(9'000)),
                                                  credit("assets:bank:main", cny(8'946)),
                                                  credit("expenses:channel_fee:wechat_pay", cny(54))};
  std::vector<core::JournalPosting> again = back;
  for (core::JournalPosting& posting : again) posting.amount = -posting.amount;
  s.given(entry(post_journal("e1", back, settled))).given(after(core::days(3)));
  s.then(differs("missing_with_us", "settlement:wechat_pay:s1 0 9000;"));
  s.given(entry(post_journal("e2", again, last(s) - 1))).then(differs("missing_with_us", ""));
  s.given(entry(post_journal("e3", back, last(s)))).given(states("d2", {row}));
  s.then(differs("missing_with_us", "settlement:wechat_pay:s1 0 18000;"));
  EXPECT_EQ(s.world().digest(), s.world().digest_from_the_log());
}

Step goods_compared_no_more() {
  core::SettingsPut settings;
  settings.ship_grace_s = core::kTermNever;
  return does(change_settings(settings));
}

TEST(Goods, AreNoBreakOnceNobodyAsksAnyMoreButOpenOnesClose) {
  Scenario s;
  s.given(plan(0, {})).given(goods_reconciled());
  for (const std::string id : {"o1", "o2", "o3"}) s.given(order(id).of(cny(100)).paid());
  s.given(ship("o2")).given(after(core::hours(1))).given(order("o4").of(cny(100)).paid());
  s.given(complete("o3")).then(differs("completion_without_delivery", "order:o3 100 100;"));
  s.given(goods_compared_no_more()).given(complete("o2")).given(after(core::days(9)));
  s.then(differs("", "order:o3 100 100;")).then(differs("payment_without_shipment", ""));
  EXPECT_EQ(s.world().log().back().type, breaks_found) << "what was awaited has come to nothing";
  s.given(refund("o1", cny(1))).given(complete("o1")).then(differs("", "order:o3 100 100;"));
  s.given(deliver("o3")).then(all_agrees());
  EXPECT_EQ(s.world().digest(), s.world().digest_from_the_log());
}

// A timer reads no disk for what it finds missing: it stays in memory while it is awaited.
TEST(Awaited, WhatIsAwaitedStaysInMemoryWithItsMatch) {
  core::SettingsPut settings;
  settings.recon_channels = std::vector<core::Channel>{core::Channel::wechat_pay};
  settings.recon_grace_s = 90 * 86'400;
  settings.ship_grace_s = 90 * 86'400;
  Scenario s;
  s.given(does(change_settings(settings)));
  with_order(s).given(order("o2").of(cny(5)).paid()).given(states("d1", {payment_row("o2.p1", cny(5))}));
  s.given(ship("o2")).given(after(core::days(60)));
  s.world().let_go(core::days(1));
  EXPECT_GT(s.world().ever_let_go(), 0U);
  const auto asked = s.world().asked_of_store();
  s.given(after(core::days(29))).then(all_agrees()).given(after(core::days(2)));
  EXPECT_EQ(s.world().log().back().type, breaks_found);
  EXPECT_EQ(s.world().asked_of_store(), asked);
  s.then(differs("missing_with_them", "payment:o1.p1 10000 0;"));
  s.then(differs("payment_without_shipment", "order:o1 10000 10000;"));
  EXPECT_EQ(s.world().digest(), s.world().digest_from_the_log());
}

TEST(Differences, AreCountedInMemoryWithAllTheirNames) {
  Scenario s;
  const std::string id(64, 'p');
  s.given(states("d1", {payment_row(id, cny(1))}));
  std::uint64_t bytes = 0;
  for (const core::HeldPart& part : s.world().ledger().held_memory([](std::uint64_t asked) { return asked; }))
    if (part.name == "breaks") bytes = part.bytes;
  const std::string subject = "payment:" + id, account = "assets:channel:wechat_pay", match = subject + "@wechat_pay";
  EXPECT_GE(bytes, sizeof(ledger::Break) + subject.size() + account.size() + match.size() + 3);
}

}  // namespace
}  // namespace tallygate::tests
