// Disputes and breaks over HTTPS, and what the log, the trail and the journal say of them afterwards. The tenant's
// clock is replay, so that time passes when a line says so.
#include <gtest/gtest.h>

#include "tests/support/checked_journal.hpp"

namespace tallygate::tests {
namespace {

class Disputes : public testing::Test {
 protected:
  Disputes() : platform_(server_.client("platform")) {
    EXPECT_EQ(platform_.post("/v1/orders", order_body("o1")).status, 201);
    EXPECT_EQ(
        platform_
            .post("/v1/orders/o1/payments", R"({"payment_id":"p1","channel":"card","currency":"CNY","amount":100})")
            .status,
        201);
  }
  Reply dispute(const std::string& id, const std::string& more = {}, std::string_view key = {}) {
    return platform_.post("/v1/payments/p1/disputes", R"({"dispute_id":")" + id + R"(","reason":"fraud")" + more + "}",
                          key);
  }
  Reply resolve(const std::string& id, const std::string& body) {
    return platform_.post("/v1/disputes/" + id + "/resolve", body);
  }
  std::string account(const std::string& name) {
    const Reply reply = platform_.get("/v1/accounts/" + name);
    return reply.at("/balances/0/posted") + " " + reply.at("/balances/0/available");
  }

  ApiServer server_{{"--clock", "replay", "--from", "2026-01-01T00:00:00Z"}};
  ApiClient platform_;
};

TEST_F(Disputes, AreOpenedAnsweredAndWon) {
  const Reply opened = dispute("d1", R"(,"amount":60,"currency":"CNY","respond_by":"2026-02-01T00:00:00Z")", "first");
  EXPECT_EQ(opened.status, 201) << opened.body;
  EXPECT_EQ(opened.at("/state") + " " + opened.at("/amount") + " " + opened.at("/unplaced"), "open 60 0");
  EXPECT_EQ(opened.at("/allocations/0/order") + " " + opened.at("/payment_id"), "o1 p1");
  EXPECT_FALSE(opened.has("/break_id"));
  EXPECT_EQ(dispute("d1", R"(,"amount":60,"currency":"CNY","respond_by":"2026-02-01T00:00:00Z")", "first").body,
            opened.body);
  EXPECT_EQ(dispute("d1", R"(,"amount":60,"currency":"CNY","respond_by":"2026-02-01T00:00:00Z")").at("/code"),
            "dispute_exists");
  EXPECT_EQ(dispute("d1").at("/code"), "exists_with_different_amount");
  EXPECT_EQ(account("assets:disputed:card"), "60 60");
  EXPECT_EQ(account("assets:channel:card"), "40 40");
  EXPECT_EQ(account("liabilities:escrow"), "100 40");
  EXPECT_EQ(platform_.post("/v1/orders/o1/complete", "{}").at("/code"), "dispute_open");
  EXPECT_EQ(platform_.post("/v1/orders/o1/refunds", R"({"refund_id":"r1","amount":41,"currency":"CNY"})").at("/code"),
            "exceeds_refundable");

  const std::string evidence = R"({"kind":"delivery_proof","sha256":")" + std::string(64, 'a') + R"("})";
  const Reply added = platform_.post("/v1/disputes/d1/evidence", evidence);
  EXPECT_EQ(added.status, 201) << added.body;
  EXPECT_EQ(added.at("/version") + " " + added.at("/dispute_id"), "1 d1");
  EXPECT_EQ(platform_.post("/v1/disputes/d1/evidence", R"({"kind":"chat","sha256":"00"})").pointers(), "/sha256");
  EXPECT_EQ(resolve("d1", R"({"outcome":"partial"})").pointers(), "/amount");
  const Reply won = resolve("d1", R"({"outcome":"won"})");
  EXPECT_EQ(won.status, 200) << won.body;
  EXPECT_EQ(won.at("/state") + " " + won.at("/won") + " " + won.at("/lost"), "won 60 0");
  EXPECT_EQ(resolve("d1", R"({"outcome":"won"})").at("/code"), "dispute_not_open");
  const Reply lost = resolve("d1", R"({"outcome":"lost"})");
  EXPECT_EQ(lost.at("/state") + " " + lost.at("/lost"), "lost 60") << "the channel thinks otherwise: " << lost.body;
  EXPECT_EQ(account("liabilities:escrow"), "40 40");
  EXPECT_EQ(resolve("d1", R"({"outcome":"won"})").at("/state"), "won") << "and again";
  EXPECT_EQ(platform_.post("/v1/disputes/d1/evidence", evidence).at("/code"), "dispute_not_open");
  EXPECT_EQ(resolve("nothing", R"({"outcome":"won"})").at("/code"), "dispute_not_found");
  EXPECT_EQ(account("liabilities:escrow"), "100 100");
  const Reply shown = platform_.get("/v1/disputes/d1");
  EXPECT_EQ(shown.at("/state") + " " + shown.at("/evidence/0/kind") + " " + shown.at("/respond_by"),
            "won delivery_proof 2026-02-01T00:00:00.000000Z");
  EXPECT_EQ(platform_.get("/v1/orders/o1").at("/disputes/0") + platform_.get("/v1/payments/p1").at("/disputes/0"),
            "d1d1");
  EXPECT_EQ(platform_.get("/v1/disputes/d9").status, 404);
}

TEST_F(Disputes, OverMoreThanIsLeftOpenABreak) {
  ASSERT_EQ(platform_.post("/v1/orders/o1/complete", "{}").status, 200);
  ASSERT_EQ(platform_.post("/v1/orders/o1/refunds", R"({"refund_id":"r1","amount":70,"currency":"CNY"})").status, 201);
  const Reply opened = dispute("d1", R"(,"amount":100,"currency":"CNY")");
  EXPECT_EQ(opened.at("/unplaced"), "70") << opened.body;
  const std::string id = opened.at("/break_id");
  const Reply unknown = platform_.post("/v1/payments/p9/disputes", R"({"dispute_id":"d2","reason":"fraud"})");
  EXPECT_EQ(unknown.status, 404);
  EXPECT_EQ(unknown.at("/code"), "payment_not_found");
  const Reply lost = resolve("d1", R"({"outcome":"lost"})");
  EXPECT_EQ(lost.at("/state") + " " + lost.at("/lost") + " " + lost.at("/unplaced"), "lost 100 70") << lost.body;
  EXPECT_EQ(account("liabilities:merchant:m1"), "0 0");
  EXPECT_EQ(account("liabilities:suspense:card"), "-70 -70");

  const Reply open = platform_.get("/v1/breaks?state=open");
  EXPECT_EQ(open.at("/items/0/id") + " " + open.at("/items/0/kind") + " " + open.at("/items/0/amount"),
            id + " dispute_unplaced 70")
      << open.body;
  EXPECT_EQ(open.at("/items/0/account"), "liabilities:suspense:card");
  EXPECT_EQ(platform_.get("/v1/breaks?state=odd").at("/code"), "invalid_query");
  const std::string path = "/v1/breaks/" + id + "/resolve";
  EXPECT_EQ(platform_.post(path, R"({"resolution":"x","journal":9999})").at("/code"), "journal_not_found");
  const Reply resolved = platform_.post(path, R"({"resolution":"the buyer pays back"})");
  EXPECT_EQ(resolved.status, 200) << resolved.body;
  EXPECT_EQ(resolved.at("/state") + " " + resolved.at("/break_id"), "resolved " + id);
  EXPECT_EQ(platform_.post(path, R"({"resolution":"again"})").at("/code"), "break_not_open");
  EXPECT_EQ(platform_.post("/v1/breaks/bk0/resolve", R"({"resolution":"x"})").at("/code"), "break_not_found");
  EXPECT_FALSE(platform_.get("/v1/breaks?state=open").has("/items/0"));
  EXPECT_EQ(platform_.get("/v1/breaks/" + id).at("/resolution"), "the buyer pays back");
}

TEST_F(Disputes, VerifyAndStandInTheJournal) {
  ASSERT_EQ(platform_.post("/v1/orders/o1/complete", "{}").status, 200);
  ASSERT_EQ(dispute("d1", R"(,"amount":60,"currency":"CNY")").status, 201);
  ASSERT_EQ(dispute("d2").status, 201);
  ASSERT_EQ(resolve("d1", R"({"outcome":"partial","amount":20})").status, 200);
  const Reply trail = server_.client("auditor").get("/v1/audit/records?type=dispute.clawed_back");
  EXPECT_EQ(trail.at("/items/0/data/effect/amount"), "20") << trail.body;
  ASSERT_EQ(server_.process().stop(), 0);
  expect_verified(server_);
  server_.start();
  platform_ = server_.client("platform");
  EXPECT_EQ(account("assets:disputed:card"), "40 40");
  EXPECT_EQ(account("liabilities:merchant:m1"), "80 40");
  EXPECT_EQ(resolve("d2", R"({"outcome":"won"})").status, 200) << "found again after a restart";
  EXPECT_EQ(account("liabilities:merchant:m1"), "80 80");
  ASSERT_EQ(server_.process().stop(), 0);

  const std::string text = checked_journal(server_);
  EXPECT_NE(text.find("assets:disputed:card"), std::string::npos) << text;
}

}  // namespace
}  // namespace tallygate::tests
