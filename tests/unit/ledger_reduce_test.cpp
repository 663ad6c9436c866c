// What is still to be paid of an order can be lowered: then it is paid, ships and completes.
#include <gtest/gtest.h>

#include "tests/support/goods.hpp"
#include "tests/support/reconciliation.hpp"
#include "tests/support/refunds.hpp"
#include "tests/support/saved_ledger.hpp"
#include "tests/support/suspense.hpp"

namespace tallygate::tests {
namespace {

using core::Code;
using enum core::RecordType;

// o1 of 1,000 is held, and 900 of it is captured for good.
Scenario& weighed(Scenario& s) {
  s.given(plan(500, {})).given(order("o1").of(cny(1'000)).placed()).given(hold("o1", "h1", cny(1'000)));
  return s.given(capture_finally("h1", 900));
}

TEST(Reductions, LetAnOrderCompleteOfWhichLessWasTaken) {
  Scenario s;
  weighed(s).when(complete("o1")).then(refused(Code::order_not_paid));
  s.when(does(reduce_order("o1", cny(100)))).then(recorded({order_reduced})).then(order_is("o1", "paid"));
  EXPECT_NE(s.world().ledger().order_json("o1").find(R"("reduced":100)"), std::string::npos);
  s.given(ship("o1")).given(deliver("o1")).given(complete("o1")).then(owed("income:platform_fee", cny(45)));
  s.then(owed("liabilities:merchant:m1", cny(855)))
      .given(refund_as("r1", "o1", cny(900)))
      .then(every_account_is_zero());
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
  EXPECT_EQ(saved_and_loaded(s.world())->digest(), s.world().digest());
}

TEST(Reductions, AreOfWhatIsNeitherPaidNorHeld) {
  Scenario s;
  s.given(order("o1").of(cny(1'000)).placed())
      .given(hold("o1", "h1", cny(300)))
      .given(does(pay_order("o1", "p1", cny(200))));
  s.when(does(reduce_order("o1", cny(501)))).then(refused_at(Code::exceeds_payable, "/amount"));
  s.when(does(reduce_order("o1", usd(1)))).then(refused_at(Code::currency_mismatch, "/currency"));
  s.when(does(reduce_order("o9", cny(1)))).then(refused(Code::order_not_found));
  s.given(does(reduce_order("o1", cny(400)))).then(order_is("o1", "placed"));
  s.when(does(pay_order("o1", "p2", cny(101)))).then(refused(Code::exceeds_payable));
  s.given(does(report_payment("o1", "p3", cny(500)))).then(in_suspense("p3", 100)).then(order_is("o1", "paid"));
  s.when(does(reduce_order("o1", cny(1)))).then(refused(Code::order_already_paid));
  s.given(order("o2").of(cny(10)).placed())
      .when(does(reduce_order("o2", cny(10))))
      .then(refused(Code::exceeds_payable));
  s.given(does(reduce_order("o2", cny(9)))).when(does(reduce_order("o2", cny(1)))).then(refused(Code::exceeds_payable));
}

TEST(Reductions, OfLinesAreNeitherShippedNorRefunded) {
  Scenario s;
  s.given(order("o1").of(cny(100)).with_goods({{"a", 4}, {"b", 2}}).placed())
      .given(does(pay_order("o1", "p1", cny(75))));
  s.when(does(reduce_order("o1", cny(25), {{.amount = {}, .line_id = "a", .quantity = 2}})));
  s.then(refused(Code::amount_mismatch));
  s.when(does(reduce_order("o1", cny(25), {{.amount = {}, .line_id = "x", .quantity = 1}})))
      .then(refused(Code::line_not_found));
  s.given(does(reduce_order("o1", cny(25), {{.amount = {}, .line_id = "a", .quantity = 1}})))
      .then(order_is("o1", "paid"));
  s.when(ship_part("o1", "w1", {{"a", 4}})).then(refused(Code::exceeds_ordered));
  s.when(does(by_lines({{.amount = 76, .line_id = "a", .quantity = {}}}, refund_order("o1", "r1", cny(76)))))
      .then(refused(Code::exceeds_refundable));
  s.when(does(by_lines({{.amount = {}, .line_id = "a", .quantity = 4}}, refund_order("o1", "r2", cny(75)))))
      .then(refused(Code::exceeds_line));
  s.given(ship_part("o1", "w1", {{"a", 3}, {"b", 2}})).given(deliver("o1")).then(order_is("o1", "delivered"));
}

TEST(Reductions, OfAnOrderWithoutLinesNameNoneThatDisagree) {
  Scenario s;
  s.given(order("o1").of(cny(10)).placed());
  s.when(does(reduce_order("o1", cny(3), {{.amount = 4, .line_id = "x", .quantity = {}}})));
  s.then(refused_at(Code::amount_mismatch, "/lines"));
  s.given(does(reduce_order("o1", cny(3), {{.amount = 3, .line_id = "x", .quantity = {}}})));
}

TEST(Reductions, OfADeliveredOrderMakeItDelivered) {
  Scenario s;
  s.given(goods_reconciled());
  weighed(s).given(deliver("o1")).then(differs("shipment_without_payment", "order:o1 900 1000;"));
  s.given(does(reduce_order("o1", cny(100)))).then(order_is("o1", "delivered")).then(all_agrees());
}

TEST(Reductions, LeaveTheOrdersOwnTermsToCompleteIt) {
  Scenario s;
  s.given(order("o1").of(cny(100)).expiring_in(core::hours(1)).released_after(core::days(1)).paid(cny(60)));
  s.given(does(reduce_order("o1", cny(40)))).given(after(core::hours(2))).then(order_is("o1", "paid"));
  s.given(ship("o1")).given(deliver("o1")).given(after(core::days(1))).then(order_is("o1", "completed"));
}

TEST(Reductions, FundACouponInProportion) {
  Scenario s;
  s.given(does(put_coupon("c", amount_off(cny(200), core::FundedBy::platform))));
  s.given(does(order_with_coupon("o1", "c", 1'000, 200, core::FundedBy::platform)));
  s.given(does(pay_order("o1", "p1", cny(600)))).given(does(reduce_order("o1", cny(200)))).given(complete("o1"));
  s.then(owed("liabilities:merchant:m1", cny(750)));  // 600 of 800 paid: 150 of 200
}

}  // namespace
}  // namespace tallygate::tests
