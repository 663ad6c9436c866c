// Disputes and breaks, over the ledger: what is placed where, what is refused, what is read.
#include <gtest/gtest.h>

#include "tests/support/scenario.hpp"
#include "tests/support/settlements.hpp"

namespace tallygate::tests {
namespace {

using core::Code;
using core::RecordType;

core::Command basket_of(std::string payment, std::vector<core::Allocation> allocations) {
  core::PaymentPut body;
  body.payment_id = core::PaymentId(std::move(payment));
  body.currency = currency("CNY");
  for (const core::Allocation& a : allocations) body.amount += a.amount;
  body.allocations = std::move(allocations);
  return command(core::Operation::payment_put, std::move(body));
}
core::Allocation part_for(std::string order, core::Amount amount) {
  return {amount, core::OrderId(std::move(order))};
}

Scenario& with_basket(Scenario& s) {
  s.given(order("o1").of(cny(300)).placed()).given(order("o2").of(cny(700)).placed());
  return s.given(does(basket_of("p1", {part_for("o2", 700), part_for("o1", 300)})));
}

const core::DisputeEffect& opened(const Scenario& s) {
  return std::get<core::DisputeEffect>(s.last().records.at(0).effect);
}

TEST(DisputesOfPayments, AreSpreadOverItsOrdersInTheirOrder) {
  Scenario s;
  with_basket(s).given(dispute("p1", "d1", cny(800)));
  ASSERT_EQ(opened(s).allocations.size(), 2U);
  EXPECT_EQ(opened(s).allocations[0].order.str() + " " + std::to_string(opened(s).allocations[0].amount), "o2 700");
  EXPECT_EQ(opened(s).allocations[1].order.str() + " " + std::to_string(opened(s).allocations[1].amount), "o1 100");
  s.given(dispute("p1", "d2"));  // all that is left
  EXPECT_EQ(opened(s).amount, 200);
  EXPECT_EQ(opened(s).unplaced, 0);
  s.then(holds("assets:channel:wechat_pay", cny(0)));
}

TEST(DisputesOfPayments, MayNameTheirOrder) {
  Scenario s;
  core::Command c = dispute_payment("p1", "d1");
  std::get<core::PaymentDispute>(c.body).order = core::OrderId("o1");
  with_basket(s).given(does(c));
  EXPECT_EQ(opened(s).amount, 300);
  ASSERT_EQ(opened(s).allocations.size(), 1U);
  EXPECT_EQ(opened(s).allocations[0].order.str(), "o1");
  core::Command elsewhere = dispute_payment("p1", "d2", cny(50));
  std::get<core::PaymentDispute>(elsewhere.body).order = core::OrderId("o9");
  s.given(does(elsewhere));
  EXPECT_EQ(opened(s).unplaced, 50);
}

TEST(DisputesOfPayments, TakeTheMoneyThatARefundWaitsFor) {
  Scenario s;
  s.given(order("o1").of(cny(100)).paid());
  s.given(under(core::Verdict::review, refund_order("o1", "r1", cny(60))));
  s.given(dispute("o1.p1", "d1", cny(70)));
  EXPECT_EQ(opened(s).unplaced, 0);
  s.when(released("rv3"));
  ASSERT_EQ(s.last().records.size(), 2U);
  EXPECT_EQ(s.last().records[1].type, RecordType::refund_rejected);
  EXPECT_EQ(s.last().records[1].refusal->code, Code::exceeds_refundable);
  s.when(refund("o1", cny(31))).then(refused(Code::exceeds_refundable));
  s.when(refund("o1", cny(30))).then(recorded({RecordType::refund_sent}));
}

// d1 earned 2 of 6, and gives back one unit at 3 and one at 6. What was kept for the dispute stays unmatured until it
// ends, though a refund meanwhile leaves nothing to freeze: that makes nothing else of d1's payable.
TEST(DisputesOfPayments, FreeNothingWhereARefundGoesAheadOfTheirEnd) {
  Scenario s;
  core::PlanPut terms = plan_terms(0, {4'000});
  terms.matures_after_s = 7 * 86'400;
  s.given(plan_of(terms)).given(distributor("d1"));
  s.given(order("o1").of(cny(6)).referred_by("d1").completed()).given(refund("o1", cny(2)));
  s.given(dispute("o1.p1", "x1", cny(1))).given(after(core::days(9)));
  const std::string unmatured = "liabilities:distributor:d1:unmatured", payable = "liabilities:distributor:d1:payable";
  s.then(owed(unmatured, cny(1))).then(frozen(unmatured, cny(1))).then(owed(payable, cny(1)));
  s.given(refund("o1", cny(1)));
  s.then(owed(unmatured, cny(1))).then(frozen(unmatured, cny(0)));
  s.then(owed(payable, cny(0))).then(frozen(payable, cny(0)));
  s.given(win("x1")).then(owed(unmatured, cny(0))).then(owed(payable, cny(1)));
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
}

TEST(DisputesOfPayments, OfAnUnknownPaymentSayTheirMoney) {
  Scenario s;
  s.when(dispute("p9", "d1")).then(refused_at(Code::payment_not_found, "/channel"));
  core::Command c = dispute_payment("p9", "d1", cny(50));
  std::get<core::PaymentDispute>(c.body).channel = core::Channel::card;
  s.when(does(c)).then(recorded({RecordType::dispute_opened}));
  EXPECT_EQ(opened(s).unplaced, 50);
  s.then(holds("assets:disputed:card", cny(50))).then(holds("assets:channel:card", cny(-50)));
  std::get<core::PaymentDispute>(c.body).amount.reset();
  std::get<core::PaymentDispute>(c.body).currency.reset();
  std::get<core::PaymentDispute>(c.body).dispute_id = core::DisputeId("d2");
  s.when(does(c)).then(refused_at(Code::payment_not_found, "/amount"));
  s.when(lose("d1")).then(owed("liabilities:suspense:card", cny(-50)));
}

TEST(DisputesOfPayments, InAnotherCurrencyAreNoOrders) {
  Scenario s;
  with_basket(s).given(dispute("p1", "d1", usd(40)));
  EXPECT_EQ(opened(s).unplaced, 40);
  EXPECT_EQ(s.world().balance("assets:disputed:wechat_pay", "USD"), 40);
}

TEST(DisputesOfPayments, AreReportedOnce) {
  Scenario s;
  with_basket(s).given(dispute("p1", "d1", cny(5)));
  s.when(dispute("p1", "d1", cny(5))).then(refused_at(Code::dispute_exists, "/dispute_id"));
  s.when(dispute("p1", "d1", cny(6))).then(refused_at(Code::exists_with_different_amount, "/amount"));
  s.when(dispute("p2", "d1", cny(5))).then(refused_at(Code::exists_with_different_content, "/payment"));
  s.then(holds("assets:disputed:wechat_pay", cny(5)));
}

TEST(DisputesOfPayments, EndTheSameWayOnce) {
  Scenario s;
  s.when(win("d1")).then(refused(Code::dispute_not_found));
  with_basket(s).given(dispute("p1", "d1", cny(50)));
  s.when(lose_of("d1", 50)).then(refused_at(Code::amount_mismatch, "/amount"));
  s.given(lose("d1"));
  s.when(lose("d1")).then(refused(Code::dispute_not_open));
  s.when(does(add_evidence("d1"))).then(refused(Code::dispute_not_open));
}

TEST(DisputesOfPayments, TakeFiftyPiecesOfEvidence) {
  Scenario s;
  s.when(does(add_evidence("d1"))).then(refused(Code::dispute_not_found));
  with_basket(s).given(dispute("p1", "d1", cny(50)));
  for (int i = 0; i < 50; ++i) s.given(does(add_evidence("d1")));
  s.then(recorded({RecordType::dispute_evidence_added}));
  s.when(does(add_evidence("d1"))).then(refused(Code::evidence_full));
}

TEST(DisputesOfPayments, AreRead) {
  Scenario s;
  with_basket(s).given(dispute("p1", "d1", cny(800))).given(does(add_evidence("d1"))).given(lose_of("d1", 750));
  const ledger::Ledger& l = s.world().ledger();
  EXPECT_EQ(l.dispute_json("d1"),
            R"({"allocations":[{"amount":700,"lost":700,"order":"o2"},{"amount":100,"lost":50,"order":"o1"}],)"
            R"("amount":800,"at":"2026-01-01T00:00:00.000000Z","channel":"wechat_pay","currency":"CNY",)"
            R"("dispute_id":"d1","evidence":[{"at":"2026-01-01T00:00:00.000000Z","kind":"delivery_proof","sha256":")" +
                std::string(64, 'a') +
                R"("}],"lost":750,"payment":"p1","reason":"goods not received",)"
                R"("resolved_at":"2026-01-01T00:00:00.000000Z","state":"partly_lost","unplaced":0})");
  EXPECT_NE(l.payment_json("p1").find(R"("disputes":["d1"])"), std::string::npos);
  EXPECT_NE(l.order_json("o1").find(R"("disputed":0,"disputes":["d1"],"lost":50)"), std::string::npos)
      << l.order_json("o1");
  EXPECT_EQ(l.dispute_json("d9"), "");
}

