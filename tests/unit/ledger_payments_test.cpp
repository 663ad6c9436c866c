// Payments: what a request must fit, and that money reported as taken is always booked.
#include <gtest/gtest.h>

#include "tests/support/scenario.hpp"

namespace tallygate::tests {
namespace {

using core::Code;
using enum core::RecordType;

core::Command basket_payment(std::vector<core::Allocation> allocations, core::Amount total, bool reported = false) {
  core::Command c = pay_order("", "p1", cny(total));
  c.op = core::Operation::payment_put;
  auto& body = std::get<core::PaymentPut>(c.body);
  body.allocations = std::move(allocations);
  if (reported) body.reported = true;
  return c;
}

core::Allocation to(std::string order, core::Amount amount) {
  return {amount, core::OrderId(std::move(order))};
}

TEST(Payments, ARequestMustFitTheOrder) {
  Scenario s;
  s.given(order("o1").of(cny(1'000)).placed()).given(order("held").held());
  s.when(pay("nowhere", cny(1))).then(refused(Code::order_not_found));
  s.when(pay("o1", usd(1))).then(refused_at(Code::currency_mismatch, "/currency"));
  s.when(pay("o1", cny(1'001))).then(refused_at(Code::exceeds_payable, "/amount"));
  s.when(pay("held", cny(1))).then(refused(Code::order_held));
  s.given(pay("o1", cny(1'000)));
  s.when(pay("o1", cny(1))).then(refused(Code::order_already_paid));
  s.given(complete("o1"));
  s.when(pay("o1", cny(1))).then(refused(Code::order_not_open));
}

TEST(Payments, AnIdStandsForOnePayment) {
  Scenario s;
  s.given(order("o1").paid(cny(10)));
  s.when(does(pay_order("o1", "o1.p1", cny(10)))).then(refused_at(Code::payment_exists, "/payment_id"));
  s.when(does(report_payment("o1", "o1.p1", cny(10)))).then(refused(Code::exists_with_different_reported));
}

TEST(Payments, OnePaymentCoversTheOrdersOfABasket) {
  Scenario s;
  s.given(order("o1").of(cny(300)).placed()).given(order("o2").of(cny(700)).placed());
  s.when(does(basket_payment({to("o1", 300), to("o2", 699)}, 1'000)))
      .then(refused_at(Code::amount_mismatch, "/allocations"));
  s.when(does(basket_payment({to("o1", 300), to("o2", 701)}, 1'001)))
      .then(refused_at(Code::exceeds_payable, "/allocations/1/amount"));
  s.when(does(basket_payment({to("o2", 400), to("o1", 300), to("o2", 301)}, 1'001)))
      .then(refused(Code::exceeds_payable));
  s.when(does(basket_payment({to("o1", 300), to("o3", 1)}, 301)))
      .then(refused_at(Code::order_not_found, "/allocations/1/order"));
  s.when(does(basket_payment({to("o1", 300), to("o2", 700)}, 1'000))).then(recorded({payment_captured}));
  s.then(order_is("o1", "paid")).then(order_is("o2", "paid"));
}

TEST(Payments, ABlockedOneUsesItsIdAndMovesNothing) {
  Scenario s;
  s.given(order("o1").placed());
  s.when(under(core::Verdict::block, pay_order("o1", "p1", cny(10))))
      .then(refused(Code::risk_blocked))
      .then(recorded({payment_blocked}));
  s.then(every_account_is_zero());
  s.when(does(pay_order("o1", "p1", cny(10)))).then(refused(Code::payment_exists));
}

TEST(Payments, WhatIsReportedIsBookedWhateverRiskSays) {
  Scenario s;
  s.given(order("o1").of(cny(100)).placed());
  s.when(under(core::Verdict::block, report_payment("o1", "p1", cny(100)))).then(recorded({payment_captured}));
  s.then(order_is("o1", "paid"));
}

TEST(Payments, MoneyTakenAfterAllEndsTheReviewOfItsRequest) {
  Scenario s;
  s.given(order("o1").of(cny(100)).placed());
  s.when(under(core::Verdict::review, pay_order("o1", "p1", cny(100)))).then(recorded({payment_held}));
  s.given(does(report_payment("o1", "p1", cny(100)))).then(order_is("o1", "paid"));
  s.when(released("rv2")).then(refused(Code::review_not_open));
}

TEST(Payments, ReportedForAHeldOrderWaitsInItsEscrowAndCountsOnRelease) {
  Scenario s;
  s.given(order("o1").of(cny(100)).held()).given(does(report_payment("o1", "p1", cny(100))));
  s.then(owed("liabilities:escrow", cny(100))).then(order_is("o1", "held"));
  s.given(released("rv1")).then(order_is("o1", "paid"));
}

TEST(Payments, ReportedForAnOrderThatIsRejectedThenGoBack) {
  Scenario s;
  s.given(order("o1").of(cny(100)).held()).given(does(report_payment("o1", "p1", cny(60))));
  s.when(rejected("rv1")).then(recorded({review_resolved, order_rejected, refund_sent}));
  EXPECT_EQ(core::effect_as<core::RefundEffect>(s.last().records.back()).refund.str(), "o1.cancel");
  s.then(every_account_is_zero());
  s.given(does(report_payment("o1", "p2", cny(40)))).then(owed("liabilities:suspense:wechat_pay", cny(40)));
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
}

TEST(Payments, ReportedForAnOrderWhoseReviewExpiresGoBack) {
  Scenario s;
  s.given(order("o1").of(cny(100)).held()).given(does(report_payment("o1", "p1", cny(100))));
  s.given(after(core::hours(72))).then(every_account_is_zero());
  EXPECT_EQ(s.world().state_of_order("o1"), "rejected");
}

// What the channel has back already is not given once more; what a dispute decides on stays, and is in sight.
TEST(Payments, InDisputeWhenTheirOrderIsRejectedStayInSight) {
  Scenario s;
  s.given(order("o1").of(cny(100)).held()).given(does(report_payment("o1", "p1", cny(100))));
  s.given(dispute("p1", "d1", cny(30))).given(rejected("rv1"));
  s.then(owed("liabilities:escrow", cny(30))).then(holds("assets:channel:wechat_pay", cny(0)));
  EXPECT_NE(s.world().ledger().breaks_json({"open", "escrow_left"}, "", 9, s.world().now()).find("\"amount\":30"),
            std::string::npos);
  s.given(win("d1")).given(refund("o1", cny(30))).then(every_account_is_zero());
  EXPECT_EQ(s.world().ledger().breaks_json({"open", ""}, "", 9, s.world().now()).find("escrow_left"),
            std::string::npos);
}

TEST(Payments, ADeclineIsAlwaysRecorded) {
  core::PaymentDecline body;
  body.code = "insufficient_funds";
  Scenario s;
  s.given(order("o1").paid());
  s.when(does(command(core::Operation::payment_decline, body, "o1.p1"))).then(recorded({payment_declined}));
  EXPECT_NE(s.world().ledger().payment_json("o1.p1").find("\"state\":\"captured\""), std::string::npos);
  EXPECT_EQ(core::effect_as<core::ObjectEffect>(s.last().records.front()).state, "captured") << "as the answer says";
  s.when(under(core::Verdict::block, command(core::Operation::payment_decline, body, "px")))
      .then(recorded({payment_declined}));
  EXPECT_NE(s.world().ledger().payment_json("px").find("\"declines\":1"), std::string::npos);
}

TEST(Payments, AnOrderTakesAtMostTwentyOfThem) {
  Scenario s;
  s.given(order("o1").of(cny(100)).placed());
  for (int i = 0; i < 20; ++i) s.given(pay("o1", cny(1)));
  s.when(pay("o1", cny(1))).then(refused(Code::not_supported));
  s.given(does(report_payment("o1", "more", cny(1)))).then(owed("liabilities:suspense:wechat_pay", cny(1)));
  s.given(cancel("o1")).then(owed("liabilities:escrow", cny(0)));
}

TEST(Payments, ABalanceNeverLeavesItsRangeByARequest) {
  Scenario s;
  const core::Money most = cny(core::kAmountMax);
  s.given(order("o1").of(most).paid()).given(order("o2").of(most).placed());
  s.when(pay("o2", cny(1))).then(refused_at(Code::account_overflow, "/amount"));
  s.given(does(report_payment("o2", "fact", most)));
  s.given(cancel("o1")).given(cancel("o2")).then(every_account_is_zero());
}

}  // namespace
}  // namespace tallygate::tests
