// Two tenants behind one server: neither sees, changes or can guess at the other's.
#include <gtest/gtest.h>

#include "tests/support/api_server.hpp"

namespace tallygate::tests {
namespace {

class Tenants : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(shop_.process().stop(), 0);
    ASSERT_EQ(run_tallygate({"init", "--data", shop_.data().string(), "--tenant", "rival"}).exit_code, 0);
    rival_ = read_credentials(shop_.data() / "credentials-rival.json");
    shop_.start();
  }
  ApiClient rival(std::string_view name) { return {shop_.process().port(), rival_, name}; }
  ApiServer shop_;
  CredentialsFile rival_;
};

TEST_F(Tenants, AnIdOfAnotherTenantIsAnIdThatDoesNotExist) {
  ASSERT_EQ(shop_.client("platform").post("/v1/orders", order_body("o1")).status, 201);
  ApiClient other = rival("platform");
  const Reply theirs = other.get("/v1/orders/o1");
  const Reply nobodys = other.get("/v1/orders/o2");
  EXPECT_EQ(theirs.status, 404);
  EXPECT_EQ(theirs.body, nobodys.body);
  EXPECT_EQ(other.post("/v1/orders/o1/complete", "").at("/code"), "order_not_found");
  EXPECT_EQ(other.post("/v1/orders", order_body("o1")).status, 201) << "ids are each tenant's own";
}

TEST_F(Tenants, EachHasItsOwnTrailKeysAndCheckpoint) {
  ASSERT_EQ(shop_.client("platform").post("/v1/orders", order_body("o1"), "k1").status, 201);
  EXPECT_EQ(rival("auditor").get("/v1/audit/records?order=o1").at("/items"), "[]");
  EXPECT_NE(shop_.client("auditor").get("/v1/audit/records?order=o1").at("/items"), "[]");
  EXPECT_TRUE(rival("auditor").get("/v1/audit/checkpoint").body.starts_with("localhost/rival/1\n"));
  const Reply same_key = rival("platform").post("/v1/orders", order_body("o1"), "k1");
  EXPECT_FALSE(same_key.headers.find("idempotent-replayed"));
  ApiClient anyone = shop_.anonymous();
  const Reply keys = anyone.raw("GET", "/.well-known/jwks.json", {}, "");
  EXPECT_TRUE(keys.has("/keys/1"));
  EXPECT_NE(keys.at("/keys/0/kid"), keys.at("/keys/1/kid"));
}

}  // namespace
}  // namespace tallygate::tests
