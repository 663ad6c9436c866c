// ?dry_run=true over HTTPS: the full answer, and nothing of it afterwards, on every call that appends.
#include <gtest/gtest.h>
#include <simdjson.h>

#include "tests/support/api_server.hpp"

namespace tallygate::tests {
namespace {

class DryRunOverHttps : public testing::Test {
 protected:
  std::string log_size() { return platform_.get("/v1/accounts/liabilities:escrow").at("/as_of"); }
  Reply dry(const std::string& path, const std::string& body) {
    return platform_.raw("POST", path + "?dry_run=true",
                         {{"Authorization", platform_.bearer()}, {"Content-Type", "application/json"}}, body);
  }

  ApiServer server_;
  ApiClient platform_ = server_.client("platform");
};

TEST_F(DryRunOverHttps, IsAnsweredInFullAndLeavesNothing) {
  const std::string before = log_size();
  const Reply placed = dry("/v1/orders", order_body("o1"));
  EXPECT_EQ(placed.status, 201) << placed.body;
  EXPECT_EQ(placed.at("/dry_run"), "true");
  EXPECT_EQ(placed.at("/as_of"), before);
  EXPECT_EQ(placed.at("/state"), "placed");
  EXPECT_TRUE(placed.has("/decision/outcome"));
  EXPECT_FALSE(placed.has("/decision/id"));
  EXPECT_FALSE(placed.has("/record"));
  EXPECT_EQ(placed.headers.count("tallygate-receipt"), 0U);
  EXPECT_EQ(log_size(), before);
  EXPECT_EQ(platform_.get("/v1/orders/o1").status, 404);

  const Reply refused = dry("/v1/orders/o1/complete", "{}");
  EXPECT_EQ(refused.status, 404);
  EXPECT_EQ(refused.at("/code"), "order_not_found");
  EXPECT_EQ(refused.at("/dry_run"), "true");
  EXPECT_FALSE(refused.has("/record"));
  EXPECT_EQ(log_size(), before);
}

TEST_F(DryRunOverHttps, NeedsTheScopeAndTheFormOfTheCall) {
  EXPECT_EQ(dry("/v1/orders", R"({"order_id":"o1"})").at("/code"), "invalid_field");
  EXPECT_EQ(dry("/v1/risk/labels", R"({"subject":"order:o1","label":"fraud"})").status, 403);
  EXPECT_EQ(platform_.post("/v1/orders?dry_run=perhaps", order_body("o1")).at("/code"), "invalid_query");
  EXPECT_EQ(platform_.post("/v1/orders?dry_run=false", order_body("o1")).status, 201);
}

TEST_F(DryRunOverHttps, ABatchDecidesItsLinesOnTopOfEachOther) {
  const std::string place = R"({"op":"order.place","key":"k1","body":)" + order_body("o1") + "}\n";
  const std::string pay =
      R"({"op":"order.pay","key":"k2","path":{"id":"o1"},"body":{"payment_id":"p1","channel":"alipay","amount":100,"currency":"CNY"}})"
      "\n";
  const std::string before = log_size();
  const auto lines = platform_.batch(place + "no json\n" + pay, "?dry_run=true");
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0].at("/body/state"), "placed") << lines[0].body;
  EXPECT_EQ(lines[1].at("/body/code"), "malformed_json");
  EXPECT_EQ(lines[2].at("/body/state"), "captured") << lines[2].body;
  EXPECT_EQ(lines[2].at("/body/dry_run"), "true");
  const auto atomic = platform_.batch(place + pay + pay, "?atomic=true&dry_run=true");
  ASSERT_EQ(atomic.size(), 3U);
  EXPECT_EQ(atomic[0].at("/body/code"), "batch_aborted");
  EXPECT_EQ(atomic[2].at("/body/code"), "key_reused") << atomic[2].body;
  EXPECT_EQ(log_size(), before);
  const auto done = platform_.batch(place + pay);
  ASSERT_EQ(done.size(), 2U);
  EXPECT_EQ(done[1].status, 201) << done[1].body;
}

// Every command of the description takes dry_run, and with it no call of a fresh tenant grows its log.
TEST_F(DryRunOverHttps, IsTakenByEveryCallThatAppends) {
  const Reply description = platform_.get("/openapi.json");
  simdjson::dom::parser parser;
  simdjson::dom::element document;
  ASSERT_EQ(parser.parse(description.body).get(document), simdjson::SUCCESS);
  std::vector<ApiClient> clients;
  for (const char* name : {"platform", "operator", "analyst", "approver"}) clients.push_back(server_.client(name));
  const std::string before = log_size();
  int asked = 0;
  for (const auto [path, methods] : document["paths"].get_object().value()) {
    for (const auto [method, operation] : methods.get_object().value()) {
      simdjson::dom::array parameters;
      if (operation["parameters"].get(parameters) != simdjson::SUCCESS) continue;
      bool takes = false;
      for (const auto parameter : parameters) {
        std::string_view name;
        takes |= parameter["name"].get(name) == simdjson::SUCCESS && name == "dry_run";
      }
      if (!takes || path == "/v1/batch") continue;
      std::string target(path);
      if (const auto id = target.find("{id}"); id != std::string::npos) target.replace(id, 4, "x1");
      std::string upper(method);
      for (char& c : upper) c = static_cast<char>(c - 32);
      for (auto& client : clients) {
        const Reply reply =
            client.raw(upper, target + "?dry_run=true",
                       {{"Authorization", client.bearer()}, {"Content-Type", "application/json"}}, "{}");
        EXPECT_NE(reply.at("/code"), "key_required") << target;
        EXPECT_NE(reply.at("/code"), "internal_error") << target;
        EXPECT_FALSE(reply.has("/record")) << reply.body;
      }
      ++asked;
    }
  }
  EXPECT_GE(asked, 20);
  EXPECT_EQ(log_size(), before);
}

TEST_F(DryRunOverHttps, IdsCarryMeaning) {
  ASSERT_EQ(platform_.post("/v1/orders", order_body("o1")).status, 201);
  const Reply same = platform_.post("/v1/orders", order_body("o1"));
  EXPECT_EQ(same.status, 409);
  EXPECT_EQ(same.at("/code"), "order_exists");
  const Reply other =
      platform_.post("/v1/orders", R"({"order_id":"o1","buyer":"b2","merchant":"m1","amount":100,"currency":"CNY"})");
  EXPECT_EQ(other.status, 409);
  EXPECT_EQ(other.at("/code"), "exists_with_different_buyer");
  EXPECT_EQ(other.pointers(), "/buyer");
  EXPECT_TRUE(other.has("/record/seq"));
  const Reply unknown = platform_.post("/v1/orders/nowhere/payments",
                                       R"({"payment_id":"p1","channel":"alipay","amount":1,"currency":"CNY"})");
  EXPECT_EQ(unknown.at("/code"), "order_not_found");
  EXPECT_EQ(
      platform_
          .post("/v1/orders/o1/payments", R"({"payment_id":"p1","channel":"alipay","amount":100,"currency":"CNY"})")
          .at("/code"),
      "id_used_up");
  EXPECT_EQ(platform_.get("/v1/payments/p1").at("/state"), "refused");
  ApiClient analyst = server_.client("analyst");
  EXPECT_EQ(analyst.post("/v1/orders/o1/override", R"({"reason":"known customer"})").at("/code"), "order_not_blocked");
  EXPECT_EQ(platform_.post("/v1/orders/o1/override", R"({"reason":"known customer"})").status, 403);
}

}  // namespace
}  // namespace tallygate::tests
