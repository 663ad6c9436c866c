// Payments in another currency over HTTPS, through verify, and in the journals that tools of others check.
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/support/api_server.hpp"
#include "tests/support/checked_journal.hpp"

namespace tallygate::tests {
namespace {

class Charges : public testing::Test {
 protected:
  Charges() : platform_(server_.client("platform")) {}
  void order(const std::string& id) {
    const std::string body =
        R"({"order_id":")" + id + R"(","buyer":"b1","merchant":"m1","amount":10000,"currency":"CNY"})";
    ASSERT_EQ(platform_.post("/v1/orders", body).status, 201);
  }
  // 14 dollars for 100 yuan.
  Reply pay(const std::string& order, const std::string& payment, const std::string& charge, const std::string& more) {
    return platform_.post("/v1/orders/" + order + "/payments",
                          R"({"payment_id":")" + payment + R"(","channel":"card","amount":10000,"currency":"CNY",)" +
                              R"("charge":{"amount":)" + charge +
                              R"(,"currency":"USD","rate":{"num":14,"den":100},"source":"acquirer"})" + more + "}");
  }
  std::string balance(const std::string& account, const std::string& currency) {
    const std::string body = platform_.get("/v1/accounts/" + account).body;
    const auto at = body.find(R"("currency":")" + currency + "\"");
    const auto posted = body.find(R"("posted":)", at);
    return at == std::string::npos ? "" : body.substr(posted + 9, body.find_first_of(",}", posted) - posted - 9);
  }
  std::string exported(const std::string& format) {
    const auto file = (server_.data() / (format + ".journal")).string();
    const auto made = run_tallygate(
        {"export", "--data", server_.data().string(), "--tenant", "shop", "--format", format, "-o", file});
    EXPECT_EQ(made.exit_code, 0) << made.err;
    return file;
  }
  static bool holds(const std::string& command) { return std::system((command + " >/dev/null").c_str()) == 0; }
  void check_books() {
    ASSERT_EQ(server_.process().stop(), 0);
    expect_verified(server_);
    EXPECT_NE(checked_journal(server_).find("equity:conversion:USD"), std::string::npos);
    EXPECT_TRUE(holds("ledger -f '" + exported("ledger") + "' --pedantic balance"));
    EXPECT_TRUE(holds("bean-check '" + exported("beancount") + "'"));
  }

  ApiServer server_;
  ApiClient platform_;
};

TEST_F(Charges, AreRefusedBeforeAnythingIsRecorded) {
  order("o1");
  for (const std::string fact : {"", R"(,"reported":true)"}) {
    const Reply wrong = pay("o1", "p1", "1401", fact);
    EXPECT_EQ(wrong.status, 422) << wrong.body;
    EXPECT_EQ(wrong.at("/code"), "invalid_field");
    EXPECT_EQ(wrong.at("/errors/0/code"), "amount_mismatch");
    EXPECT_EQ(wrong.at("/errors/0/pointer"), "/charge/amount");
    EXPECT_NE(wrong.at("/errors/0/detail").find("10000 CNY at 14/100 are 1400 USD, not 1401 USD"), std::string::npos);
  }
  EXPECT_EQ(platform_.get("/v1/payments/p1").status, 404);
  EXPECT_EQ(pay("o1", "p1", "1400", "").status, 201);
  const Reply again = platform_.post("/v1/orders/o1/payments",
                                     R"({"payment_id":"p1","channel":"card","amount":10000,"currency":"CNY"})");
  EXPECT_EQ(again.at("/code"), "exists_with_different_charge") << again.body;
}

TEST_F(Charges, AreShownWithWhatWentBackAndCheckedByThreeTools) {
  order("o1");
  EXPECT_EQ(pay("o1", "p1", "1400", R"(,"capture":false)").at("/state"), "authorised");
  const Reply captured = platform_.post("/v1/payments/p1/capture", R"({"amount":9999})");
  EXPECT_EQ(captured.at("/charge/amount"), "1399") << captured.body;
  EXPECT_EQ(platform_.post("/v1/payments/p1/capture", "{}").at("/charge/amount"), "1");
  const Reply refund = platform_.post("/v1/orders/o1/refunds", R"({"refund_id":"r1","amount":2500,"currency":"CNY"})");
  EXPECT_EQ(refund.status, 201) << refund.body;
  EXPECT_EQ(refund.at("/sources/0/charge/amount"), "350") << refund.body;
  const Reply dispute = platform_.post("/v1/payments/p1/disputes",
                                       R"({"dispute_id":"d1","reason":"fraud","amount":700,"currency":"USD"})");
  EXPECT_EQ(dispute.status, 201) << dispute.body;
  EXPECT_EQ(dispute.at("/allocations/0/amount"), "5000") << dispute.body;
  EXPECT_EQ(dispute.at("/charge/amount"), "700");
  const Reply lost = platform_.post("/v1/disputes/d1/resolve", R"({"outcome":"partial","amount":300})");
  EXPECT_EQ(lost.at("/charge/amount"), "300") << lost.body;

  const Reply payment = platform_.get("/v1/payments/p1");
  EXPECT_EQ(payment.at("/charge/captured"), "1400") << payment.body;
  EXPECT_EQ(payment.at("/charge/returned"), "650");
  EXPECT_EQ(payment.at("/charge/rate/num"), "14");
  EXPECT_EQ(platform_.get("/v1/orders/o1").at("/charges/0/charge/returned"), "650");
  EXPECT_EQ(platform_.get("/v1/refunds/r1").at("/sources/0/charge/currency"), "USD");
  EXPECT_EQ(platform_.get("/v1/disputes/d1").at("/charge/lost"), "300");
  EXPECT_EQ(balance("assets:channel:card", "USD"), "750");
  EXPECT_EQ(balance("equity:conversion:USD", "USD"), "750");
  EXPECT_EQ(platform_.post("/v1/orders/o1/cancel", "{}").status, 200);  // the rest goes back
  EXPECT_EQ(platform_.get("/v1/payments/p1").at("/charge/returned"), "1400");
  order("o2");
  EXPECT_EQ(pay("o2", "p2", "1400", "").status, 201);
  check_books();
}

}  // namespace
}  // namespace tallygate::tests
