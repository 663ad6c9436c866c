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

// A line that says no quantity is one piece, and refunds of it are amounts.
TEST(Shipments, OfALineWithoutAQuantityThatIsRefundedWholeNeedNotGo) {
  core::Command placed = place_order("o1", cny(100));
  auto& body = std::get<core::OrderPlace>(placed.body);
  body.terms = core::OrderTerms{{}, {}, 86'400};
  for (const auto& [id, amount] : {std::pair("shirt", 60), std::pair("cap", 40)}) {
    core::OrderLine line;
    line.line_id = id;
    line.amount = amount;
    body.lines.push_back(std::move(line));
  }
  const auto back = [](std::string refund, core::Amount amount) {
    core::Command c = refund_order("o1", std::move(refund), cny(amount));
    std::get<core::OrderRefund>(c.body).lines = {{amount, "cap", {}}};
    return does(c);
  };
  Scenario s;
  s.given(does(placed)).given(pay("o1", cny(100))).given(ship_part("o1", "w1", {{"shirt", {}}})).given(back("r1", 39));
  s.when(deliver_waybill("o1", "w1")).then(recorded({order_part_delivered}));
  s.given(back("r2", 1)).when(ship_part("o1", "w2", {{"cap", {}}})).then(refused(Code::exceeds_ordered));
  s.when(deliver_waybill("o1", "w1")).then(recorded({order_delivered}));
  s.given(after(core::days(1))).then(order_is("o1", "completed"));
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
}

// What a delivery's record says of its order where its type does not.
Expectation says_state(std::optional<std::string> state) {
  return {[state](const LedgerWorld& world, const LedgerWorld::Outcome&) {
    EXPECT_EQ(core::effect_as<core::ObjectEffect>(world.log().back()).state, state);
  }};
}

TEST(Shipments, DeliveredLateSayWhatTheirOrderIs) {
  Scenario s;
  s.given(two_lines().paid()).given(ship_part("o1", "w1", {{"shirt", 1}})).given(deliver_waybill("o1", "w1"));
  s.then(says_state({})).given(complete("o1"));
  s.when(deliver_waybill("o1", "w1")).then(recorded({order_part_delivered})).then(says_state("completed"));
  s.when(deliver("o1")).then(recorded({order_delivered})).then(says_state("completed"));
  s.given(order("o2").placed()).when(deliver("o2")).then(recorded({order_delivered})).then(says_state("placed"));
  s.given(order("o3").paid()).when(deliver("o3")).then(says_state({})).when(deliver("o3")).then(says_state({}));
  s.given(order("o4").placed()).given(cancel("o4")).when(deliver("o4")).then(says_state("cancelled"));
}

}  // namespace
}  // namespace tallygate::tests
