// The exported journal of several months, checked by tools that are not ours: hledger, ledger and beancount. The
// tenant's clock is replay and its time zone is ahead of UTC, so that a month ends there before it does here.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "tests/support/checked_journal.hpp"
#include "tests/support/replay_line.hpp"

namespace tallygate::tests {
namespace {

class Journal : public testing::Test {
 protected:
  void order(const std::string& id, const std::string& at, bool completed) {
    lines_ += replay_line("order.place", at, "", order_body(id));
    lines_ += replay_line("order.pay", at, id,
                          R"({"payment_id":"p.)" + id + R"(","channel":"wechat_pay","amount":100,"currency":"CNY"})");
    if (completed) lines_ += replay_line("order.complete", at, id, "{}");
  }
  void refund(const std::string& id, const std::string& at) {
    lines_ += replay_line("order.refund", at, id, R"({"refund_id":"r-)" + id + R"(","amount":33,"currency":"CNY"})");
  }
  std::string exported(const std::string& format) {
    const auto file = (server_.data() / (format + ".journal")).string();
    const auto made = run_tallygate(
        {"export", "--data", server_.data().string(), "--tenant", "shop", "--format", format, "-o", file});
    EXPECT_EQ(made.exit_code, 0) << made.err;
    return file;
  }
  static std::string text(const std::string& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  static bool holds(const std::string& command) { return std::system((command + " >/dev/null").c_str()) == 0; }

  ApiServer server_{{"--clock", "replay", "--from", "2026-01-01T00:00:00Z", "--time-zone", "Asia/Shanghai"}};
  std::string lines_;
};

TEST_F(Journal, OfSeveralMonthsPassesTheChecksOfThreeTools) {
  order("o1", "2026-01-05T10:00:00Z", true);
  refund("o1", "2026-01-20T10:00:00Z");
  order("o2", "2026-01-31T15:59:59Z", false);  // 23:59:59 there: still January
  order("O2", "2026-01-31T16:00:00Z", true);   // February there
  order("o_3", "2026-04-02T00:00:00Z", true);  // nothing in March
  ApiClient platform = server_.client("platform");
  for (const auto& answer : platform.batch(lines_)) ASSERT_LT(answer.status, 300) << answer.body;

  const std::string hledger = exported("hledger");
  EXPECT_TRUE(passes_hledger(hledger));
  const std::string journal = text(hledger);
  for (const char* end : {"2026-01-31", "2026-02-28", "2026-03-31"})
    EXPECT_NE(journal.find(std::string(end) + " balances at the month's end\n    assets:channel:wechat_pay"),
              std::string::npos)
        << end;
  EXPECT_EQ(journal.find("2026-04-30"), std::string::npos) << "April is not over";
  EXPECT_NE(
      journal.find("2026-01-31 balances at the month's end\n    assets:channel:wechat_pay  0.00 CNY = 1.67 CNY\n"),
      std::string::npos)
      << journal;
  EXPECT_TRUE(holds("ledger -f '" + exported("ledger") + "' --pedantic balance"));
  EXPECT_TRUE(holds("bean-check '" + exported("beancount") + "'"));
}

TEST_F(Journal, AWrongFigureIsFoundByEachTool) {
  order("o1", "2026-01-05T10:00:00Z", true);
  order("o2", "2026-02-05T10:00:00Z", false);
  ApiClient platform = server_.client("platform");
  for (const auto& answer : platform.batch(lines_)) ASSERT_LT(answer.status, 300) << answer.body;
  const std::pair<const char*, const char*> tools[] = {
      {"hledger", "hledger -f '"}, {"ledger", "ledger -f '"}, {"beancount", "bean-check '"}};
  for (const auto& [format, command] : tools) {
    const std::string file = exported(format);
    std::string journal = text(file);
    const std::string figure = std::string(format) == "beancount"
                                   ? "2026-02-01 balance Assets:Channel:Wechat-upay  1.00"
                                   : "    assets:channel:wechat_pay  0.00 CNY = 1.00";
    const auto at = journal.find(figure);
    ASSERT_NE(at, std::string::npos) << journal;
    journal.replace(at + figure.size() - 4, 4, "1.01");
    std::ofstream(file) << journal;
    EXPECT_FALSE(holds(std::string(command) + file + "'" + (std::string(format) == "beancount" ? "" : " balance") +
                       " 2>/dev/null"))
        << format;
  }
}

}  // namespace
}  // namespace tallygate::tests