TEST(Breaks, AreOpenedByWhatAFactCouldNotPlace) {
  Scenario s;
  s.given(order("o1").of(cny(100)).placed());
  s.given(does(report_payment("o1", "p1", cny(130)))).given(after(core::seconds(90)));
  const ledger::Ledger& l = s.world().ledger();
  EXPECT_EQ(l.break_json("bk2", s.world().now()),
            R"({"account":"liabilities:suspense:wechat_pay","age_s":90,"amount":30,"currency":"CNY","id":"bk2",)"
            R"("kind":"payment_unplaced","opened_at":"2026-01-01T00:00:00.000000Z","record":2,"state":"open",)"
            R"("subject":"payment:p1"})");
  s.given(dispute("p1", "d1", cny(150)));  // 100 of the order, 30 in suspense
  EXPECT_NE(
      l.break_json("bk3", s.world().now()).find(R"("account":"assets:disputed:wechat_pay","age_s":0,"amount":20)"),
      std::string::npos);
  s.given(lose("d1")).then(owed("liabilities:suspense:wechat_pay", cny(-20)));
  EXPECT_NE(l.break_json("bk3", s.world().now()).find(R"("account":"liabilities:suspense:wechat_pay")"),
            std::string::npos);
}

TEST(Breaks, OfADisputeThatIsWonAreClosedWithIt) {
  Scenario s;
  s.given(order("o1").of(cny(100)).paid()).given(dispute("o1.p1", "d1", cny(130)));
  s.given(lose_of("d1", 110));
  EXPECT_NE(s.world().ledger().break_json("bk3", s.world().now()).find(R"("amount":10,)"), std::string::npos);
  s.given(dispute("o1.p1", "d2", cny(20))).given(win("d2"));
  const std::string closed = s.world().ledger().break_json("bk6", s.world().now());
  EXPECT_NE(closed.find(R"("closed_by":7)"), std::string::npos) << closed;
  EXPECT_NE(closed.find(R"("state":"resolved")"), std::string::npos) << closed;
}

