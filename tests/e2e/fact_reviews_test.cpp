// Facts that risk does not allow, over HTTPS: booked, listed as reviews, kept from what has not happened yet; alone,
// dry, in an atomic batch, after a restart and in the log's verification.
#include <gtest/gtest.h>

#include "core/canonical_json.hpp"
#include "tests/support/api_server.hpp"
#include "tests/support/checked_journal.hpp"

namespace tallygate::tests {
namespace {

constexpr std::string_view kDoubtsLargeFacts = R"(name = "default"

[policy]
fallback = "review"

[[rule]]
code = "PAY-90"
kind = "payment"
on = ["order.pay", "wallet.topup"]
when = "amount >= 5000"
verdict = "block"
weight = 60
text = "Large."
on_error = "review"
)";

std::string money_of(int amount) {
  return R"("currency":"CNY","amount":)" + std::to_string(amount) + "}";
}

class FactReviews : public testing::Test {
 protected:
  FactReviews() {
    std::string body;
    core::JsonWriter json(body);
    json.begin_object();
    json.member("name", "default");
    json.member("toml", kDoubtsLargeFacts);
    json.end_object();
    const Reply asked = analyst_.post("/v1/risk/rulesets", body);
    const Reply live =
        server_.client("approver").post("/v1/approvals/" + asked.at("/approval/id"), R"({"approve":true})");
    EXPECT_EQ(live.status, 200) << asked.body << live.body;
  }
  void place(const std::string& id, int amount) {
    const Reply placed =
        platform_.post("/v1/orders", R"({"order_id":")" + id + R"(","buyer":"b1","merchant":"m1",)" + money_of(amount));
    ASSERT_EQ(placed.status, 201) << placed.body;
  }
  Reply report(const std::string& order, const std::string& payment, int amount, const std::string& query = {}) {
    return platform_.post("/v1/orders/" + order + "/payments" + query,
                          R"({"payment_id":")" + payment + R"(","channel":"card","reported":true,)" + money_of(amount));
  }
  std::string complete(const std::string& order) {
    return platform_.post("/v1/orders/" + order + "/complete", "{}").at("/code");
  }
  Reply resolve(const std::string& review, const std::string& outcome) {
    return analyst_.post("/v1/risk/reviews/" + review + "/resolve",
                         R"({"outcome":")" + outcome + R"(","case":"false_positive"})");
  }
  ApiServer server_;
  ApiClient platform_ = server_.client("platform");
  ApiClient analyst_ = server_.client("analyst");
};

TEST_F(FactReviews, KeepAnOrderFromBeingCompletedUntilTheyAreReleased) {
  place("o1", 9'000);
  const Reply dry = report("o1", "p1", 9'000, "?dry_run=true");
  EXPECT_EQ(dry.at("/state") + " " + dry.at("/decision/outcome"), "captured block") << dry.body;
  EXPECT_TRUE(dry.has("/review/expires_at") && !dry.has("/review/id")) << dry.body;
  EXPECT_EQ(analyst_.get("/v1/risk/reviews?state=open").at("/items"), "[]");

  const Reply reported = report("o1", "p1", 9'000);
  EXPECT_EQ(reported.status, 201) << reported.body;
  const std::string review = reported.at("/review/id");
  const Reply open = analyst_.get("/v1/risk/reviews?state=open");
  EXPECT_EQ(open.at("/items/0/id") + " " + open.at("/items/0/subject") + " " + open.at("/items/0/reasons/0"),
            review + " payment:p1 PAY-90")
      << open.body;
  EXPECT_EQ(platform_.get("/v1/orders/o1").at("/state"), "paid");
  EXPECT_EQ(complete("o1"), "review_open");
  server_.process().stop();
  server_.start();
  platform_ = server_.client("platform"), analyst_ = server_.client("analyst");
  EXPECT_EQ(complete("o1"), "review_open");
  const Reply rejected = resolve(review, "reject");
  EXPECT_EQ(rejected.status, 200) << rejected.body;
  EXPECT_EQ(complete("o1"), "payment_rejected");
  EXPECT_EQ(platform_.get("/v1/payments/p1").at("/review/state"), "rejected");
  EXPECT_EQ(resolve(review, "reject").at("/code"), "review_not_open");
  EXPECT_EQ(resolve(review, "release").status, 200);
  EXPECT_FALSE(platform_.get("/v1/payments/p1").has("/review"));
  EXPECT_EQ(platform_.post("/v1/orders/o1/complete", "{}").status, 200);
  ASSERT_EQ(server_.process().stop(), 0);
  expect_verified(server_);
  EXPECT_NE(checked_journal(server_).find("liabilities:merchant:m1"), std::string::npos);
}

TEST_F(FactReviews, LeaveOrdinaryFactsAlone) {
  place("o1", 4'000);
  const Reply reported = report("o1", "p1", 4'000);
  EXPECT_EQ(reported.status, 201) << reported.body;
  EXPECT_FALSE(reported.has("/review"));
  EXPECT_EQ(platform_.post("/v1/orders/o1/complete", "{}").status, 200);
}

TEST_F(FactReviews, OfAnAtomicBatchAreThereWithAllOfItOrNotAtAll) {
  place("o1", 9'000);
  const auto lines = [](const std::string& key, const std::string& payment, int second) {
    return R"({"op":"order.pay","key":")" + key + R"(1","path":{"id":"o1"},"body":{"payment_id":")" + payment +
           R"(","channel":"card","reported":true,)" + money_of(9'000) + "}\n" + R"({"op":"order.place","key":")" + key +
           R"(2","body":{"order_id":"o2","buyer":"b1","merchant":"m1",)" + money_of(second) + "}\n" +
           R"({"op":"order.complete","key":")" + key + R"(3","path":{"id":"o2"},"body":{}})" + "\n";
  };
  const auto failed = platform_.batch(lines("a", "p1", 100), "?atomic=true", "first");
  ASSERT_EQ(failed.size(), 3U);
  EXPECT_EQ(failed[2].at("/body/code"), "order_not_paid");
  EXPECT_EQ(analyst_.get("/v1/risk/reviews?state=open").at("/items"), "[]");
  EXPECT_EQ(platform_.get("/v1/payments/p1").status, 404);
  const auto done = platform_.batch(lines("b", "p1", 0), "?atomic=true", "second");
  ASSERT_EQ(done.size(), 3U);
  EXPECT_EQ(done[0].status, 201) << done[0].body;
  EXPECT_EQ(analyst_.get("/v1/risk/reviews?state=open").at("/items/0/subject"), "payment:p1");
  EXPECT_EQ(complete("o1"), "review_open");
}

TEST_F(FactReviews, OfATopUpKeepTheMoneyInTheWallet) {
  const auto top_up = [this](const std::string& id, int amount) {
    return platform_.post("/v1/wallets/b1/topups",
                          R"({"payment_id":")" + id + R"(","channel":"card",)" + money_of(amount));
  };
  EXPECT_EQ(top_up("t1", 300).status, 201);
  const Reply topped = top_up("t2", 8'000);
  EXPECT_EQ(topped.status, 201) << topped.body;
  const Reply wallet = platform_.get("/v1/accounts/liabilities:wallet:b1");
  EXPECT_EQ(wallet.at("/balances/0/posted") + " " + wallet.at("/balances/0/available"), "8300 300") << wallet.body;
  EXPECT_EQ(resolve(topped.at("/review/id"), "release").status, 200);
  EXPECT_EQ(platform_.get("/v1/accounts/liabilities:wallet:b1").at("/balances/0/available"), "8300");
}

}  // namespace
}  // namespace tallygate::tests
