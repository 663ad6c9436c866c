// The README's path, over HTTPS against the real program: a plan approved by a second person, an order paid, shipped,
// delivered, completed and split to the unit, refunded, and read back by the auditor.
#include <gtest/gtest.h>

#include "tests/support/api_server.hpp"

namespace tallygate::tests {
namespace {

constexpr std::string_view kPlan = R"({"currency":"CNY","platform_fee_bp":500,"levels":[
  {"level":1,"tiers":[{"from_gmv":0,"bp":500}]},{"level":2,"tiers":[{"from_gmv":0,"bp":200}]}]})";

std::string posted(ApiClient& client, const std::string& account) {
  const Reply reply = client.get("/v1/accounts/" + account);
  return reply.status == 200 ? reply.at("/balances/0/posted") : std::to_string(reply.status);
}

void publish_plan(const ApiServer& server) {
  ApiClient author = server.client("operator");
  const Reply asked = author.put("/v1/commission-plans/standard", kPlan);
  ASSERT_EQ(asked.status, 202) << asked.body;
  ApiClient approver = server.client("approver");
  const Reply approved = approver.post("/v1/approvals/" + asked.at("/approval/id"), R"({"approve":true})");
  ASSERT_TRUE(approved.status == 200 || approved.status == 201) << approved.body;
}

void complete_order(ApiClient& platform) {
  ASSERT_EQ(platform.put("/v1/parties/d2", R"({"roles":["distributor"]})").status / 100, 2);
  ASSERT_EQ(platform.put("/v1/parties/d1", R"({"roles":["distributor"],"upline":"d2"})").status / 100, 2);
  const Reply placed =
      platform.post("/v1/orders", R"({"order_id":"o1","buyer":"b1","merchant":"m1","amount":10000,"currency":"CNY",
      "plan":"standard","referrer":"d1","ship_to":{"name":"Ada Lovelace","phone":"+44 20 7946 0000","country":"GB"}})");
  ASSERT_EQ(placed.status, 201) << placed.body;
  EXPECT_EQ(placed.at("/decision/outcome"), "allow");
  EXPECT_TRUE(placed.has("/record/leaf"));
  const Reply paid = platform.post("/v1/orders/o1/payments",
                                   R"({"payment_id":"p1","channel":"wechat_pay","amount":10000,"currency":"CNY"})");
  ASSERT_EQ(paid.status, 201) << paid.body;
  ASSERT_EQ(platform.post("/v1/orders/o1/shipments", R"({"waybill":"w1"})").status / 100, 2);
  ASSERT_EQ(platform.post("/v1/orders/o1/deliveries", "{}").status / 100, 2);
  const Reply completed = platform.post("/v1/orders/o1/complete", "");
  ASSERT_EQ(completed.status / 100, 2) << completed.body;
}

TEST(Smoke, AnOrderIsSplitToTheUnitAndARefundGivesAllOfItBack) {
  ApiServer server;
  publish_plan(server);
  ApiClient platform = server.client("platform");
  complete_order(platform);
  EXPECT_EQ(posted(platform, "liabilities:merchant:m1"), "8800");
  EXPECT_EQ(posted(platform, "income:platform_fee"), "500");
  EXPECT_EQ(posted(platform, "liabilities:distributor:d1:payable"), "500");
  EXPECT_EQ(posted(platform, "liabilities:distributor:d2:payable"), "200");
  EXPECT_EQ(posted(platform, "liabilities:escrow"), "0");

  const Reply refunded =
      platform.post("/v1/orders/o1/refunds", R"({"refund_id":"r1","amount":10000,"currency":"CNY","settled":true})");
  ASSERT_EQ(refunded.status / 100, 2) << refunded.body;
  for (const char* account : {"liabilities:merchant:m1", "income:platform_fee", "liabilities:distributor:d1:payable",
                              "liabilities:distributor:d2:payable", "liabilities:escrow", "assets:channel:wechat_pay"})
    EXPECT_EQ(posted(platform, account), "0") << account;

  ApiClient auditor = server.client("auditor");
  const Reply trail = auditor.get("/v1/audit/records?order=o1");
  ASSERT_EQ(trail.status, 200) << trail.body;
  EXPECT_EQ(trail.at("/items/0/type"), "order.placed");
  EXPECT_EQ(auditor.get("/v1/audit/records/0").at("/type"), "log.opened");
  const Reply checkpoint = auditor.get("/v1/audit/checkpoint");
  EXPECT_TRUE(checkpoint.body.starts_with(server.credentials().origin + "\n")) << checkpoint.body;
  EXPECT_EQ(server.process().stop(), 0);
}

TEST(Smoke, WhatWasAcknowledgedIsThereAfterAKill) {
  ApiServer server;
  {
    ApiClient platform = server.client("platform");
    ASSERT_EQ(
        platform
            .post("/v1/orders", R"({"order_id":"o1","buyer":"b1","merchant":"m1","amount":1,"currency":"CNY"})", "k1")
            .status,
        201);
  }
  server.process().kill_now();
  server.start();
  ApiClient platform = server.client("platform");
  EXPECT_EQ(platform.get("/v1/orders/o1").status, 200);
  EXPECT_EQ(server.process().stop(), 0);
}

TEST(Smoke, HealthReadinessKeysMetricsAndTheDescriptionNeedNoToken) {
  ApiServer server;
  ApiClient anyone = server.anonymous();
  EXPECT_EQ(anyone.raw("GET", "/healthz", {}, "").at("/status"), "ok");
  EXPECT_EQ(anyone.raw("GET", "/readyz", {}, "").at("/status"), "ready");
  EXPECT_EQ(anyone.raw("GET", "/openapi.json", {}, "").at("/openapi"), "3.1.0");
  EXPECT_EQ(anyone.raw("GET", "/.well-known/jwks.json", {}, "").at("/keys/0/kty"), "OKP");
  bench::HttpsConnection metrics;
  ASSERT_TRUE(metrics.connect({.port = server.process().metrics_port(), .ca_file = {}, .secure = false}));
  const auto page = metrics.request("GET", "/metrics", {}, "");
  ASSERT_TRUE(page);
  EXPECT_NE(page->body.find("\ntallygate_ready{shard=\"0\"} 1\n"), std::string::npos) << page->body;
  EXPECT_NE(page->body.find("tallygate_log_size{tenant=\"shop\"}"), std::string::npos);
}

}  // namespace
}  // namespace tallygate::tests
