// Facts are booked whatever they add up to. What stands on an account is then beyond the range of an amount, and every
// read, export and check still answers.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "tests/support/checked_journal.hpp"
#include "tests/support/replay_line.hpp"

namespace tallygate::tests {
namespace {

constexpr const char* kEnd = "9007199254740991";  // 2^53 - 1

class BeyondTheRange : public testing::Test {
 protected:
  BeyondTheRange() : platform_(server_.client("platform")) {}
  // Top-ups of the largest amount.
  void top_up(int times) {
    std::string lines;
    for (int n = 0; n < times; ++n)
      lines += replay_line("wallet.topup", "2026-01-02T00:00:00Z", "b1",
                           R"({"payment_id":"p)" + std::to_string(n) + R"(","channel":"card","amount":)" + kEnd +
                               R"(,"currency":"CNY"})");
    for (const auto& answer : platform_.batch(lines)) ASSERT_EQ(answer.status, 201) << answer.body;
  }
  ApiServer server_{{"--clock", "replay", "--from", "2026-01-01T00:00:00Z"}};
  ApiClient platform_;
};

TEST_F(BeyondTheRange, ReadsShowTheEndOfTheRange) {
  top_up(2);
  const std::string wallet = "/v1/accounts/liabilities:wallet:b1";
  const Reply entries = platform_.get(wallet + "/entries");
  ASSERT_EQ(entries.status, 200) << entries.body;
  EXPECT_EQ(entries.at("/items/1/balance") + " " + entries.at("/items/1/running/posted"),
            std::string(kEnd) + " " + kEnd);
  for (const char* query : {"", "?at=2026-01-02T00:00:00Z"})
    EXPECT_EQ(platform_.get(wallet + query).at("/balances/0/posted"), kEnd) << query;
  EXPECT_EQ(platform_.get(wallet + "?position=" + entries.at("/as_of")).at("/balances/0/pending"), kEnd);
  const std::string statement = "/v1/parties/b1/statement";
  EXPECT_EQ(platform_.get(statement).at("/accounts/0/closing/0/posted"), kEnd);
  const Reply csv = platform_.get(statement, {{"Accept", "text/csv"}});
  EXPECT_NE(csv.body.find(",18014398509481982,0,,\r\n"), std::string::npos) << "in full: " << csv.body;
}

TEST_F(BeyondTheRange, TheJournalAndTheReportsHaveTheFullSums) {
  top_up(1'030);  // beyond 64 bits
  ASSERT_EQ(server_.process().stop(), 0);
  expect_verified(server_);
  EXPECT_NE(checked_journal(server_).find("= 92774152323832207.30 CNY"), std::string::npos);
  const std::string file = (server_.data().parent_path() / "trial.csv").string();
  const CommandResult made =
      run_tallygate({"report", "trial-balance", "--data", server_.data().string(), "--tenant", "shop", "-o", file});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  std::ifstream in(file);
  const std::string report{std::istreambuf_iterator<char>(in), {}};
  EXPECT_NE(report.find("9277415232383220730,0,9277415232383220730"), std::string::npos) << report;
}

}  // namespace
}  // namespace tallygate::tests
