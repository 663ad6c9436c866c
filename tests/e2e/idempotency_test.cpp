// The same key and content is answered byte for byte; other content is refused and names the field; batches keep to the
// same rules.
#include <gtest/gtest.h>

#include "tests/support/api_server.hpp"

namespace tallygate::tests {
namespace {

constexpr std::string_view kShippedOrder =
    R"({"order_id":"o1","buyer":"b1","merchant":"m1","amount":500,"currency":"CNY","ip":"203.0.113.7","ship_to":{"name":"Ada Lovelace","phone":"12345"}})";

class Idempotency : public testing::Test {
 protected:
  std::string log_size() { return server_.client("auditor").get("/v1/audit/records?limit=1").at("/as_of"); }
  ApiServer server_;
};

TEST_F(Idempotency, TheSameKeyAndContentReplaysTheAnswerByteForByte) {
  ApiClient platform = server_.client("platform");
  const Reply first = platform.post("/v1/orders", kShippedOrder, "k1");
  ASSERT_EQ(first.status, 201) << first.body;
  EXPECT_FALSE(first.headers.find("idempotent-replayed"));
  const std::string size = log_size();
  const Reply again = platform.post("/v1/orders", kShippedOrder, "k1");
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(again.headers.get("idempotent-replayed"), "true");
  EXPECT_EQ(log_size(), size);
}

TEST_F(Idempotency, AlsoAcrossARestart) {
  std::string first;
  {
    ApiClient platform = server_.client("platform");
    first = platform.post("/v1/orders", kShippedOrder, "k1").body;
  }
  EXPECT_EQ(server_.process().stop(), 0);
  server_.start();
  ApiClient platform = server_.client("platform");
  const Reply again = platform.post("/v1/orders", kShippedOrder, "k1");
  EXPECT_EQ(again.body, first);
  EXPECT_EQ(again.headers.get("idempotent-replayed"), "true");
}

TEST_F(Idempotency, WhiteSpaceAndOrderOfFieldsAreNotContent) {
  ApiClient platform = server_.client("platform");
  ASSERT_EQ(
      platform.post("/v1/orders", R"({"order_id":"o1","buyer":"b1","merchant":"m1","amount":5,"currency":"CNY"})", "k1")
          .status,
      201);
  const Reply again = platform.post(
      "/v1/orders", R"( { "currency":"CNY", "amount" : 5, "merchant":"m1","buyer":"b1","order_id":"o1"} )", "k1");
  EXPECT_EQ(again.headers.get("idempotent-replayed"), "true") << again.body;
}

TEST_F(Idempotency, OtherContentUnderTheKeyIsRefusedAndNamesTheField) {
  ApiClient platform = server_.client("platform");
  ASSERT_EQ(platform.post("/v1/orders", kShippedOrder, "k1").status, 201);
  std::string other(kShippedOrder);
  other.replace(other.find("500"), 3, "501");
  const Reply reused = platform.post("/v1/orders", other, "k1");
  EXPECT_EQ(reused.status, 422);
  EXPECT_EQ(reused.at("/code"), "key_reused");
  EXPECT_EQ(reused.pointers(), "/amount");
  EXPECT_FALSE(reused.has("/record"));
}

TEST_F(Idempotency, ARefusalIsFinalForItsKey) {
  ApiClient platform = server_.client("platform");
  const Reply first = platform.post("/v1/orders/o1/complete", "", "k1");
  EXPECT_EQ(first.status, 404) << first.body;
  EXPECT_TRUE(first.has("/record/seq"));
  ASSERT_EQ(platform.post("/v1/orders", kShippedOrder).status, 201);
  const Reply again = platform.post("/v1/orders/o1/complete", "", "k1");
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(again.headers.get("idempotent-replayed"), "true");
}

TEST_F(Idempotency, AMalformedRequestLeavesItsKeyFree) {
  ApiClient platform = server_.client("platform");
  EXPECT_EQ(platform.post("/v1/orders", R"({"order_id":"o1"})", "k1").status, 422);
  EXPECT_EQ(platform.post("/v1/orders", kShippedOrder, "k1").status, 201);
}

TEST_F(Idempotency, KeysBelongToTheirClient) {
  ApiClient platform = server_.client("platform");
  ApiClient analyst = server_.client("analyst");
  ASSERT_EQ(platform.post("/v1/orders", kShippedOrder, "k1").status, 201);
  const Reply labelled = analyst.post("/v1/risk/labels", R"({"subject":"order:o1","label":"legit"})", "k1");
  EXPECT_EQ(labelled.status / 100, 2) << labelled.body;
  EXPECT_FALSE(labelled.headers.find("idempotent-replayed"));
}

}  // namespace
}  // namespace tallygate::tests
