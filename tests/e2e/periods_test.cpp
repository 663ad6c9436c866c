// Months closed over HTTPS, on a replay clock in a time zone ahead of UTC: verify makes their figures again, and finds
// out what is asked too late.
#include <gtest/gtest.h>

#include "tests/support/api_server.hpp"
#include "tests/support/replay_line.hpp"

namespace tallygate::tests {
namespace {

class Months : public testing::Test {
 protected:
  Months() : platform_(server_.client("platform")), operator_(server_.client("operator")) {}
  void run(const std::string& op, const std::string& at, const std::string& path, const std::string& body) {
    for (const auto& answer : platform_.batch(replay_line(op, at, path, body))) last_ = answer.body;
  }
  void keep_months() {
    const Reply asked = operator_.put("/v1/settings", R"({"period_close":true})");
    ASSERT_EQ(asked.status, 202) << asked.body;
    const Reply approved =
        server_.client("approver").post("/v1/approvals/" + asked.at("/approval/id"), R"({"approve":true})");
    ASSERT_EQ(approved.status, 200) << approved.body;
  }

  ApiServer server_{{"--clock", "replay", "--from", "2026-01-01T00:00:00Z", "--time-zone", "Asia/Shanghai"}};
  ApiClient platform_, operator_;
  std::string last_;
};

TEST_F(Months, AreClosedListedAndVerified) {
  keep_months();
  const std::string january = "2026-01-20T10:00:00Z";
  run("order.place", january, "", order_body("o1"));
  run("order.pay", january, "o1", R"({"payment_id":"p1","channel":"card","amount":100,"currency":"CNY"})");
  EXPECT_EQ(operator_.post("/v1/periods/2026-01/close", "{}").at("/code"), "period_not_over");
  run("order.complete", "2026-02-03T10:00:00Z", "o1", "{}");
  EXPECT_EQ(platform_.post("/v1/periods/2026-01/close", "{}").status, 403);
  const Reply closed = operator_.post("/v1/periods/2026-01/close", R"({"note":"January"})");
  EXPECT_EQ(closed.status, 200) << closed.body;
  EXPECT_EQ(closed.at("/period_id") + " " + closed.at("/state"), "2026-01 closed");
  const Reply late = platform_.post(
      "/v1/orders/o1/refunds", R"({"refund_id":"r1","amount":5,"currency":"CNY","occurred_at":")" + january + "\"}");
  EXPECT_EQ(late.status, 409) << late.body;
  EXPECT_EQ(late.at("/code"), "period_closed");
  EXPECT_EQ(late.at("/errors/0/pointer"), "/occurred_at") << late.body;
  const Reply fact = platform_.post("/v1/orders/o1/deliveries", R"({"occurred_at":")" + january + "\"}");
  EXPECT_EQ(fact.status, 201) << fact.body;
  EXPECT_EQ(fact.at("/closed_period"), "2026-01");
  const Reply months = platform_.get("/v1/periods");
  EXPECT_EQ(months.at("/items/0/id") + " " + months.at("/items/0/state") + " " + months.at("/items/0/late"),
            "2026-01 closed 1")
      << months.body;
  EXPECT_EQ(months.at("/items/1/state"), "running");
  ASSERT_EQ(server_.process().stop(), 0);
  const CommandResult verified = run_tallygate({"verify", server_.data().string()});
  EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
  EXPECT_NE(verified.out.find("the balances of 1 closed month are what the postings add up to"), std::string::npos)
      << verified.out;
  const std::string records = (server_.data().parent_path() / "records").string();
  ASSERT_EQ(run_tallygate(
                {"export", "--data", server_.data().string(), "--tenant", "shop", "--format", "ndjson", "-o", records})
                .exit_code,
            0);
  const CommandResult alone = run_tallygate({"verify", records});
  EXPECT_NE(alone.out.find("not checked: the balances of 1 closed month"), std::string::npos) << alone.out;
}

}  // namespace
}  // namespace tallygate::tests
