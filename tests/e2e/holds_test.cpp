// Holds over HTTPS: authorised, captured in pieces, voided, left to expire, released with their order; and what the
// log, the trail and the journal say of them afterwards. The tenant's clock is replay, so that time passes when a line
// says so.
#include <gtest/gtest.h>

#include "tests/support/checked_journal.hpp"
#include "tests/support/replay_line.hpp"

namespace tallygate::tests {
namespace {

class Holds : public testing::Test {
 protected:
  Holds() : platform_(server_.client("platform")) {}

  void place(const std::string& id) { ASSERT_EQ(platform_.post("/v1/orders", order_body(id)).status, 201); }
  Reply hold(const std::string& order, const std::string& payment, int amount, const std::string& more = {}) {
    return platform_.post("/v1/orders/" + order + "/payments",
                          R"({"payment_id":")" + payment +
                              R"(","channel":"card","capture":false,"currency":"CNY","amount":)" +
                              std::to_string(amount) + more + "}");
  }
  Reply capture(const std::string& payment, const std::string& body = "{}", std::string_view key = {}) {
    return platform_.post("/v1/payments/" + payment + "/capture", body, key);
  }
  Reply void_hold(const std::string& payment) { return platform_.post("/v1/payments/" + payment + "/void", "{}"); }
  // A line that only lets time pass.
  std::string escrow() {
    const Reply account = platform_.get("/v1/accounts/liabilities:escrow");
    return account.at("/balances/0/posted") + " " + account.at("/balances/0/pending") + " " +
           account.at("/balances/0/available");
  }
  std::string state_of(const std::string& payment) { return platform_.get("/v1/payments/" + payment).at("/state"); }

  ApiServer server_{{"--clock", "replay", "--from", "2026-01-01T00:00:00Z"}};
  ApiClient platform_;
};

TEST_F(Holds, AreCapturedInPiecesUntilOneIsFinal) {
  place("o1");
  const Reply held = hold("o1", "h1", 100);
  EXPECT_EQ(held.status, 201) << held.body;
  EXPECT_EQ(held.at("/state"), "authorised");
  EXPECT_EQ(held.at("/expires_at"), "2026-01-08T00:00:00.000000Z");
  EXPECT_TRUE(held.has("/decision/outcome"));
  EXPECT_EQ(escrow(), "0 100 0");

  const Reply first = capture("h1", R"({"amount":30,"currency":"CNY"})", "first");
  EXPECT_EQ(first.status, 200) << first.body;
  EXPECT_EQ(first.at("/state") + " " + first.at("/captured") + " " + first.at("/authorised"), "authorised 30 70");
  EXPECT_EQ(first.at("/allocations/0/amount"), "30");
  EXPECT_EQ(escrow(), "30 100 30");
  const Reply again = capture("h1", R"({"amount":30,"currency":"CNY"})", "first");
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(again.headers.get("idempotent-replayed"), "true");
  EXPECT_EQ(escrow(), "30 100 30") << "a replay captures nothing";

  EXPECT_EQ(capture("h1", R"({"amount":71})").at("/code"), "exceeds_authorised");
  EXPECT_EQ(capture("h1", R"({"amount":0})").at("/code"), "invalid_field");
  const Reply last = capture("h1", R"({"amount":50,"final":true})");
  EXPECT_EQ(last.at("/state") + " " + last.at("/captured") + " " + last.at("/authorised"), "captured 80 0");
  EXPECT_EQ(last.at("/released/0/amount"), "20");
  EXPECT_EQ(escrow(), "80 80 80");
  const Reply late = capture("h1");
  EXPECT_EQ(late.status, 409);
  EXPECT_EQ(late.at("/code"), "payment_already_captured");
  EXPECT_TRUE(late.has("/record/seq"));
  EXPECT_EQ(void_hold("h1").at("/code"), "payment_already_captured");
  EXPECT_EQ(capture("nothing").at("/code"), "payment_not_found");
}

