// What the ledger shows: JSON to the byte, previews, subjects of records, and the digest.
#include <gtest/gtest.h>

#include "tests/support/scenario.hpp"

namespace tallygate::tests {
namespace {

TEST(Reads, AnOrderShowsItsLife) {
  core::PlanPut terms = plan_terms(1'000, {500});
  terms.matures_after_s = 86'400;
  Scenario s;
  s.given(plan_of(terms)).given(order("o1").of(cny(1'000)).referred_by("d1").shipped()).given(complete("o1"));
  s.given(refund_as("r1", "o1", cny(100)));
  EXPECT_EQ(
      s.world().ledger().order_json("o1"),
      R"({"amount":1000,"authorised":0,"buyer":"b1","captured":1000,"chain":["d1"],"completed_at":"2026-01-01T00:00:00.000000Z",)"
      R"("currency":"CNY","delivered":false,"merchant":"m1","order_id":"o1","payments":["o1.p1"],)"
      R"("placed_at":"2026-01-01T00:00:00.000000Z","plan":"default","plan_version":1,"refunded":100,"refunds":["r1"],)"
      R"("shipments":[{"at":"2026-01-01T00:00:00.000000Z","waybill":"o1.w1"}],)"
      R"("split":[{"account":"income:platform_fee","amount":100,"given_back":10},)"
      R"({"account":"liabilities:distributor:d1:unmatured","amount":50,"given_back":5,"matures_on":"2026-01-02"},)"
      R"({"account":"liabilities:merchant:m1","amount":850,"given_back":85}],"state":"completed"})");
  EXPECT_EQ(s.world().ledger().refund_json("r1"),
            R"({"amount":100,"at":"2026-01-01T00:00:00.000000Z","currency":"CNY","order":"o1","refund_id":"r1",)"
            R"("sources":[{"amount":100,"channel":"wechat_pay","payment":"o1.p1"}],"state":"sent"})");
  EXPECT_EQ(
      s.world().ledger().payment_json("o1.p1"),
      R"({"allocations":[{"amount":1000,"order":"o1"}],"amount":1000,"at":"2026-01-01T00:00:00.000000Z",)"
      R"("authorised":0,"captured":1000,"channel":"wechat_pay","currency":"CNY","declines":0,"payment_id":"o1.p1","reported":false,"state":"captured","suspense":0})");
}

TEST(Reads, AnAccountShowsItsNormalSide) {
  Scenario s;
  s.given(order("o1").of(cny(70)).paid());
  EXPECT_EQ(
      s.world().ledger().account_json("liabilities:escrow", kStart),
      R"({"account":"liabilities:escrow","balances":[{"available":70,"currency":"CNY","pending":70,"posted":70}],"normal":"credit"})");
  EXPECT_EQ(
      s.world().ledger().account_json("assets:channel:wechat_pay", kStart),
      R"({"account":"assets:channel:wechat_pay","balances":[{"available":70,"currency":"CNY","pending":70,"posted":70}],"normal":"debit"})");
  EXPECT_EQ(s.world().ledger().account_json("liabilities:merchant:nobody", kStart),
            R"({"account":"liabilities:merchant:nobody","balances":[],"normal":"credit"})");
  EXPECT_EQ(s.world().ledger().account_json("liabilities:nonsense", kStart), "");
}

TEST(Reads, WhatDoesNotExistIsEmpty) {
  const LedgerWorld world;
  const ledger::Ledger& l = world.ledger();
  for (const std::string& json : {l.order_json("x"), l.payment_json("x"), l.refund_json("x"), l.party_json("x"),
                                  l.plan_json("x"), l.review_json("rv1"), l.approval_json("ap1")})
    EXPECT_EQ(json, "");
}

TEST(Reads, ReviewsAreListedByStateInPages) {
  Scenario s;
  for (int i = 1; i <= 5; ++i) s.given(order("o" + std::to_string(i)).held());
  s.given(released("rv2"));
  const auto& l = s.world().ledger();
  const auto ids = [](const std::string& json) {
    std::vector<std::string> out;
    for (std::size_t at = json.find("\"id\":\""); at != std::string::npos; at = json.find("\"id\":\"", at + 1))
      out.push_back(json.substr(at + 6, json.find('"', at + 6) - at - 6));
    return out;
  };
  EXPECT_EQ(ids(l.reviews_json("open", "", 2, s.world().now())), (std::vector<std::string>{"rv1", "rv3"}));
  EXPECT_NE(l.reviews_json("open", "", 2, s.world().now()).find("\"next_cursor\":\"rv3\""), std::string::npos);
  EXPECT_EQ(ids(l.reviews_json("open", "rv3", 2, s.world().now())), (std::vector<std::string>{"rv4", "rv5"}));
  EXPECT_NE(l.reviews_json("open", "rv3", 2, s.world().now()).find("\"next_cursor\":null"), std::string::npos);
  EXPECT_EQ(ids(l.reviews_json("released", "", 10, s.world().now())), (std::vector<std::string>{"rv2"}));
  EXPECT_EQ(ids(l.reviews_json("", "", 10, s.world().now())).size(), 5U);
  EXPECT_EQ(l.reviews_json("nonsense", "", 10, s.world().now()), "");
  EXPECT_NE(l.review_json("rv1").find(R"("reasons":["TST-01"])"), std::string::npos);
}

TEST(Reads, APreviewSplitsAsCompletionWillAndChangesNothing) {
  Scenario s;
  s.given(plan(500, {500, 200})).given(distributor("d2")).given(distributor("d1", "d2"));
  core::OrderPlace order = std::get<core::OrderPlace>(place_order("any", cny(10'000)).body);
  order.referrer = core::PartyId("d1");
  const core::Digest before = s.world().digest();
  const auto preview = s.world().ledger().preview("default", order, kStart);
  EXPECT_FALSE(preview.refusal);
  for (const char* part : {R"("amount":8800)", R"("amount":200)", R"("split":"floor-remainder/1")"})
    EXPECT_NE(preview.json.find(part), std::string::npos) << part << " in " << preview.json;
  EXPECT_EQ(s.world().digest(), before);
  EXPECT_EQ(s.world().ledger().preview("gold", order, kStart).refusal->code, core::Code::plan_not_found);
}

TEST(Subjects, AreAllThatARecordTouchesEachOnce) {
  Scenario s;
  std::vector<std::string> subjects;
  s.given(plan(500, {500})).given(order("o1").referred_by("d1").created_by("m1").placed());
  s.world().ledger().subjects(s.world().log().back(), subjects);
  EXPECT_EQ(subjects, (std::vector<std::string>{"order:o1", "party:b1", "party:m1", "party:d1"}));
  s.given(pay("o1", cny(10'000)));
  s.world().ledger().subjects(s.world().log().back(), subjects);
  EXPECT_EQ(subjects, (std::vector<std::string>{"payment:o1.p2", "order:o1", "account:assets:channel:wechat_pay",
                                                "account:liabilities:escrow"}));
  s.given(complete("o1"));
  s.world().ledger().subjects(s.world().log().back(), subjects);
  EXPECT_EQ(subjects,
            (std::vector<std::string>{"order:o1", "party:d1", "party:m1", "account:liabilities:escrow",
                                      "account:income:platform_fee", "account:liabilities:distributor:d1:payable",
                                      "account:liabilities:merchant:m1"}));
  s.given(refund_as("r1", "o1", cny(10)));
  s.world().ledger().subjects(s.world().log().back(), subjects);
  EXPECT_EQ(std::vector<std::string>(subjects.begin(), subjects.begin() + 3),
            (std::vector<std::string>{"refund:r1", "order:o1", "payment:o1.p2"}));
}

TEST(Digest, TellsStatesApart) {
  Scenario one, other;
  EXPECT_EQ(one.world().digest(), other.world().digest());
  one.given(order("o1").placed());
  other.given(order("o1").by("b2").placed());
  EXPECT_NE(one.world().digest(), other.world().digest());
}

TEST(Views, AnOrderIsFoundThroughItsPaymentAndRefund) {
  Scenario s;
  core::Command paying = pay_order("o1", "p1", cny(10'000));
  std::get<core::PaymentPut>(paying.body).instrument = core::Instrument{{}, {}, {}, "tok_1"};
  s.given(order("o1").placed()).given(does(paying)).given(refund_as("r1", "o1", cny(5)));
  const auto& l = s.world().ledger();
  EXPECT_EQ(l.order_of_payment("p1")->merchant, "m1");
  EXPECT_EQ(l.order_of_refund("r1")->refunded, 5);
  EXPECT_EQ(l.order("o1")->instruments, (std::vector<std::string_view>{"tok_1"}));
  EXPECT_EQ(l.order("o1")->state, "paid");
  EXPECT_FALSE(l.order_of_payment("p9"));
}

}  // namespace
}  // namespace tallygate::tests
