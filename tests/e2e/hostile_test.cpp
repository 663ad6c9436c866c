// Nothing that is malformed or not allowed reaches the log, and the server goes on serving.
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <optional>

#include "tests/e2e/hostile_cases.hpp"
#include "tests/support/api_server.hpp"

namespace tallygate::tests {
namespace {

// One server for all cases: that it still serves after each is part of what is tested.
class Hostile : public testing::TestWithParam<HostileCase> {
 protected:
  static void SetUpTestSuite() {
    if (!server_) server_ = std::make_unique<ApiServer>();
  }
  static void TearDownTestSuite() {
    clients_.clear();
    if (server_) server_->process().kill_now();
    server_.reset();
  }
  static ApiClient& client(const std::string& name) {
    auto& made = clients_[name];
    if (!made) made = std::make_unique<ApiClient>(name.empty() ? server_->anonymous() : server_->client(name));
    return *made;
  }
  static std::string checkpoint() { return client("auditor").get("/v1/audit/checkpoint").body; }

  static std::unique_ptr<ApiServer> server_;
  static std::map<std::string, std::unique_ptr<ApiClient>> clients_;
};
std::unique_ptr<ApiServer> Hostile::server_;
std::map<std::string, std::unique_ptr<ApiClient>> Hostile::clients_;

TEST_P(Hostile, IsRefusedByNameAndLeavesNothingBehind) {
  const HostileCase& c = GetParam();
  const std::string before = checkpoint();
  ASSERT_FALSE(before.empty());
  bench::ClientHeaders headers;
  ApiClient& caller = client(c.client);
  if (!c.client.empty()) headers.emplace_back("Authorization", caller.bearer());
  if (!c.content_type.empty()) headers.emplace_back("Content-Type", c.content_type);
  if (!c.key.empty()) headers.emplace_back("Idempotency-Key", c.key == "unique" ? "hostile-" + c.name : c.key);
  const Reply reply = caller.raw(c.method, c.target, headers, c.body);

  EXPECT_EQ(reply.status, c.status) << reply.body;
  EXPECT_EQ(reply.headers.get("content-type"), "application/problem+json");
  EXPECT_EQ(reply.at("/code"), c.code) << reply.body;
  EXPECT_EQ(reply.at("/status"), std::to_string(c.status));
  EXPECT_TRUE(reply.has("/type") && reply.has("/title") && reply.has("/retry") && reply.has("/detail")) << reply.body;
  if (c.code != "malformed_json") {
    EXPECT_EQ(reply.pointers(), c.pointers) << reply.body;
  }
  EXPECT_FALSE(reply.has("/record"));
  EXPECT_EQ(reply.body.find("4111"), std::string::npos) << "a refusal must not repeat what it refused";
  EXPECT_EQ(checkpoint(), before) << "something was recorded";
}
const auto kName = [](const testing::TestParamInfo<HostileCase>& info) { return info.param.name; };
INSTANTIATE_TEST_SUITE_P(Bodies, Hostile, testing::ValuesIn(hostile_bodies().begin(), hostile_bodies().end()), kName);
INSTANTIATE_TEST_SUITE_P(Calls, Hostile, testing::ValuesIn(hostile_calls().begin(), hostile_calls().end()), kName);

TEST(HostileTable, HoldsAtLeastEightyCases) {
  EXPECT_GE(hostile_bodies().size() + hostile_calls().size(), 80U);
}

}  // namespace
}  // namespace tallygate::tests
