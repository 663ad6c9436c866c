// Conversions over HTTPS, through verify, and in the journals that tools of others check.
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/support/api_server.hpp"
#include "tests/support/checked_journal.hpp"
#include "tests/support/sold_order.hpp"

namespace tallygate::tests {
namespace {

class Conversions : public testing::Test {
 protected:
  Conversions() : platform_(server_.client("platform")) {}
  Reply convert(const std::string& id, int given, int got) {
    const std::string shop = R"({"account":"liabilities:merchant:m1",)";
    return platform_.post("/v1/conversions", R"({"conversion_id":")" + id + R"(","from":)" + shop + R"("amount":)" +
                                                 std::to_string(given) + R"(,"currency":"CNY"},"to":)" + shop +
                                                 R"("amount":)" + std::to_string(got) +
                                                 R"(,"currency":"USD"},"rate":{"num":14,"den":100},"source":"ECB"})");
  }
  std::string exported(const std::string& format) {
    const auto file = (server_.data() / (format + ".journal")).string();
    const auto made = run_tallygate(
        {"export", "--data", server_.data().string(), "--tenant", "shop", "--format", format, "-o", file});
    EXPECT_EQ(made.exit_code, 0) << made.err;
    return file;
  }
  static bool holds(const std::string& command) { return std::system((command + " >/dev/null").c_str()) == 0; }

  ApiServer server_;
  ApiClient platform_;
};

TEST_F(Conversions, AreBookedOnceAndCheckedByThreeTools) {
  sell_for_100_cny(platform_);
  const Reply wrong = convert("c1", 7'000, 981);
  EXPECT_EQ(wrong.status, 422) << wrong.body;
  EXPECT_EQ(wrong.at("/code"), "amount_mismatch");
  EXPECT_NE(wrong.at("/detail").find("are 980 USD, not 981 USD"), std::string::npos) << wrong.body;
  const Reply booked = convert("c1", 7'000, 980);
  EXPECT_EQ(booked.status, 201) << booked.body;
  EXPECT_EQ(booked.at("/conversion_id"), "c1");
  EXPECT_EQ(convert("c1", 7'000, 980).at("/code"), "conversion_exists");
  EXPECT_EQ(convert("c2", 3'001, 420).at("/code"), "insufficient_funds");
  const std::string same = R"({"conversion_id":"c3","from":{"account":"assets:bank:main","amount":1,"currency":"CNY"},
    "to":{"account":"assets:bank:main","amount":1,"currency":"CNY"},"rate":{"num":1,"den":1},"source":"x"})";
  EXPECT_EQ(platform_.post("/v1/conversions", same).at("/code"), "invalid_field");
  EXPECT_EQ(server_.client("analyst").post("/v1/conversions", "{}").status, 403);
  const Reply equity = platform_.get("/v1/accounts/equity:conversion:CNY");
  EXPECT_EQ(equity.at("/balances/0/posted"), "7000") << equity.body;
  ASSERT_EQ(server_.process().stop(), 0);
  expect_verified(server_);
  EXPECT_NE(checked_journal(server_).find("equity:conversion:USD"), std::string::npos);
  EXPECT_TRUE(holds("ledger -f '" + exported("ledger") + "' --pedantic balance"));
  EXPECT_TRUE(holds("bean-check '" + exported("beancount") + "'"));
}

}  // namespace
}  // namespace tallygate::tests
