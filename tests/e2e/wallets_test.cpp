// Wallets over HTTPS: topped up, paid from, refunded, taken out; through verify and the journals.
#include <gtest/gtest.h>

#include "tests/support/api_server.hpp"
#include "tests/support/checked_journal.hpp"

namespace tallygate::tests {
namespace {

TEST(Wallets, AreToppedUpPaidFromRefundedAndTakenOut) {
  ApiServer server;
  ApiClient platform = server.client("platform");
  const auto money = [](int amount) { return R"("currency":"CNY","amount":)" + std::to_string(amount) + "}"; };
  const Reply topped = platform.post("/v1/wallets/b1/topups", R"({"payment_id":"t1","channel":"card",)" + money(9'000));
  EXPECT_EQ(topped.status, 201) << topped.body;
  EXPECT_EQ(topped.at("/payment_id") + " " + topped.at("/party_id") + " " + topped.at("/state"), "t1 b1 captured");
  EXPECT_TRUE(topped.has("/decision/ruleset")) << topped.body;
  EXPECT_EQ(platform.post("/v1/wallets/b1/topups", R"({"payment_id":"t2","channel":"wallet",)" + money(1)).at("/code"),
            "invalid_field");
  EXPECT_EQ(platform.get("/v1/payments/t1").at("/topped_up"), "9000");
  ASSERT_EQ(platform.post("/v1/orders", R"({"order_id":"o1","buyer":"b1","merchant":"m1",)" + money(10'000)).status,
            201);
  const auto pay = [&](const std::string& id, const std::string& channel, int amount) {
    return platform.post("/v1/orders/o1/payments",
                         R"({"payment_id":")" + id + R"(","channel":")" + channel + R"(",)" + money(amount));
  };
  const Reply refused = pay("p1", "wallet", 10'000);
  EXPECT_EQ(refused.status, 422) << refused.body;
  EXPECT_EQ(refused.at("/code"), "insufficient_funds");
  EXPECT_EQ(pay("p2", "wallet", 9'000).status, 201);
  EXPECT_EQ(pay("p3", "card", 1'000).status, 201);
  EXPECT_EQ(platform.get("/v1/orders/o1").at("/state"), "paid");
  EXPECT_EQ(platform.get("/v1/payments/p2").at("/wallet"), "b1");
  ASSERT_EQ(platform.post("/v1/orders/o1/refunds", R"({"refund_id":"r1",)" + money(10'000)).status, 201);
  EXPECT_EQ(platform.get("/v1/accounts/liabilities:wallet:b1").at("/balances/0/available"), "9000");
  EXPECT_EQ(platform.get("/v1/refunds/r1").at("/sources/0/wallet"), "b1");
  const std::string out = R"({"payout_id":"w1","to":"a1",)" + money(9'000);
  EXPECT_EQ(platform.post("/v1/wallets/b1/withdrawals", out).at("/code"), "payout_account_required");
  const Reply account = platform.put("/v1/parties/b1/payout-accounts", R"({"account":"a1","kind":"bank","token":"t"})");
  EXPECT_LT(account.status, 300) << account.body;
  EXPECT_EQ(platform.post("/v1/wallets/b1/withdrawals", R"({"payout_id":"w2","to":"a1",)" + money(9'000)).at("/code"),
            "payout_account_cooling_off");
  EXPECT_EQ(server.client("operator").put("/v1/settings", R"({"payout_cool_off_s":0})").status, 202);
  EXPECT_NE(platform.get("/v1/parties/b1/statement").body.find("liabilities:wallet:b1"), std::string::npos);
  ASSERT_EQ(server.process().stop(), 0);
  expect_verified(server);
  EXPECT_NE(checked_journal(server).find("liabilities:wallet:b1"), std::string::npos);
}

}  // namespace
}  // namespace tallygate::tests
