// An id stands for one object and its content, for ever; what a refusal used up stays used up; an order that risk
// blocked returns where a recorded override says so.
#include <gtest/gtest.h>

#include "core/body_codec.hpp"
#include "core/content_marks.hpp"
#include "tests/support/scenario.hpp"

namespace tallygate::tests {
namespace {

using core::Code;
using enum core::RecordType;

core::Command override_order(std::string order, std::optional<core::Time> ends = {}) {
  core::OrderOverride body;
  body.reason = "the customer called";
  body.expires_at = ends;
  return command(core::Operation::order_override, std::move(body), std::move(order));
}

class Recorded : public ::testing::Test {
 protected:
  Recorded() { s.world().record_refusals(); }
  std::string order_json(std::string_view id) { return s.world().ledger().order_json(id); }
  Scenario s;
};
using Ids = Recorded;
using Override = Recorded;

// Every member of an order but its id, one at a time: the code names it, and the pointer too.
TEST_F(Ids, AnOrderWithOtherContentNamesTheFirstMemberThatDiffers) {
  s.given(does(place_order("o1", cny(10))));
  using Change = void (*)(core::OrderPlace&);
  const std::vector<std::pair<std::string, Change>> changes = {
      {"amount", [](auto& o) { o.amount += 1; }},
      {"basket_id", [](auto& o) { o.basket_id = core::OtherId("k1"); }},
      {"buyer", [](auto& o) { o.buyer = core::PartyId("b2"); }},
      {"coupon", [](auto& o) { o.coupon = core::OtherId("c1"); }},
      {"creator", [](auto& o) { o.creator = core::PartyId("c1"); }},
      {"currency", [](auto& o) { o.currency = currency("USD"); }},
      {"deliver_by", [](auto& o) { o.deliver_by = kStart; }},
      {"device", [](auto& o) { o.device.emplace().id = core::OtherId("d1"); }},
      {"group", [](auto& o) { o.group.emplace().id = core::OtherId("g1"); }},
      {"ip", [](auto& o) { o.ip.emplace().pseudonym = "0123456789abcdef"; }},
      {"items", [](auto& o) { o.items.push_back({1, "sku", o.amount}); }},
      {"lines", [](auto& o) { o.lines.emplace_back().line_id = "l1"; }},
      {"merchant", [](auto& o) { o.merchant = core::PartyId("m2"); }},
      {"note", [](auto& o) { o.note.emplace().pseudonym = "0123456789abcdef"; }},
      {"occurred_at", [](auto& o) { o.occurred_at = kStart; }},
      {"partner", [](auto& o) { o.partner = core::PartyId("t1"); }},
      {"payer", [](auto& o) { o.payer = core::OtherId("w1"); }},
      {"plan", [](auto& o) { o.plan = core::PlanId("p1"); }},
      {"referrer", [](auto& o) { o.referrer = core::PartyId("d1"); }},
      {"scene", [](auto& o) { o.scene = core::Scene::live; }},
      {"ship_to", [](auto& o) { o.ship_to.emplace().region = "Jiangsu"; }},
      {"signals", [](auto& o) { o.signals["speed"].number = 5; }},
      {"supplier", [](auto& o) { o.supplier = core::PartyId("s1"); }},
  };
  for (const auto& [member, change] : changes) {
    core::Command c = place_order("o1", cny(10));
    change(std::get<core::OrderPlace>(c.body));
    const auto code = core::code_named("exists_with_different_" + member);
    ASSERT_TRUE(code.has_value()) << member;
    s.when(does(c)).then(refused_at(*code, "/" + member));
  }
}

TEST_F(Ids, TheSameContentUnderAnotherKeyExists) {
  s.given(does(place_order("o1", cny(10)))).given(does(pay_order("o1", "p1", cny(10))));
  s.when(does(place_order("o1", cny(10)))).then(refused_at(Code::order_exists, "/order_id"));
  s.when(does(pay_order("o1", "p1", cny(10)))).then(refused_at(Code::payment_exists, "/payment_id"));
  s.given(does(refund_order("o1", "r1", cny(4))));
  s.when(does(refund_order("o1", "r1", cny(4)))).then(refused_at(Code::refund_exists, "/refund_id"));
}

TEST_F(Ids, APaymentWithOtherContentNamesTheFirstMemberThatDiffers) {
  s.given(does(place_order("o1", cny(10)))).given(does(place_order("o2", cny(10))));
  s.given(does(pay_order("o1", "p1", cny(5))));
  const auto changed = [](auto change) {
    core::Command c = pay_order("o1", "p1", cny(5));
    change(std::get<core::PaymentPut>(c.body));
    return does(c);
  };
  s.when(does(pay_order("o2", "p1", cny(5)))).then(refused_at(Code::exists_with_different_order, "/order"));
  s.when(changed([](auto& p) { p.amount = 4; })).then(refused_at(Code::exists_with_different_amount, "/amount"));
  s.when(changed([](auto& p) { p.capture = true; })).then(refused(Code::exists_with_different_capture));
  s.when(changed([](auto& p) { p.channel = core::Channel::card; })).then(refused(Code::exists_with_different_channel));
  s.when(changed([](auto& p) { p.expires_in = 60; })).then(refused(Code::exists_with_different_expires_in));
  s.when(changed([](auto& p) {
     p.instrument.emplace().token = "t1";
   })).then(refused(Code::exists_with_different_instrument));
  s.when(changed([](auto& p) { p.reported = true; })).then(refused(Code::exists_with_different_reported));
  core::Command basket = pay_order("", "p1", cny(5));
  basket.op = core::Operation::payment_put;
  std::get<core::PaymentPut>(basket.body).allocations = {{5, core::OrderId("o1")}};
  s.when(does(basket)).then(refused(Code::exists_with_different_allocations));
}

TEST_F(Ids, ARefundWithOtherContentNamesTheFirstMemberThatDiffers) {
  s.given(order("o1").of(cny(100)).paid()).given(does(refund_order("o1", "r1", cny(4))));
  const auto changed = [](auto change) {
    core::Command c = refund_order("o1", "r1", cny(4));
    change(std::get<core::OrderRefund>(c.body));
    return does(c);
  };
  s.when(does(refund_order("o1", "r1", cny(5)))).then(refused_at(Code::exists_with_different_amount, "/amount"));
  s.when(changed([](auto& r) { r.reason = "broken"; })).then(refused(Code::exists_with_different_reason));
  s.when(changed([](auto& r) { r.settled = true; })).then(refused(Code::exists_with_different_settled));
  s.when(changed([](auto& r) { r.to.emplace().instrument = "t1"; })).then(refused(Code::exists_with_different_to));
}

// Whoever gives a body a new member gives it a number, or it has none of its own.
TEST_F(Ids, AMemberWithoutANumberIsOtherContent) {
  core::Command one = place_order("o1", cny(10)), other = one;
  core::finish_command(one);
  other.request = R"({"amount":10,"zeal":1})";
  one.request = R"({"amount":10,"zeal":2})";
  const auto difference = core::content_difference(core::content_marks(one, "order_id"), other, "order_id");
  ASSERT_TRUE(difference.has_value());
  EXPECT_EQ(difference->code, Code::exists_with_different_content);
  EXPECT_EQ(difference->pointer, "/zeal");
}

TEST_F(Ids, ASealedValueIsTheSameWhateverItsCiphertext) {
  core::Command one = place_order("o1", cny(10));
  auto& note = std::get<core::OrderPlace>(one.body).note.emplace();
  note.kind = core::PersonalKind::note;
  note.pseudonym = "0123456789abcdef";
  note.sealed = "AAAA";
  core::Command other = one;
  std::get<core::OrderPlace>(other.body).note->sealed = "BBBB";
  core::finish_command(one), core::finish_command(other);
  ASSERT_NE(one.request, other.request);
  EXPECT_EQ(core::content_difference(core::content_marks(one, "order_id"), other, "order_id"), std::nullopt);
}

TEST_F(Ids, ARefusalUsesUpTheIdOfAnOrderPaymentOrRefund) {
  s.given(order("o1").of(cny(100)).paid());
  core::Command order = place_order("o2", cny(5));
  std::get<core::OrderPlace>(order.body).plan = core::PlanId("nowhere");
  s.when(does(order)).then(refused(Code::plan_not_found));
  s.when(does(place_order("o2", cny(5)))).then(refused_at(Code::id_used_up, "/order_id"));
  s.when(does(pay_order("nowhere", "p2", cny(5)))).then(refused(Code::order_not_found));
  s.given(does(place_order("o3", cny(5))));
  s.when(does(pay_order("o3", "p2", cny(5)))).then(refused_at(Code::id_used_up, "/payment_id"));
  s.when(does(refund_order("o1", "r1", cny(101)))).then(refused(Code::exceeds_refundable));
  s.when(does(refund_order("o1", "r1", cny(100)))).then(refused_at(Code::id_used_up, "/refund_id"));
  EXPECT_NE(order_json("o2").find(R"("code":"plan_not_found","order_id":"o2","state":"refused")"), std::string::npos)
      << order_json("o2");
  s.when(does(pay_order("o3", "p3", cny(5)))).then(recorded({payment_captured}));
}

TEST_F(Ids, ARefusalOfAnIdThatStandsForSomethingLeavesItAsItIs) {
  s.given(order("o1").of(cny(100)).paid()).given(does(refund_order("o1", "r1", cny(1))));
  s.when(does(refund_order("nowhere", "r1", cny(1)))).then(refused(Code::order_not_found));
  EXPECT_NE(s.world().ledger().refund_json("r1").find(R"("state":"sent")"), std::string::npos);
}

TEST_F(Ids, MoneyThatWasTakenIsBookedUnderAnIdThatWasUsedUp) {
  s.given(does(place_order("o1", cny(5))));
  s.when(does(pay_order("nowhere", "p1", cny(5)))).then(refused(Code::order_not_found));
  s.when(does(report_payment("o1", "p1", cny(5)))).then(recorded({payment_captured}));
  s.then(payment_is("p1", "captured"));
}

TEST_F(Ids, APayoutsIdStandsForItsContentToo) {
  s.given(order("o1").of(cny(100)).paid()).given(complete("o1"));
  const auto payout = [](std::string id, core::Amount amount) {
    core::PayoutRequest body;
    body.payout_id = core::PayoutId(std::move(id));
    body.party = core::PartyId("m1");
    body.amount = amount;
    body.currency = currency("CNY");
    return does(command(core::Operation::payout_request, std::move(body)));
  };
  s.when(payout("y1", 101)).then(refused(Code::insufficient_funds));
  s.when(payout("y1", 10)).then(refused_at(Code::id_used_up, "/payout_id"));
  s.given(payout("y2", 10));
  s.when(payout("y2", 10)).then(refused_at(Code::payout_exists, "/payout_id"));
  s.when(payout("y2", 11)).then(refused_at(Code::exists_with_different_amount, "/amount"));
  core::Command other = command(core::Operation::payout_request, core::PayoutRequest{});
  auto& body = std::get<core::PayoutRequest>(other.body);
  body.payout_id = core::PayoutId("y2");
  body.party = core::PartyId("m2");
  body.amount = 10;
  body.currency = currency("CNY");
  s.when(does(other)).then(refused_at(Code::exists_with_different_party, "/party"));
  body.party = core::PartyId("m1");
  body.role = core::Role::merchant;
  s.when(does(other)).then(refused_at(Code::exists_with_different_role, "/role"));
  EXPECT_NE(s.world().ledger().payout_json("y1").find(R"("state":"refused")"), std::string::npos);
}

TEST_F(Ids, ADryRunUsesUpNothing) {
  core::Command refused_one = pay_order("nowhere", "p1", cny(5));
  EXPECT_TRUE(s.world().dry_run(refused_one).refusal.has_value());
  s.given(does(place_order("o1", cny(5))));
  s.when(does(pay_order("o1", "p1", cny(5)))).then(recorded({payment_captured}));
}

TEST_F(Ids, WhatLeftMemoryIsRememberedAndTheStateIsTheLogs) {
  s.given(does(place_order("o1", cny(5))));
  s.when(does(pay_order("nowhere", "p1", cny(5)))).then(refused(Code::order_not_found));
  s.given(after(core::days(60)));
  s.world().let_go(core::days(30));
  EXPECT_GE(s.world().ever_let_go(), 2U);
  s.when(does(pay_order("o1", "p1", cny(5)))).then(refused(Code::id_used_up));
  s.when(does(place_order("o1", cny(6)))).then(refused(Code::exists_with_different_amount));
  EXPECT_EQ(s.world().digest(), s.world().digest_from_the_log());
}

TEST_F(Override, LetsABlockedOrderReturnUnderItsIdOnce) {
  s.when(under(core::Verdict::block, place_order("o1", cny(5)))).then(refused(Code::risk_blocked));
  s.when(does(place_order("o1", cny(5)))).then(refused(Code::order_exists));
  s.when(does(override_order("o1"))).then(recorded({order_override_put}));
  EXPECT_NE(order_json("o1").find(R"("override":{"seq":)"), std::string::npos) << order_json("o1");
  core::Command back = place_order("o1", cny(7));
  std::get<core::OrderPlace>(back.body).buyer = core::PartyId("b7");
  s.when(does(back)).then(recorded({order_placed})).then(order_is("o1", "placed"));
  EXPECT_NE(order_json("o1").find(R"("amount":7)"), std::string::npos) << order_json("o1");
  EXPECT_NE(order_json("o1").find(R"("buyer":"b7")"), std::string::npos);
  EXPECT_EQ(order_json("o1").find("override"), std::string::npos) << "it is used";
  s.when(does(place_order("o1", cny(7)))).then(refused(Code::exists_with_different_buyer));
  s.given(does(pay_order("o1", "p1", cny(7))));
  s.then(order_is("o1", "paid"));
  EXPECT_EQ(s.world().digest(), s.world().digest_from_the_log());
}

TEST_F(Override, IsDecidedAnewAndMayBeBlockedAgain) {
  s.when(under(core::Verdict::block, place_order("o1", cny(5)))).then(refused(Code::risk_blocked));
  s.given(does(override_order("o1")));
  s.when(under(core::Verdict::block, place_order("o1", cny(5)))).then(refused(Code::risk_blocked));
  s.when(does(place_order("o1", cny(5)))).then(refused(Code::order_exists));
}

TEST_F(Override, EndsWhenItSays) {
  s.when(under(core::Verdict::block, place_order("o1", cny(5)))).then(refused(Code::risk_blocked));
  s.given(does(override_order("o1", kStart + core::seconds(60))));
  s.given(after(core::seconds(60)));
  s.when(does(place_order("o1", cny(5)))).then(refused(Code::order_exists));
}

TEST_F(Override, IsOnlyForAnOrderThatRiskBlocked) {
  s.when(does(override_order("nowhere"))).then(refused(Code::order_not_found));
  s.given(order("o1").placed());
  s.when(does(override_order("o1"))).then(refused(Code::order_not_blocked));
}

}  // namespace
}  // namespace tallygate::tests
