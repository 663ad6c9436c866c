// What an order may do in which state, and what it pins when it is placed.
#include <gtest/gtest.h>

#include "tests/support/scenario.hpp"

namespace tallygate::tests {
namespace {

using core::Code;
using enum core::RecordType;

TEST(Orders, AnIdStandsForOneOrderAlsoAfterABlock) {
  Scenario s;
  s.given(order("o1").placed());
  s.when(does(place_order("o1", cny(5)))).then(refused_at(Code::exists_with_different_amount, "/amount"));
  s.when(under(core::Verdict::block, place_order("o2", cny(5))))
      .then(refused(Code::risk_blocked))
      .then(recorded({order_blocked}));
  s.then(order_is("o2", "blocked"));
  s.when(does(place_order("o2", cny(5)))).then(refused(Code::order_exists));
}

TEST(Orders, BuyerAndMerchantAreTwoParties) {
  Scenario s;
  s.when(order("o1").by("m1").from("m1").placed().steps().front()).then(refused_at(Code::same_party, "/merchant"));
}

TEST(Orders, LinesAndItemsAddUpToTheAmount) {
  core::Command c = place_order("o1", cny(1'000));
  auto& body = std::get<core::OrderPlace>(c.body);
  core::OrderLine goods, discount;
  goods.amount = 900;
  discount.kind = core::LineKind::discount;
  discount.amount = -100;
  body.lines = {goods, discount};
  body.items.push_back({2, "sku1", 100});
  Scenario s;
  s.when(does(c)).then(recorded({order_placed}));
  body.order_id = core::OrderId("o2");
  body.lines[1].amount = -99;
  s.when(does(c)).then(refused_at(Code::amount_mismatch, "/lines"));
  body.lines.clear();
  s.when(does(c)).then(refused_at(Code::amount_mismatch, "/items"));
}

TEST(Orders, ANamedPlanMustBePublishedAndInTheOrdersCurrency) {
  Scenario s;
  s.when(order("o1").on_plan("gold").placed().steps().front()).then(refused_at(Code::plan_not_found, "/plan"));
  s.given(plan(500, {}));
  s.when(order("o1").of(usd(5)).placed().steps().front()).then(refused_at(Code::plan_currency_mismatch, "/currency"));
}

TEST(Orders, WithoutAPlanAllIsTheMerchants) {
  Scenario s;
  s.given(order("o1").of(usd(70)).referred_by("d1").completed()).then(owed("liabilities:merchant:m1", usd(70)));
}

TEST(Orders, TheChainIsPinnedWhenTheOrderIsPlaced) {
  Scenario s;
  s.given(plan(0, {1'000, 500})).given(distributor("d2")).given(distributor("d3")).given(distributor("d1", "d2"));
  s.given(order("o1").referred_by("d1").paid());
  s.given(distributor("d1", "d3")).given(plan(0, {100, 100})).given(complete("o1"));
  s.then(owed("liabilities:distributor:d1:payable", cny(1'000)))
      .then(owed("liabilities:distributor:d2:payable", cny(500)));
}

TEST(Orders, WithoutAReferrerTheBuyersOwnUplineIsPaid) {
  Scenario s;
  s.given(plan(0, {1'000, 500})).given(distributor("d1")).given(distributor("b1", "d1")).given(order("o1").completed());
  s.then(owed("liabilities:distributor:d1:payable", cny(1'000))).then(owed("liabilities:merchant:m1", cny(9'000)));
}

TEST(Orders, AreShippedOnlyWhenPaidInFullAndOnceAWaybill) {
  Scenario s;
  s.given(order("o1").of(cny(100)).paid(cny(99)));
  s.when(ship("o1")).then(refused(Code::order_not_paid));
  s.given(pay("o1", cny(1))).given(ship("o1")).then(order_is("o1", "shipped"));
  s.when(ship("o1")).then(refused_at(Code::order_already_shipped, "/waybill"));
  s.given(does(ship_order("o1", "w2"))).given(does(deliver_order("o1"))).then(order_is("o1", "delivered"));
  s.when(does(ship_order("o1", "w3"))).then(refused(Code::order_already_delivered));
}

TEST(Orders, ADeliveryIsAFactAndRecordedWhateverTheState) {
  Scenario s;
  s.given(order("o1").of(cny(100)).placed()).given(does(deliver_order("o1"))).then(order_is("o1", "placed"));
  EXPECT_TRUE(s.world().ledger().order("o1")->delivered);
  s.given(order("o2").completed()).given(does(deliver_order("o2"))).then(order_is("o2", "completed"));
  s.when(does(deliver_order("o3"))).then(refused(Code::order_not_found));
}

TEST(Orders, CompleteOnceAndOnlyWhenPaidInFull) {
  Scenario s;
  s.when(complete("o1")).then(refused(Code::order_not_found));
  s.given(order("o1").of(cny(100)).paid(cny(99)));
  s.when(complete("o1")).then(refused(Code::order_not_paid));
  s.given(pay("o1", cny(1))).given(complete("o1"));
  s.when(complete("o1")).then(refused(Code::order_already_completed));
  s.when(cancel("o1")).then(refused(Code::order_already_completed));
  s.when(ship("o1")).then(refused(Code::order_already_completed));
}

TEST(Orders, DoNotCompleteWhileARefundWaits) {
  Scenario s;
  s.given(order("o1").of(cny(100)).paid());
  s.when(under(core::Verdict::review, refund_order("o1", "r1", cny(40)))).then(recorded({refund_held}));
  s.when(complete("o1")).then(refused(Code::refund_open));
  s.when(cancel("o1")).then(refused(Code::refund_open));
  s.given(rejected("rv3")).given(complete("o1"));
}

TEST(Orders, AnUnpaidOrderIsCancelledWithoutARefund) {
  Scenario s;
  s.given(order("o1").placed());
  s.when(cancel("o1")).then(recorded({order_cancelled})).then(order_is("o1", "cancelled"));
  s.when(pay("o1", cny(1))).then(refused(Code::order_not_open));
  s.when(complete("o1")).then(refused(Code::order_already_cancelled));
}

TEST(Orders, ACancelledOrdersRefundTakesAFreeId) {
  Scenario s;
  const std::string long_id(64, 'x');
  s.given(order(long_id).paid()).given(cancel(long_id));
  EXPECT_EQ(core::effect_as<core::RefundEffect>(s.last().records.at(1)).refund.str(), "cancel.3");
  s.given(order("o1").paid()).given(refund_as("o2.cancel", "o1", cny(1))).given(order("o2").paid()).given(cancel("o2"));
  EXPECT_EQ(core::effect_as<core::RefundEffect>(s.last().records.at(1)).refund.str(), "cancel.10");
}

TEST(Orders, ACancelledHeldOrderClosesItsReview) {
  Scenario s;
  s.given(order("o1").held()).given(cancel("o1"));
  s.when(released("rv1")).then(refused(Code::review_not_open));
  EXPECT_FALSE(s.world().ledger().next_due());
}

TEST(Delivered, OrdersThatArePaidAfterwardsAreDelivered) {
  Scenario s;
  s.given(order("o1").of(cny(100)).placed()).given(deliver("o1")).then(order_is("o1", "placed"));
  s.given(pay("o1", cny(60))).then(order_is("o1", "placed")).given(pay("o1", cny(40)));
  s.then(order_is("o1", "delivered"));
  s.when(cancel("o1")).then(refused(Code::order_already_delivered));
  s.when(ship("o1")).then(refused(Code::order_already_delivered));
  s.given(complete("o1"));
}

TEST(Delivered, OrdersThatAreReleasedWithTheirMoneyThereAreDelivered) {
  Scenario s;
  s.given(order("o1").of(cny(100)).held()).given(does(report_payment("o1", "p1", cny(100)))).given(deliver("o1"));
  s.given(released("rv1")).then(order_is("o1", "delivered"));
}

TEST(Delivered, IsNotWhatReturnsUnderAnOverride) {
  Scenario s;
  s.when(under(core::Verdict::block, place_order("o1", cny(100)))).given(deliver("o1"));
  core::OrderOverride because;
  because.reason = "known buyer";
  s.given(does(command(core::Operation::order_override, because, "o1")));
  core::Command again = place_order("o1", cny(100));
  core::OrderTerms terms;
  terms.release_after_s = 3'600;
  std::get<core::OrderPlace>(again.body).terms = terms;
  s.given(does(again)).given(pay("o1", cny(100))).given(after(core::days(9))).then(order_is("o1", "paid"));
  const std::string json = s.world().ledger().order_json("o1");
  EXPECT_NE(json.find(R"("delivered":false)"), std::string::npos) << json;
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
}

}  // namespace
}  // namespace tallygate::tests
