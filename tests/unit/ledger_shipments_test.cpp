// Part shipments: which goods go under which waybill, and when the order is delivered.
#include <gtest/gtest.h>

#include "tests/support/scenario.hpp"

namespace tallygate::tests {
namespace {

using core::Code;
using enum core::RecordType;

OrderStory two_lines() {
  return order("o1").of(cny(100)).with_goods({{"shirt", 3}, {"cap", 1}});
}

TEST(Shipments, AnOrderIsDeliveredWhenAllOfItsPartsAre) {
  Scenario s;
  s.given(two_lines().paid());
  s.given(ship_part("o1", "w1", {{"shirt", 2}})).then(order_is("o1", "shipped"));
  s.when(deliver_waybill("o1", "w1")).then(recorded({order_part_delivered})).then(order_is("o1", "shipped"));
  EXPECT_FALSE(s.world().ledger().order("o1")->delivered);
  s.given(ship_part("o1", "w2", {{"shirt", {}}})).given(ship("o1"));  // all that is left: o1.w1
  s.when(deliver_waybill("o1", "o1.w1")).then(recorded({order_part_delivered}));
  s.when(deliver_waybill("o1", "w2")).then(recorded({order_delivered})).then(order_is("o1", "delivered"));
  const std::string json = s.world().ledger().order_json("o1");
  for (const char* member : {R"("line_id":"shirt","quantity":3,"refunded":0,"refunded_quantity":0,"shipped":3})",
                             R"("delivered":true,"lines":[{"line_id":"shirt","quantity":2}],"waybill":"w1"})",
                             R"("lines":[{"line_id":"shirt","quantity":1}],"waybill":"w2")",
                             R"("lines":[{"line_id":"cap","quantity":1}],"waybill":"o1.w1")"})
    EXPECT_NE(json.find(member), std::string::npos) << member << " in " << json;
}

TEST(Shipments, WhatIsNotAllSentIsNotAllDelivered) {
  Scenario s;
  s.given(two_lines().paid()).given(ship_part("o1", "w1", {{"shirt", 3}}));
  s.when(deliver_waybill("o1", "w1")).then(recorded({order_part_delivered}));
  s.given(ship_part("o1", "w2", {{"cap", 1}}));
  s.when(deliver_waybill("o1", "unknown")).then(recorded({order_part_delivered})).then(order_is("o1", "shipped"));
  s.when(deliver_waybill("o1", "w1")).then(recorded({order_part_delivered}));  // a second report
  s.when(deliver_waybill("o1", "w2")).then(recorded({order_delivered}));
}

TEST(Shipments, ADeliveryWithoutAWaybillIsOfTheWholeOrder) {
  Scenario s;
  s.given(two_lines().paid()).given(ship_part("o1", "w1", {{"shirt", 1}}));
  s.when(deliver("o1")).then(recorded({order_delivered})).then(order_is("o1", "delivered"));
  s.when(ship_part("o1", "w2", {{"cap", 1}})).then(refused(Code::order_already_delivered));
}

TEST(Shipments, ThatSayNoLinesAreDeliveredByAnyWaybill) {
  Scenario s;
  s.given(two_lines().paid()).given(ship("o1")).given(does(ship_order("o1", "w2")));
  s.when(deliver_waybill("o1", "w2")).then(recorded({order_delivered})).then(order_is("o1", "delivered"));
  EXPECT_EQ(s.world().ledger().order_json("o1").find("shipped\":"), std::string::npos);
}

TEST(Shipments, AreNotOfAnOrderOfWhichAllWentBack) {
  Scenario s;
  s.given(two_lines().paid()).given(refund("o1", cny(99))).given(ship_part("o1", "w1", {{"cap", 1}}));
  s.given(refund("o1", cny(1))).when(ship("o1")).then(refused(Code::order_not_paid));
  EXPECT_EQ(s.last().refusal->detail, "all of 100 CNY that was paid went back");
}

TEST(Shipments, TakeNoMoreThanIsLeft) {
  Scenario s;
  s.given(two_lines().paid());
  s.when(ship_part("o1", "w1", {{"cap", 1}, {"hat", 1}})).then(refused_at(Code::line_not_found, "/lines/1/line_id"));
  s.when(ship_part("o1", "w1", {{"shirt", 4}})).then(refused_at(Code::exceeds_ordered, "/lines/0/quantity"));
  s.given(ship_part("o1", "w1", {{"shirt", 2}}));
  s.when(ship_part("o1", "w2", {{"shirt", 2}})).then(refused(Code::exceeds_ordered));
  s.given(ship_part("o1", "w2", {{"shirt", {}}}));
  s.when(ship_part("o1", "w3", {{"shirt", {}}})).then(refused(Code::exceeds_ordered));
  s.given(order("o2").paid());  // without lines
  s.when(ship_part("o2", "w1", {{"shirt", 1}})).then(refused(Code::line_not_found));
}

TEST(Shipments, WhatIsRefundedIsNotShippedAnyMore) {
  core::Command back = refund_order("o1", "r1", cny(40));
  std::get<core::OrderRefund>(back.body).lines = {{40, "shirt", 1}};
  Scenario s;
  s.given(two_lines().paid()).given(ship_part("o1", "w1", {{"shirt", 2}})).given(does(back));
  s.when(ship_part("o1", "w2", {{"shirt", 1}})).then(refused(Code::exceeds_ordered));
  s.given(ship_part("o1", "w2", {{"cap", 1}})).given(deliver_waybill("o1", "w1"));
  s.when(deliver_waybill("o1", "w2")).then(recorded({order_delivered}));
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
}

TEST(Shipments, OfAPartHoldUpTheReleaseAndCountAsSent) {
  Scenario s;
  s.given(two_lines().released_after(core::days(1)).to_deliver_by(kStart + core::days(3), core::OnLate::cancel).paid());
  s.given(ship_part("o1", "w1", {{"shirt", 3}})).given(deliver_waybill("o1", "w1")).given(after(core::days(2)));
  s.then(order_is("o1", "shipped")).given(after(core::days(1))).then(order_is("o1", "shipped"));
  EXPECT_EQ(s.world().log().back().type, order_late);
  s.given(ship("o1")).given(deliver_waybill("o1", "o1.w1")).given(after(core::days(1)));
  s.then(order_is("o1", "completed"));
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
}

}  // namespace
}  // namespace tallygate::tests
