// An order's own terms over HTTPS: expired, late, cancelled and completed by the log's timers; and what the log, the
// trail and the journal say of it afterwards. The tenant's clock is replay, so that time passes when a line says so.
#include <gtest/gtest.h>

#include "tests/support/checked_journal.hpp"
#include "tests/support/replay_line.hpp"

namespace tallygate::tests {
namespace {

class OrderTerms : public testing::Test {
 protected:
  OrderTerms() : platform_(server_.client("platform")) {}

  Reply place(const std::string& id, const std::string& more) {
    return platform_.post(
        "/v1/orders",
        R"({"order_id":")" + id + R"(","buyer":"b1","merchant":"m1","amount":100,"currency":"CNY",)" + more + "}");
  }
  void pay(const std::string& order, int amount) {
    const Reply paid =
        platform_.post("/v1/orders/" + order + "/payments", R"({"payment_id":")" + order +
                                                                R"(.p","channel":"card","currency":"CNY","amount":)" +
                                                                std::to_string(amount) + "}");
    ASSERT_EQ(paid.status, 201) << paid.body;
  }
  std::string state_of(const std::string& order) { return platform_.get("/v1/orders/" + order).at("/state"); }
  std::string balance(const std::string& account) {
    return platform_.get("/v1/accounts/" + account).at("/balances/0/posted");
  }

  ApiServer server_{{"--clock", "replay", "--from", "2026-01-01T00:00:00Z"}};
  ApiClient platform_;
};

TEST_F(OrderTerms, AreKeptByTheLogsTimersAndVerify) {
  ASSERT_EQ(place("unpaid", R"("terms":{"expires_in":1800})").status, 201);
  ASSERT_EQ(place("sold", R"("terms":{"expires_in":1800,"release_after_s":86400})").status, 201);
  ASSERT_EQ(place("late", R"("deliver_by":"2026-01-02T00:00:00Z","terms":{"on_late":"cancel"})").status, 201);
  ASSERT_EQ(place("sent", R"("deliver_by":"2026-01-02T00:00:00Z","terms":{"on_late":"cancel"})").status, 201);
  pay("unpaid", 40);
  for (const char* id : {"sold", "late", "sent"}) pay(id, 100);
  const Reply shown = platform_.get("/v1/orders/sold");
  EXPECT_EQ(shown.at("/terms/expires_at"), "2026-01-01T00:30:00.000000Z") << shown.body;
  EXPECT_EQ(shown.at("/terms/release_after_s"), "86400");

  pass_to(platform_, "2026-01-01T00:30:00Z");
  EXPECT_EQ(state_of("unpaid"), "expired");
  EXPECT_EQ(platform_.get("/v1/refunds/unpaid.cancel").at("/amount"), "40");
  const Reply refused = platform_.post("/v1/orders/unpaid/cancel", "{}");
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(refused.at("/code"), "order_expired");
  EXPECT_TRUE(refused.has("/record/seq"));

  for (const char* id : {"sold", "sent"})
    ASSERT_EQ(platform_.post(std::string("/v1/orders/") + id + "/shipments", R"({"waybill":"w1"})").status, 201);
  ASSERT_EQ(platform_.post("/v1/orders/sold/deliveries", "{}").status, 201);
  EXPECT_EQ(platform_.get("/v1/orders/sold").at("/release_at"), "2026-01-02T00:30:00.000000Z");
  pass_to(platform_, "2026-01-02T00:30:00Z");
  EXPECT_EQ(state_of("sold"), "completed");
  EXPECT_EQ(state_of("late"), "cancelled");
  EXPECT_EQ(state_of("sent"), "shipped");
  EXPECT_EQ(platform_.get("/v1/orders/sent").at("/late"), "true");
  EXPECT_EQ(balance("liabilities:merchant:m1"), "100");
  EXPECT_EQ(balance("liabilities:escrow"), "100");

  ApiClient auditor = server_.client("auditor");
  const Reply completed = auditor.get("/v1/audit/records?type=order.completed");
  EXPECT_EQ(completed.at("/items/0/data/effect/order"), "sold") << completed.body;
  EXPECT_EQ(completed.at("/items/0/actor/client"), "system");
  EXPECT_TRUE(auditor.get("/v1/audit/records?order=unpaid&type=order.expired").has("/items/0/seq"));
  EXPECT_TRUE(auditor.get("/v1/audit/records?order=sent&type=order.late").has("/items/0/seq"));

  ASSERT_EQ(server_.process().stop(), 0);
  expect_verified(server_);
  checked_journal(server_);
}

TEST_F(OrderTerms, ThatMeanNothingAreRefusedUnrecorded) {
  const Reply at_once = place("o1", R"("terms":{"expires_in":0})");
  EXPECT_EQ(at_once.status, 422);
  EXPECT_EQ(at_once.at("/code"), "invalid_field");
  EXPECT_EQ(at_once.pointers(), "/terms/expires_in");
  EXPECT_EQ(place("o1", R"("terms":{"on_late":"complain"})").pointers(), "/terms/on_late");
}

}  // namespace
}  // namespace tallygate::tests
