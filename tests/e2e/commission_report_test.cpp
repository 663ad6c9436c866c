// The commission report of a month in which orders complete by command and by the log's timers, and commission is given
// back to refunds and disputes: its nets are what the accounts say. The tenant's clock is replay.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "tests/support/api_server.hpp"
#include "tests/support/replay_line.hpp"

namespace tallygate::tests {
namespace {

class CommissionReport : public testing::Test {
 protected:
  void SetUp() override {
    const Reply asked =
        server_.client("operator")
            .put("/v1/commission-plans/default", R"({"currency":"CNY","platform_fee_bp":500,"levels":)"
                                                 R"([{"level":1,"tiers":[{"bp":1000,"from_gmv":0}]}]})");
    ASSERT_EQ(asked.status, 202) << asked.body;
    ASSERT_EQ(
        server_.client("approver").post("/v1/approvals/" + asked.at("/approval/id"), R"({"approve":true})").status,
        200);
    send("party.put", "d1", R"({"roles":["distributor"]})");
    send("party.put", "b1", R"({"roles":["buyer"],"upline":"d1"})");
  }
  // At 2026-01-DD, in the month's order.
  void send(const std::string& op, const std::string& path, const std::string& body, int day = 1) {
    replay(platform_, op, "2026-01-" + std::string(day < 10 ? "0" : "") + std::to_string(day) + "T12:00:00Z", path,
           body);
  }
  void sell(const std::string& order, int day) {
    send("order.place", "",
         R"({"order_id":")" + order +
             R"(","buyer":"b1","merchant":"m1","amount":10000,"currency":"CNY","terms":{"release_after_s":86400}})",
         day);
    send("order.pay", order, R"({"payment_id":")" + order + R"(.p","channel":"card","amount":10000,"currency":"CNY"})",
         day);
  }
  std::string report(const std::vector<std::string>& more = {}) {
    const std::string file = (server_.data().parent_path() / "commission.csv").string();
    std::vector<std::string> arguments = {"report",   "commission", "--data", server_.data().string(),
                                          "--tenant", "shop",       "-o",     file};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const CommandResult made = run_tallygate(arguments);
    EXPECT_EQ(made.exit_code, 0) << made.err;
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::string posted(const std::string& account) {
    return platform_.get("/v1/accounts/" + account).at("/balances/0/posted");
  }

  ApiServer server_{{"--clock", "replay", "--from", "2026-01-01T00:00:00Z"}};
  ApiClient platform_ = server_.client("platform");
};

TEST_F(CommissionReport, CountsWhatTimersCompletedAndWhatDisputesTookBack) {
  sell("asked", 2);
  send("order.complete", "asked", "{}", 2);
  sell("released", 2);
  send("order.ship", "released", R"({"waybill":"w1"})", 2);
  send("order.deliver", "released", "{}", 2);
  send("order.refund", "asked", R"({"refund_id":"r1","amount":1000,"currency":"CNY"})", 4);  // `released` is by now
  send("order.refund", "asked", R"({"refund_id":"r2","amount":500,"currency":"CNY"})", 5);
  send("refund.fail", "r2", "{}", 5);
  send("refund.settle", "r2", "{}", 5);  // it was paid out after all
  send("payment.dispute", "released.p", R"({"dispute_id":"d1","amount":2000,"currency":"CNY","reason":"fraud"})", 6);
  send("dispute.resolve", "d1", R"({"outcome":"lost"})", 7);

  const std::string header = "payee,kind,level,currency,orders,earned,given_back,net\r\n";
  EXPECT_EQ(report(), header + ",fee,,CNY,2,1000,175,825\r\nd1,level,1,CNY,2,2000,350,1650\r\n");
  EXPECT_EQ(report({"--from", "2026-01-06T00:00:00Z"}),
            header + ",fee,,CNY,0,0,100,-100\r\nd1,level,1,CNY,0,0,200,-200\r\n");
  EXPECT_EQ(posted("liabilities:distributor:d1:payable"), "1650");
}

}  // namespace
}  // namespace tallygate::tests
