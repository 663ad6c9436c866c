// Refunds by line: no line is refunded over its amount or quantity in all.
#include <gtest/gtest.h>

#include "tests/support/scenario.hpp"

namespace tallygate::tests {
namespace {

using core::Code;

core::OrderLine line(std::string id, core::Amount amount, std::optional<std::int64_t> quantity = {}) {
  core::OrderLine out;
  out.line_id = std::move(id);
  out.amount = amount;
  out.quantity = quantity;
  if (amount < 0) out.kind = core::LineKind::discount;
  if (out.line_id == "freight") out.kind = core::LineKind::freight;
  return out;
}

// Three cups for 100, freight 20, a discount of 10: 110, paid.
Scenario& with_lines(Scenario& s) {
  core::Command placed = place_order("o1", cny(110));
  std::get<core::OrderPlace>(placed.body).lines = {line("cups", 100, 3), line("freight", 20), line("coupon", -10)};
  return s.given(does(placed)).given(does(pay_order("o1", "p1", cny(110))));
}

struct Of {
  std::string line;
  std::optional<core::Amount> amount;
  std::optional<std::int64_t> quantity;
};

core::Command refund_lines(std::string refund, core::Amount amount, std::vector<Of> lines) {
  core::Command c = refund_order("o1", std::move(refund), cny(amount));
  for (const Of& of : lines) {
    core::RefundLine taken;
    taken.line_id = of.line;
    taken.amount = of.amount;
    taken.quantity = of.quantity;
    std::get<core::OrderRefund>(c.body).lines.push_back(std::move(taken));
  }
  return c;
}

std::string refunded(Scenario& s, const std::string& line) {
  const std::string json = s.world().ledger().order_json("o1");
  const auto at = json.find("\"line_id\":\"" + line);
  const auto from = json.find("\"refunded\":", at) + 11;
  return json.substr(from, json.find_first_of(",}", from) - from);
}

TEST(RefundsByLine, TakeNoMoreThanIsLeftOfALine) {
  Scenario s;
  with_lines(s);
  s.when(does(refund_lines("r1", 5, {{"cup", 5, {}}}))).then(refused_at(Code::line_not_found, "/lines/0/line_id"));
  s.when(does(refund_lines("r1", 21, {{"freight", 21, {}}}))).then(refused_at(Code::exceeds_line, "/lines/0/amount"));
  s.when(does(refund_lines("r1", 1, {{"coupon", 1, {}}}))).then(refused_at(Code::exceeds_line, "/lines/0/amount"));
  s.given(does(refund_lines("r1", 15, {{"freight", 15, {}}})));
  EXPECT_EQ(refunded(s, "freight"), "15");
  s.when(does(refund_lines("r2", 6, {{"freight", 6, {}}}))).then(refused_at(Code::exceeds_line, "/lines/0/amount"));
  s.given(fail("r1"));
  EXPECT_EQ(refunded(s, "freight"), "0");
  s.given(does(refund_lines("r3", 20, {{"freight", 20, {}}})));
}

TEST(RefundsByLine, ByQuantityTheLastPieceTakesTheRest) {
  Scenario s;
  with_lines(s);
  s.when(does(refund_lines("r1", 1, {{"freight", {}, 1}}))).then(refused_at(Code::exceeds_line, "/lines/0/quantity"));
  s.given(does(refund_lines("r1", 29, {{"cups", 29, 1}})));  // agreed otherwise; the next piece makes it up
  s.when(does(refund_lines("r2", 30, {{"cups", {}, 1}}))).then(refused_at(Code::amount_mismatch, "/lines"));
  s.given(does(refund_lines("r2", 31, {{"cups", {}, 1}})));
  s.when(does(refund_lines("r3", 44, {{"cups", {}, 2}}))).then(refused_at(Code::exceeds_line, "/lines/0/quantity"));
  s.given(does(refund_lines("r3", 30, {{"cups", {}, 1}})));
  EXPECT_EQ(refunded(s, "cups"), "90");
}

// The cups cost 100, of which the coupon took 10: three for 90. Freight and discount lines have no share of it.
TEST(RefundsByLine, ByQuantityTheyGiveBackWhatWasPaidNotTheListPrice) {
  Scenario s;
  with_lines(s);
  s.when(does(refund_lines("r1", 33, {{"cups", {}, 1}}))).then(refused_at(Code::amount_mismatch, "/lines"));
  s.given(does(refund_lines("r1", 110, {{"cups", {}, 3}, {"freight", 20, {}}})));
}

TEST(RefundsByLine, DiscountsAreSpreadOverTheGoodsToTheUnit) {
  Scenario s;
  core::Command placed = place_order("o1", cny(0));
  std::get<core::OrderPlace>(placed.body).lines = {line("a", 33, 1), line("b", 33, 1), line("c", 34, 1),
                                                   line("off", -50)};
  std::get<core::OrderPlace>(placed.body).amount = 50;
  s.given(does(placed)).given(does(pay_order("o1", "p1", cny(50))));
  // 50 of 100: up to a 16, up to b 33, up to c 50.
  s.when(does(refund_lines("r1", 33, {{"a", {}, 1}}))).then(refused_at(Code::amount_mismatch, "/lines"));
  s.given(does(refund_lines("r1", 17, {{"a", {}, 1}})));
  s.given(does(refund_lines("r2", 16, {{"b", {}, 1}})));
  s.given(does(refund_lines("r3", 17, {{"c", {}, 1}})));
}

TEST(RefundsByLine, ThatWaitReserveTheirLines) {
  Scenario s;
  with_lines(s);
  s.given(under(core::Verdict::review, refund_lines("r1", 20, {{"freight", 20, {}}})));
  s.when(does(refund_lines("r2", 1, {{"freight", 1, {}}}))).then(refused_at(Code::exceeds_line, "/lines/0/amount"));
  s.given(released("rv3"));
  EXPECT_EQ(refunded(s, "freight"), "20");
  s.given(under(core::Verdict::review, refund_lines("r4", 30, {{"cups", 30, {}}}))).given(rejected("rv6"));
  EXPECT_EQ(refunded(s, "cups"), "0");
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
}

TEST(RefundsByLine, AreNotedWhereTheOrderHasNone) {
  Scenario s;
  s.given(order("o1").of(cny(100)).paid());
  s.when(does(refund_lines("r1", 5, {{"l1", 5, {}}}))).then(recorded({core::RecordType::refund_sent}));
}

TEST(RefundsByLine, OfAnOrderThatWasPlacedAnewAreOfItsNewLines) {
  Scenario s;
  core::Command placed = place_order("o1", cny(110));
  std::get<core::OrderPlace>(placed.body).lines = {line("cups", 100, 3), line("freight", 10)};
  s.when(under(core::Verdict::block, placed)).then(refused(Code::risk_blocked));
  core::OrderOverride lets;
  lets.reason = "known buyer";
  s.given(does(command(core::Operation::order_override, lets, "o1")));
  std::get<core::OrderPlace>(placed.body).lines = {line("cups", 70), line("plates", 40)};
  s.given(does(placed)).given(does(pay_order("o1", "p1", cny(110))));
  s.when(does(refund_lines("r1", 10, {{"freight", 10, {}}})))
      .then(refused_at(Code::line_not_found, "/lines/0/line_id"));
  s.when(does(refund_lines("r2", 71, {{"cups", 71, {}}}))).then(refused_at(Code::exceeds_line, "/lines/0/amount"));
  s.given(does(refund_lines("r3", 40, {{"plates", 40, {}}})));
  EXPECT_EQ(refunded(s, "plates"), "40");
}

}  // namespace
}  // namespace tallygate::tests
