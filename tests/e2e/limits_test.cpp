// Sizes, times and rates: each has its limit, its status and its way back.
#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/api_server.hpp"

namespace tallygate::tests {
namespace {

class Limits : public testing::Test {
 protected:
  void restart_with(const std::string& toml) {
    ASSERT_EQ(server_.process().stop(), 0);
    const auto file = server_.data() / "server.toml";
    std::ofstream(file) << toml;
    server_.start({"--config", file.string()});
  }
  ApiServer server_;
};

TEST_F(Limits, ABodyThatIsTooLargeIsRefusedBeforeItIsRead) {
  ApiClient platform = server_.client("platform");
  ASSERT_TRUE(platform.connection().send_bytes(bench::serialise_head(
      "POST", "/v1/orders", "127.0.0.1", {{"Authorization", platform.bearer()}, {"Content-Type", "application/json"}},
      1'000'000'000)));
  const auto answer = platform.connection().read_response();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 413);
}

TEST_F(Limits, ALargeBodyWithoutATokenIsA401AndNotKept) {
  ApiClient anyone = server_.anonymous();
  const Reply refused =
      anyone.raw("POST", "/v1/risk/rulesets", {{"Content-Type", "application/json"}}, std::string(900'000, ' '));
  EXPECT_EQ(refused.status, 401);
  EXPECT_EQ(refused.at("/code"), "unauthenticated");
}

TEST_F(Limits, AnOldClientCannotMakeTheServerHoldMegabytes) {
  ApiClient anyone = server_.anonymous();
  std::string head = bench::serialise_head("POST", "/v1/batch?atomic=true", "127.0.0.1", {}, 8'000'000);
  head.replace(head.find("HTTP/1.1"), 8, "HTTP/1.0");
  ASSERT_TRUE(anyone.connection().send_bytes(head));
  const auto answer = anyone.connection().read_response();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 413);
}

TEST_F(Limits, ABodyThatComesTooSlowlyIsGivenUp) {
  restart_with("[server]\nbody_timeout_ms = 300\n");
  ApiClient platform = server_.client("platform");
  ASSERT_TRUE(platform.connection().send_bytes(
      bench::serialise_head("POST", "/v1/orders", "127.0.0.1",
                            {{"Authorization", platform.bearer()}, {"Content-Type", "application/json"}}, 100)));
  const auto answer = platform.connection().read_response();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 408);
  EXPECT_EQ(Reply({answer->status, answer->headers, answer->body}).at("/code"), "timeout");
  EXPECT_EQ(server_.client("platform").get("/v1/orders/o1").status, 404) << "the server serves others";
}

TEST_F(Limits, HeadersThatAreTooLargeAreRefused) {
  ApiClient platform = server_.client("platform");
  const Reply refused = platform.raw("GET", "/healthz", {{"X-Padding", std::string(20'000, 'x')}}, "");
  EXPECT_EQ(refused.status, 431);
  EXPECT_EQ(refused.at("/code"), "headers_too_large");
}

TEST_F(Limits, AClientPastItsRateIsToldWhenToComeBack) {
  restart_with("[limits]\nrequests_per_second = 1\nburst = 3\n");
  ApiClient platform = server_.client("platform");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(platform.get("/v1/orders/o1").status, 404);
  const Reply slow = platform.get("/v1/orders/o1");
  EXPECT_EQ(slow.status, 429);
  EXPECT_EQ(slow.at("/code"), "rate_limited");
  EXPECT_EQ(slow.at("/retry"), "same_key");
  EXPECT_GE(std::stoi(std::string(slow.headers.get("retry-after"))), 1);
  EXPECT_EQ(server_.client("auditor").get("/v1/audit/checkpoint").status, 200)
      << "another client has a rate of its own";
}

TEST_F(Limits, BatchLinesCountAgainstTheRate) {
  restart_with("[limits]\nrequests_per_second = 1\nburst = 3\n");
  ApiClient platform = server_.client("platform");
  std::string lines;
  for (int i = 0; i < 4; ++i)
    lines += R"({"op":"order.place","key":"k)" + std::to_string(i) + R"(","body":)" +
             order_body("o" + std::to_string(i)) + "}\n";
  const auto answers = platform.batch(lines);  // the call itself took one
  ASSERT_EQ(answers.size(), 4U);
  EXPECT_EQ(answers[1].status, 201);
  EXPECT_EQ(answers[2].at("/body/code"), "rate_limited");
}

}  // namespace
}  // namespace tallygate::tests
