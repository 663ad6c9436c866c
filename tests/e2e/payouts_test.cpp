// Payouts over HTTPS: from the request to the bank and back, who may say so, and what verify and the journal say of it.
// The tenant's clock is replay, so that time passes when a line says so.
#include <gtest/gtest.h>

#include "tests/support/checked_journal.hpp"
#include "tests/support/replay_line.hpp"
#include "tests/support/sold_order.hpp"

namespace tallygate::tests {
namespace {

class Payouts : public testing::Test {
 protected:
  Payouts() : platform_(server_.client("platform")), approver_(server_.client("approver")) {}

  Reply ask(const std::string& id, int amount, const std::string& more = {}) {
    return platform_.post("/v1/payouts", R"({"payout_id":")" + id + R"(","party":"m1","currency":"CNY","amount":)" +
                                             std::to_string(amount) + more + "}");
  }
  Reply said(const std::string& id, const std::string& what, const std::string& body = "{}") {
    return platform_.post("/v1/payouts/" + id + "/" + what, body);
  }
  Reply approve(const std::string& id) {
    return approver_.post("/v1/payouts/" + id + "/approve", R"({"approve":true})");
  }
  void set(const std::string& settings) {
    const Reply asked = server_.client("operator").put("/v1/settings", settings);
    ASSERT_EQ(asked.status, 202) << asked.body;
    const Reply approved = approver_.post("/v1/approvals/" + asked.at("/approval/id"), R"({"approve":true})");
    ASSERT_EQ(approved.status, 200) << approved.body;
  }
  std::string posted(const std::string& account) {
    return platform_.get("/v1/accounts/" + account).at("/balances/0/posted");
  }

