// A channel's file against the books over HTTPS and from the command line, and what verify says of the records.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/support/checked_journal.hpp"

namespace tallygate::tests {
namespace {

const std::filesystem::path kSamples = std::filesystem::path(TALLYGATE_SOURCE_DIR) / "samples/reconciliation";

class Reconciliation : public testing::Test {
 protected:
  Reconciliation() : platform_(server_.client("platform")) {}

  void pay(const std::string& order, int amount) {
    const std::string money = R"("amount":)" + std::to_string(amount) + R"(,"currency":"CNY")";
    ASSERT_EQ(
        platform_.post("/v1/orders", R"({"order_id":")" + order + R"(","buyer":"b1","merchant":"m1",)" + money + "}")
            .status,
        201);
    const Reply paid =
        platform_.post("/v1/payments", R"({"payment_id":")" + order + R"(","channel":"wechat_pay","reported":true,)" +
                                           money + R"(,"allocations":[{"order":")" + order + R"(","amount":)" +
                                           std::to_string(amount) + "}]}");
    ASSERT_EQ(paid.status, 201) << paid.body;
  }
  static std::string statement(const std::string& id, const std::string& rows) {
    return R"({"statement_id":")" + id + R"(","piece":1,"source":"as it was","rows":[)" + rows + "]}";
  }
  static std::string paid(const std::string& id, int amount) {
    return R"({"kind":"payment","id":")" + id + R"(","amount":)" + std::to_string(amount) + R"(,"currency":"CNY"})";
  }
  Reply state(const std::string& id, const std::string& rows) {
    return platform_.post("/v1/channels/wechat_pay/statements", statement(id, rows));
  }
  std::vector<std::string> served(const std::string& command) {
    return {"reconcile",     command,
            "--credentials", (server_.data() / "credentials.json").string(),
            "--url",         "https://127.0.0.1:" + std::to_string(server_.process().port())};
  }

