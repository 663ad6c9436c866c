// Accounts frozen, closed and opened again over HTTPS, by whom, and what verify says of it.
#include <gtest/gtest.h>

#include "tests/support/checked_journal.hpp"
#include "tests/support/sold_order.hpp"

namespace tallygate::tests {
namespace {

class AccountStates : public testing::Test {
 protected:
  AccountStates() : platform_(server_.client("platform")), operator_(server_.client("operator")) {}
  Reply change(const std::string& account, const std::string& what) {
    return operator_.post("/v1/accounts/" + account + "/" + what, R"({"reason":"asked by the court"})");
  }
  Reply ask_payout(const std::string& id, int amount) {
    return platform_.post("/v1/payouts", R"({"payout_id":")" + id + R"(","party":"m1","currency":"CNY","amount":)" +
                                             std::to_string(amount) + "}");
  }
  ApiServer server_;
  ApiClient platform_, operator_;
};

TEST_F(AccountStates, AreChangedByTheOperatorAndShown) {
  const std::string shop = "liabilities:merchant:m1";
  sell_for_100_cny(platform_);
  EXPECT_EQ(platform_.post("/v1/accounts/" + shop + "/freeze", R"({"reason":"x"})").status, 403);
  EXPECT_EQ(change("no%20name", "freeze").at("/code"), "invalid_field");
  EXPECT_EQ(change("liabilities:escrow", "freeze").at("/code"), "not_supported");
  const Reply frozen = change(shop, "freeze");
  EXPECT_EQ(frozen.status, 200) << frozen.body;
  EXPECT_EQ(frozen.at("/account") + " " + frozen.at("/state"), shop + " frozen");
  EXPECT_EQ(platform_.get("/v1/accounts/" + shop).at("/state"), "frozen");
  const Reply refused = ask_payout("y1", 100);
  EXPECT_EQ(refused.status, 409) << refused.body;
  EXPECT_EQ(refused.at("/code"), "account_frozen");
  EXPECT_EQ(change(shop, "close").at("/code"), "account_not_zero");
  EXPECT_EQ(change(shop, "unfreeze").at("/state"), "open");
  EXPECT_FALSE(platform_.get("/v1/accounts/" + shop).has("/state"));
  EXPECT_EQ(ask_payout("y2", 10'000).status, 201);
  EXPECT_EQ(change(shop, "close").at("/state"), "closed");
  EXPECT_EQ(ask_payout("y3", 1).at("/code"), "account_closed");
  const Reply refund = platform_.post("/v1/orders/o1/refunds", R"({"refund_id":"r1","amount":5,"currency":"CNY"})");
  EXPECT_EQ(refund.status, 201) << "the buyer does not wait for the seller's account: " << refund.body;
  EXPECT_EQ(platform_.get("/v1/accounts/" + shop).at("/reopened_by"), refund.at("/record/seq"));
  const std::string trail =
      server_.client("auditor").get("/v1/audit/records?account=" + shop + "&type=account.closed").body;
  EXPECT_NE(trail.find("asked by the court"), std::string::npos) << trail;
  ASSERT_EQ(server_.process().stop(), 0);
  expect_verified(server_);
}

TEST_F(AccountStates, ALimitHoldsOnceASecondPersonApproves) {
  ASSERT_EQ(platform_.put("/v1/parties/b1", R"({"roles":["buyer"]})").status, 201);
  const std::string day = R"({"party":"b1","kind":"spend","currency":"CNY","amount":9999,"period_s":86400})";
  EXPECT_EQ(platform_.put("/v1/limits/L1", day).status, 403);
  const Reply asked = operator_.put("/v1/limits/L1", day);
  ASSERT_EQ(asked.status, 202) << asked.body;
  const Reply approved =
      server_.client("approver").post("/v1/approvals/" + asked.at("/approval/id"), R"({"approve":true})");
  EXPECT_EQ(approved.status, 200) << approved.body;
  ASSERT_EQ(
      platform_.post("/v1/orders", R"({"order_id":"o1","buyer":"b1","merchant":"m1","amount":10000,"currency":"CNY"})")
          .status,
      201);
  const Reply refused = platform_.post("/v1/orders/o1/payments",
                                       R"({"payment_id":"p1","channel":"card","amount":10000,"currency":"CNY"})");
  EXPECT_EQ(refused.status, 422) << refused.body;
  EXPECT_EQ(refused.at("/code"), "account_limit");
  ASSERT_EQ(
      platform_.post("/v1/orders/o1/payments", R"({"payment_id":"p2","channel":"card","amount":9000,"currency":"CNY"})")
          .status,
      201);
  const Reply limit = platform_.get("/v1/limits/L1");
  EXPECT_EQ(limit.at("/used") + " of " + limit.at("/amount") + " " + limit.at("/state"), "9000 of 9999 live");
}

}  // namespace
}  // namespace tallygate::tests