TEST_F(Holds, AreVoidedOrExpire) {
  place("o1");
  ASSERT_EQ(hold("o1", "h1", 40).status, 201);
  ASSERT_EQ(hold("o1", "h2", 60, R"(,"expires_in":3600)").status, 201);
  EXPECT_EQ(hold("o1", "h3", 1).at("/code"), "exceeds_payable");
  const Reply voided = void_hold("h1");
  EXPECT_EQ(voided.status, 200) << voided.body;
  EXPECT_EQ(voided.at("/state") + " " + voided.at("/released/0/amount"), "voided 40");
  EXPECT_EQ(capture("h1").at("/code"), "payment_voided");

  pass_to(platform_, "2026-01-01T00:59:59Z");
  EXPECT_EQ(capture("h2", R"({"amount":10})").status, 200);
  pass_to(platform_, "2026-01-01T01:00:00Z");
  const Reply late = capture("h2");
  EXPECT_EQ(late.status, 409);
  EXPECT_EQ(late.at("/code"), "hold_expired");
  const Reply shown = platform_.get("/v1/payments/h2");
  EXPECT_EQ(shown.at("/state") + " " + shown.at("/captured") + " " + shown.at("/authorised"), "expired 10 0");
  EXPECT_EQ(shown.at("/expires_at"), "2026-01-01T01:00:00.000000Z");
  EXPECT_EQ(escrow(), "10 10 10");
  const Reply trail = server_.client("auditor").get("/v1/audit/records?type=payment.hold_expired");
  EXPECT_EQ(trail.at("/items/0/data/effect/payment"), "h2") << trail.body;
}

TEST_F(Holds, AreReleasedWithTheirOrderAndTheOthersStand) {
  place("o1");
  place("o2");
  ASSERT_EQ(
      platform_
          .post("/v1/payments", R"({"payment_id":"h1","channel":"card","capture":false,"currency":"CNY","amount":150,)"
                                R"("allocations":[{"order":"o1","amount":100},{"order":"o2","amount":50}]})")
          .status,
      201);
  ASSERT_EQ(capture("h1", R"({"allocations":[{"order":"o1","amount":25}]})").status, 200);
  ASSERT_EQ(platform_.post("/v1/orders/o1/cancel", "{}").status, 200);
  EXPECT_EQ(state_of("h1"), "authorised");
  EXPECT_EQ(escrow(), "0 50 0");
  EXPECT_EQ(capture("h1").at("/allocations/0/order"), "o2");
  EXPECT_EQ(state_of("h1"), "captured");
}

TEST_F(Holds, OfMoneyAlreadyTakenAreNone) {
  place("o1");
  const Reply refused = hold("o1", "h1", 10, R"(,"reported":true)");
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(refused.at("/code"), "invalid_field");
  EXPECT_EQ(refused.pointers(), "/capture");
  EXPECT_FALSE(refused.has("/record"));
}

TEST_F(Holds, VerifyAndStandInTheJournalOnceTheyAreCaptured) {
  place("o1");
  ASSERT_EQ(hold("o1", "h1", 60, R"(,"expires_in":60)").status, 201);
  ASSERT_EQ(hold("o1", "h2", 40).status, 201);
  ASSERT_EQ(capture("h1", R"({"amount":15})").status, 200);
  pass_to(platform_, "2026-01-02T00:00:00Z");
  ASSERT_EQ(void_hold("h2").status, 200);
  ASSERT_EQ(server_.process().stop(), 0);
  expect_verified(server_);
  server_.start();
  platform_ = server_.client("platform");
  EXPECT_EQ(escrow(), "15 15 15");
  EXPECT_EQ(state_of("h1"), "expired");
  ASSERT_EQ(server_.process().stop(), 0);

  const std::string text = checked_journal(server_);
  EXPECT_NE(text.find("payment.hold_captured o1"), std::string::npos) << text;
  EXPECT_EQ(text.find("payment.authorised"), std::string::npos) << "what is only held is in no journal";
  EXPECT_NE(text.find("liabilities:escrow  -0.15 CNY = -0.15 CNY"), std::string::npos) << text;
}

}  // namespace
}  // namespace tallygate::tests