  ApiServer server_;
  ApiClient platform_;
};

TEST_F(Reconciliation, ListsWhatDiffersUntilItAgreesOrIsResolved) {
  pay("p1", 10'000);
  const Reply said = state("d1", paid("p1", 9'990) + "," + paid("p9", 5));
  EXPECT_EQ(said.status, 201) << said.body;
  EXPECT_EQ(said.at("/state") + " " + said.at("/statement_id"), "recorded d1");
  const Reply different = platform_.get("/v1/breaks?state=open&kind=different");
  EXPECT_EQ(different.at("/items/0/subject") + " " + different.at("/items/0/ours") + " " +
                different.at("/items/0/theirs") + " " + different.at("/items/0/amount"),
            "payment:p1 10000 9990 10")
      << different.body;
  EXPECT_FALSE(different.has("/items/1"));
  const Reply missing = platform_.get("/v1/breaks?kind=missing_with_us");
  EXPECT_EQ(missing.at("/items/0/id"), "bk" + said.at("/record/seq") + ".1") << missing.body;
  EXPECT_EQ(platform_.get("/v1/breaks?kind=nonsense").status, 422);
  EXPECT_EQ(state("d1", paid("p1", 10)).at("/code"), "statement_exists");
  EXPECT_EQ(state("d2", paid("p1", 10)).status, 201);
  EXPECT_FALSE(platform_.get("/v1/breaks?state=open&kind=different").has("/items/0"));
  EXPECT_EQ(platform_.post("/v1/breaks/" + missing.at("/items/0/id") + "/resolve", R"({"resolution":"another shop's"})")
                .status,
            200);
  EXPECT_FALSE(platform_.get("/v1/breaks?state=open").has("/items/0"));
  EXPECT_EQ(platform_.post("/v1/channels/paper/statements", statement("d1", paid("p1", 1))).at("/code"),
            "channel_not_found");
  EXPECT_EQ(server_.client("operator").post("/v1/channels/card/statements", statement("d1", paid("p1", 1))).status,
            403);
  EXPECT_EQ(state("d3", "{}").at("/errors/0/pointer"), "/rows/0/amount");
  const Reply parcel =
      platform_.post("/v1/logistics/events", R"({"waybill":"SF1","kind":"delivered","at":"2026-01-01T00:00:00Z"})");
  EXPECT_EQ(parcel.status, 201) << parcel.body;
}

TEST_F(Reconciliation, ImportsTheSampleThroughAServerAndFromTheDirectory) {
  pay("p1", 10'000);
  pay("p2", 125'000);
  pay("p3", 5'990);
  auto arguments = served("import");
  for (const std::string& more :
       {std::string("--mapping"), (kSamples / "mapping.toml").string(), (kSamples / "week.csv").string()})
    arguments.push_back(more);
  const CommandResult imported = run_tallygate(arguments);
  EXPECT_EQ(imported.exit_code, 1) << imported.out << imported.err;
  EXPECT_NE(imported.out.find("  doubled  payment:p3  ours 5990  theirs 11980  5990 CNY"), std::string::npos)
      << imported.out;
  EXPECT_NE(imported.out.find("  missing_with_us  refund:r1  ours 0  theirs 2000"), std::string::npos) << imported.out;
  EXPECT_NE(imported.out.find("breaks       3\n"), std::string::npos) << imported.out;
  EXPECT_EQ(run_tallygate(arguments).out, imported.out) << "again it says what it said";
  EXPECT_EQ(state("week.csv", paid("p1", 1)).at("/code"), "statement_exists");

  ASSERT_EQ(server_.process().stop(), 0);
  const std::vector<std::string> here = {"--data", server_.data().string(), "--tenant", "shop"};
  std::vector<std::string> list = {"reconcile", "list", "--kind", "doubled", "--json"};
  list.insert(list.end(), here.begin(), here.end());
  const CommandResult listed = run_tallygate(list);
  EXPECT_EQ(listed.exit_code, 0) << listed.err;
  EXPECT_NE(listed.out.find(R"("subject":"payment:p3")"), std::string::npos) << listed.out;

  const auto fix = server_.data().parent_path() / "fix.csv";
  std::ofstream(fix) << "title\nTime,Status,Merchant order,Merchant refund,Transaction,Amount,Refunded,Fee\n"
                        "2026-11-23 09:00:00,SUCCESS,p3,,4200002107,-59.90,0.00,\n";
  std::vector<std::string> again = {"reconcile", "import", "--mapping", (kSamples / "mapping.toml").string(),
                                    fix.string()};
  again.insert(again.end(), here.begin(), here.end());
  const CommandResult fixed = run_tallygate(again);
  EXPECT_EQ(fixed.exit_code, 0) << fixed.out << fixed.err;
  list.insert(list.end(), {"--state", "open"});
  EXPECT_EQ(run_tallygate(list).out, "") << "it agrees now";

  expect_verified(server_);
}

TEST_F(Reconciliation, CountsWhatItsRowsLeaveDifferentThoughTheBreakIsOlder) {
  pay("p1", 10'000);
  EXPECT_EQ(state("d1", paid("p1", 9'000) + "," + paid("p9", 5)).status, 201);
  const auto more = server_.data().parent_path() / "more.csv";
  std::ofstream(more) << "title\nTime,Status,Merchant order,Merchant refund,Transaction,Amount,Refunded,Fee\n"
                         "2026-11-23 09:00:00,SUCCESS,p1,,4200002107,5.00,0.00,\n";
  auto arguments = served("import");
  for (const std::string& each : {std::string("--mapping"), (kSamples / "mapping.toml").string(), more.string()})
    arguments.push_back(each);
  const CommandResult imported = run_tallygate(arguments);
  EXPECT_EQ(imported.exit_code, 1) << imported.out << imported.err;
  EXPECT_NE(imported.out.find("  different  payment:p1  ours 10000  theirs 9500  500 CNY"), std::string::npos)
      << imported.out;
  EXPECT_NE(imported.out.find("breaks       1\n"), std::string::npos) << imported.out;
}

TEST_F(Reconciliation, TakesNothingOfAFileWithABadRow) {
  const auto bad = server_.data().parent_path() / "bad.csv";
  std::ofstream(bad) << "title\nTime,Status,Merchant order,Merchant refund,Transaction,Amount,Refunded,Fee\n"
                        "2026-11-23 09:00:00,SUCCESS,p1,,4200002107,59.90,0.00,\n"
                        "2026-11-23 09:00:00,SUCCESS,p2,,4200002108,59.9x,0.00,\n";
  auto arguments = served("import");
  for (const std::string& more : {std::string("--mapping"), (kSamples / "mapping.toml").string(), bad.string()})
    arguments.push_back(more);
  const CommandResult refused = run_tallygate(arguments);
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_NE(refused.err.find("line 4, column Amount: \"59.9x\" is not an amount in CNY"), std::string::npos)
      << refused.err;
  EXPECT_FALSE(platform_.get("/v1/breaks").has("/items/0"));
}

}  // namespace
}  // namespace tallygate::tests