TEST(Breaks, AreResolvedOnceAndListed) {
  Scenario s;
  for (int i = 1; i <= 3; ++i) s.given(does(report_payment("o1", "p" + std::to_string(i), cny(10))));
  const ledger::Ledger& l = s.world().ledger();
  const auto listed = [&](std::string_view state, std::string_view after, std::size_t limit) {
    const std::string json = l.breaks_json({state, {}}, after, limit, s.world().now());
    std::string ids;
    for (std::size_t at = json.find("\"id\":\""); at != std::string::npos; at = json.find("\"id\":\"", at + 1))
      ids += json.substr(at + 6, json.find('"', at + 6) - at - 6) + " ";
    return ids + json.substr(json.find("\"next_cursor\":") + 14);
  };
  EXPECT_EQ(listed("open", "", 2), "bk1 bk2 \"bk2\"}");
  EXPECT_EQ(listed("open", "bk2", 2), "bk3 null}");
  s.when(does(resolve_break("bk9"))).then(refused(Code::break_not_found));
  for (const std::int64_t seq : {2, 99})  // a payment, and nothing yet
    s.when(does(resolve_break("bk1", seq))).then(refused_at(Code::journal_not_found, "/journal"));
  s.given(entry(
      post_journal("e1", {debit("liabilities:suspense:wechat_pay", cny(10)), credit("equity:adjustments", cny(10))})));
  const auto posted = static_cast<std::int64_t>(s.world().log().back().seq);
  s.when(does(as_person(resolve_break("bk1", posted), "ann"))).then(recorded({RecordType::break_resolved}));
  const std::string resolved = l.break_json("bk1", s.world().now());
  for (const std::string& member :
       {R"("closed_by":)" + std::to_string(posted + 1), R"("journal":)" + std::to_string(posted),
        std::string(R"("resolution":"found")"), std::string(R"("resolved_by":"ann")")})
    EXPECT_NE(resolved.find(member), std::string::npos) << resolved;
  s.when(does(resolve_break("bk1"))).then(refused(Code::break_not_open));
  EXPECT_EQ(listed("open", "", 9), "bk2 bk3 null}");
  EXPECT_EQ(listed("resolved", "", 9), "bk1 null}");
  EXPECT_EQ(listed("", "bk1", 9), "bk2 bk3 null}");
  EXPECT_EQ(l.breaks_json({"", ""}, "nonsense", 9, s.world().now()), "");
  EXPECT_EQ(l.breaks_json({"nonsense", ""}, "", 9, s.world().now()), "");
  s.given(after(core::days(30)));
  EXPECT_EQ(listed("", "", 9), "bk2 bk3 null}");
}

}  // namespace
}  // namespace tallygate::tests