  ApiServer server_{{"--clock", "replay", "--from", "2026-01-01T00:00:00Z"}};
  ApiClient platform_, approver_;
};

TEST_F(Payouts, GoFromTheRequestToTheBankAndBack) {
  sell_for_100_cny(platform_);
  set(R"({"payout_tax":[{"role":"merchant","bp":1000}],"payout_minimum":[{"amount":100,"currency":"CNY"}]})");
  EXPECT_EQ(ask("n1", 99).at("/code"), "below_minimum");
  EXPECT_EQ(ask("n2", 10'001).at("/code"), "insufficient_funds");
  const Reply asked = ask("y1", 5'000);
  EXPECT_EQ(asked.status, 201) << asked.body;
  EXPECT_EQ(asked.at("/state") + " " + asked.at("/net") + " " + asked.at("/tax"), "requested 4500 500");
  EXPECT_TRUE(asked.has("/decision/outcome"));
  EXPECT_EQ(posted("liabilities:merchant:m1"), "5000");
  EXPECT_EQ(platform_.post("/v1/payouts/y1/approve", R"({"approve":true})").status, 403);
  const Reply approved = approve("y1");
  EXPECT_EQ(approved.status, 200) << approved.body;
  EXPECT_EQ(approved.at("/state"), "approved");
  EXPECT_EQ(approve("y1").at("/code"), "payout_already_approved");
  const Reply settled = said("y1", "settle", R"({"bank":"icbc"})");
  EXPECT_EQ(settled.status, 200) << settled.body;
  EXPECT_EQ(settled.at("/state") + " " + settled.at("/bank") + " " + settled.at("/bank_amount"), "settled icbc 4500");
  EXPECT_EQ(posted("assets:bank:icbc"), "-4500");
  EXPECT_EQ(said("y1", "settle").at("/code"), "payout_already_settled");
  EXPECT_EQ(said("y1", "return").at("/state"), "returned");
  EXPECT_EQ(posted("liabilities:merchant:m1") + " " + posted("assets:bank:icbc"), "10000 0");
  const Reply shown = approver_.get("/v1/payouts/y1");
  EXPECT_EQ(shown.at("/state") + " " + shown.at("/amount"), "returned 5000") << shown.body;
  EXPECT_EQ(platform_.get("/v1/payouts/nothing").status, 404);
  EXPECT_EQ(said("nothing", "settle").at("/code"), "payout_not_found");
  const Reply misplaced = said("nothing", "settle", R"({"amount":7,"currency":"CNY"})");
  EXPECT_EQ(misplaced.at("/misplaced") + " " + misplaced.at("/suspense"), "true 7") << misplaced.body;
  EXPECT_FALSE(misplaced.has("/state"));
  EXPECT_EQ(said("nothing", "settle", R"({"amount":7})").pointers(), "/currency");
}

TEST_F(Payouts, GoToARegisteredAccountThatHasCooledOff) {
  sell_for_100_cny(platform_);
  const Reply put = platform_.put("/v1/parties/m1/payout-accounts", R"({"account":"a1","kind":"bank","token":"t1"})");
  EXPECT_EQ(put.status, 200) << put.body;
  EXPECT_EQ(put.at("/payout_account") + " " + put.at("/party_id"), "a1 m1");
  EXPECT_EQ(platform_.put("/v1/parties/m1/payout-accounts", R"({"account":"a2","kind":"bank"})").pointers(), "/token");
  const Reply card = platform_.put("/v1/parties/m1/payout-accounts",
                                   R"({"account":"a2","kind":"card_token","token":"4111111111111111"})");
  EXPECT_EQ(card.at("/code"), "pan_refused");
  EXPECT_EQ(ask("n1", 100).at("/code"), "payout_account_required");
  EXPECT_EQ(ask("n2", 100, R"(,"to":"a1")").at("/code"), "payout_account_cooling_off");
  EXPECT_EQ(ask("n3", 100, R"(,"to":{"account":"a9"})").at("/code"), "payout_account_not_found");
  pass_to(platform_, "2026-01-02T00:00:00Z");
  const Reply asked = ask("y1", 100, R"(,"to":"a1")");
  EXPECT_EQ(asked.at("/state") + " " + asked.at("/to"), "requested a1") << asked.body;
  EXPECT_EQ(platform_.get("/v1/parties/m1").at("/payout_accounts/0/account"), "a1");
  set(R"({"payout_kyc_level":1})");
  EXPECT_EQ(approve("y1").at("/code"), "kyc_required");
  EXPECT_EQ(platform_.post("/v1/parties/m1/kyc", R"({"level":1,"provider":"idnow"})").status, 201);
  EXPECT_EQ(approve("y1").at("/state"), "approved");
}

TEST_F(Payouts, AreAskedForOnTheDaysOfTheScheduleAndTaxedByTheMonth) {
  sell_for_100_cny(platform_);  // on a Thursday
  set(R"({"payout_schedule":[{"role":"merchant","every":"week","on":5}],"holidays":["2026-01-09"],)"
      R"("payout_tax":[{"role":"merchant","bp":1000,"currency":"CNY","from":3000,"period":"month"}]})");
  const Reply early = ask("n1", 1'000);
  EXPECT_EQ(early.status, 422) << early.body;
  EXPECT_EQ(early.at("/code"), "not_a_payout_day");
  EXPECT_NE(early.at("/detail").find("on 2026-01-02 next"), std::string::npos) << early.body;
  pass_to(platform_, "2026-01-02T12:00:00Z");
  EXPECT_EQ(ask("y1", 3'000).at("/tax"), "0");
  EXPECT_EQ(ask("y2", 1'000).at("/tax"), "100");
  pass_to(platform_, "2026-01-10T12:00:00Z");  // put off by the holiday, to a Saturday
  EXPECT_EQ(ask("y3", 1'000).at("/tax"), "100");
  const Reply settings = server_.client("operator").get("/v1/settings");
  EXPECT_EQ(settings.at("/holidays/0") + " " + settings.at("/payout_schedule/0/every") + " " +
                settings.at("/payout_tax/0/period"),
            "2026-01-09 week month")
      << settings.body;
  const Reply trail = server_.client("auditor").get("/v1/audit/records?type=payout.requested");
  EXPECT_EQ(trail.at("/items/2/data/effect/tax_gross_before") + " " + trail.at("/items/2/data/effect/tax_period"),
            "4000 2026-01")
      << trail.body;
}

TEST_F(Payouts, ThatRiskHoldsAreReleasedOrRejected) {
  sell_for_100_cny(platform_);
  ASSERT_EQ(platform_.post("/v1/parties/m1/changes", R"({"what":"payee"})").status, 201);
  const Reply held = ask("y1", 4'000);
  EXPECT_EQ(held.status, 202) << held.body;
  EXPECT_EQ(held.at("/state") + " " + held.at("/decision/reasons/0/code"), "held ATO-14c");
  const Reply account = platform_.get("/v1/accounts/liabilities:merchant:m1");
  EXPECT_EQ(account.at("/balances/0/posted") + " " + account.at("/balances/0/available"), "10000 6000");
  EXPECT_EQ(ask("y2", 6'001).at("/code"), "insufficient_funds");
  auto analyst = server_.client("analyst");
  const Reply released = analyst.post("/v1/risk/reviews/" + held.at("/review/id") + "/resolve",
                                      R"({"outcome":"release","case":"false_positive"})");
  EXPECT_EQ(released.status, 200) << released.body;
  EXPECT_EQ(platform_.get("/v1/payouts/y1").at("/state"), "requested");
  const Reply second = ask("y3", 1);
  ASSERT_EQ(second.status, 202);
  ASSERT_EQ(analyst
                .post("/v1/risk/reviews/" + second.at("/review/id") + "/resolve",
                      R"({"outcome":"reject","case":"confirmed_risk"})")
                .status,
            200);
  EXPECT_EQ(platform_.get("/v1/payouts/y3").at("/state"), "rejected");
}

TEST_F(Payouts, VerifyAndStandInTheJournal) {
  sell_for_100_cny(platform_);
  ASSERT_EQ(ask("y1", 5'000).status, 201);
  ASSERT_EQ(approve("y1").status, 200);
  ASSERT_EQ(said("y1", "settle").status, 200);
  ASSERT_EQ(ask("y2", 1'000).status, 201);
  ASSERT_EQ(said("y2", "fail").status, 200);
  ASSERT_EQ(said("y2", "settle").status, 200);  // after all: nobody can place it
  ASSERT_EQ(server_.process().stop(), 0);
  expect_verified(server_);
  server_.start();
  platform_ = server_.client("platform");
  EXPECT_EQ(platform_.get("/v1/payouts/y1").at("/state"), "settled");
  EXPECT_EQ(posted("assets:bank:main") + " " + posted("liabilities:suspense:payouts"), "-6000 -1000");
  ASSERT_EQ(server_.process().stop(), 0);

  const std::string text = checked_journal(server_);
  EXPECT_NE(text.find("payout.settled payout:"), std::string::npos) << text;
  EXPECT_NE(text.find("assets:bank:main  -50.00 CNY"), std::string::npos) << text;
}

}  // namespace
}  // namespace tallygate::tests
