// Money that no order could take, and orders that cost less, over HTTPS: what an integrator does about them, and what
// the log and the journal say afterwards.
#include <gtest/gtest.h>

#include "tests/support/checked_journal.hpp"

namespace tallygate::tests {
namespace {

class SuspenseCalls : public testing::Test {
 protected:
  SuspenseCalls() : platform_(server_.client("platform")) {}
  Reply place(const std::string& id, int amount) {
    return platform_.post("/v1/orders", R"({"order_id":")" + id +
                                            R"(","buyer":"b1","merchant":"m1","currency":"CNY",)" + R"("amount":)" +
                                            std::to_string(amount) + "}");
  }
  Reply report(const std::string& order, const std::string& id, int amount) {
    return platform_.post("/v1/orders/" + order + "/payments",
                          R"({"payment_id":")" + id + R"(","channel":"card","currency":"CNY","reported":true,)" +
                              R"("amount":)" + std::to_string(amount) + "}");
  }
  std::string in_suspense(const std::string& payment) {
    return platform_.get("/v1/payments/" + payment).at("/suspense");
  }
  void expect_verified_and_exported() {
    ASSERT_EQ(server_.process().stop(), 0);
    expect_verified(server_);
    (void)checked_journal(server_);
  }

  ApiServer server_;
  ApiClient platform_;
};

TEST_F(SuspenseCalls, BringAPaymentToTheOrderThatCameAfterIt) {
  EXPECT_EQ(report("o1", "p1", 130).at("/suspense"), "130");
  ASSERT_EQ(place("o1", 100).status, 201);
  const std::string path = "/v1/payments/p1/allocations";
  EXPECT_EQ(platform_.post(path, "{}").pointers(), "/allocations");
  const Reply tried = platform_.post(path + "?dry_run=true", R"({"allocations":[{"order":"o1","amount":100}]})");
  EXPECT_EQ(tried.status, 200) << tried.body;
  const Reply brought = platform_.post(path, R"({"allocations":[{"order":"o1","amount":100}]})", "bring");
  EXPECT_EQ(brought.status, 200) << brought.body;
  EXPECT_EQ(brought.at("/allocations/0/order") + " " + brought.at("/payment_id"), "o1 p1");
  EXPECT_EQ(platform_.post(path, R"({"allocations":[{"order":"o1","amount":100}]})", "bring").body, brought.body);
  EXPECT_EQ(platform_.get("/v1/orders/o1").at("/state") + " " + in_suspense("p1"), "paid 30");
  const Reply over = platform_.post(path, R"({"allocations":[{"order":"o1","amount":31}]})");
  EXPECT_EQ(std::to_string(over.status) + " " + over.at("/code"), "422 exceeds_suspense") << over.body;
  EXPECT_EQ(platform_.get("/v1/breaks?state=open").at("/items/0/amount"), "30");
  expect_verified_and_exported();
}

TEST_F(SuspenseCalls, GiveBackWhatWasPaidTwice) {
  ASSERT_EQ(place("o1", 100).status, 201);
  ASSERT_EQ(report("o1", "p1", 100).at("/state"), "captured");
  ASSERT_EQ(report("o1", "p2", 100).at("/suspense"), "100");
  const std::string path = "/v1/payments/p2/refunds";
  const Reply sent = platform_.post(path, R"({"refund_id":"r1","amount":100,"currency":"CNY","reason":"paid twice"})");
  EXPECT_EQ(sent.status, 201) << sent.body;
  EXPECT_EQ(sent.at("/state") + " " + sent.at("/payment_id") + " " + sent.at("/refund_id"), "sent p2 r1");
  EXPECT_FALSE(sent.has("/order_id"));
  EXPECT_EQ(platform_.get("/v1/refunds/r1").at("/payment"), "p2");
  EXPECT_EQ(platform_.post("/v1/refunds/r1/settle", "{}").at("/state"), "settled");
  EXPECT_FALSE(platform_.get("/v1/breaks?state=open").has("/items/0"));
  EXPECT_EQ(platform_.post("/v1/refunds/r1/fail", R"({"reason":"card closed"})").at("/state"), "failed");
  EXPECT_EQ(platform_.get("/v1/breaks?state=open").at("/items/0/subject") + " " + in_suspense("p2"), "payment:p2 100");
  const Reply again = platform_.post(path, R"({"refund_id":"r2","amount":100,"currency":"CNY","settled":true})");
  EXPECT_EQ(again.at("/state"), "settled") << again.body;
  EXPECT_EQ(platform_.post(path, R"({"refund_id":"r3","amount":1,"currency":"CNY"})").at("/code"), "nothing_to_refund");
  const Reply trail = server_.client("auditor").get("/v1/audit/records?payment=p2&type=refund.sent");
  EXPECT_EQ(trail.at("/items/0/data/effect/refund") + trail.at("/items/1/data/effect/refund"), "r1r2") << trail.body;
  expect_verified_and_exported();
}

TEST_F(SuspenseCalls, ReduceAnOrderOfWhichLessWasTaken) {
  ASSERT_EQ(place("o1", 1'000).status, 201);
  ASSERT_EQ(platform_
                .post("/v1/orders/o1/payments",
                      R"({"payment_id":"h1","channel":"card","currency":"CNY","amount":1000,"capture":false})")
                .status,
            201);
  ASSERT_EQ(platform_.post("/v1/payments/h1/capture", R"({"amount":900,"final":true})").at("/state"), "captured");
  EXPECT_EQ(platform_.post("/v1/orders/o1/shipments", R"({"waybill":"w1"})").at("/code"), "order_not_paid");
  const Reply reduced = platform_.post("/v1/orders/o1/reduce", R"({"amount":100,"currency":"CNY","reason":"900 g"})");
  EXPECT_EQ(std::to_string(reduced.status) + " " + reduced.at("/state"), "200 paid") << reduced.body;
  EXPECT_EQ(platform_.get("/v1/orders/o1").at("/reduced"), "100");
  EXPECT_EQ(platform_.post("/v1/orders/o1/reduce", R"({"amount":1,"currency":"CNY"})").at("/code"),
            "order_already_paid");
  EXPECT_EQ(platform_.post("/v1/orders/o1/shipments", R"({"waybill":"w1"})").at("/state"), "shipped");
  EXPECT_EQ(platform_.post("/v1/orders/o1/complete", "{}").at("/state"), "completed");
  expect_verified_and_exported();
}

TEST_F(SuspenseCalls, ListWhatWaitsForASecondPerson) {
  ApiClient operator_ = server_.client("operator"), approver = server_.client("approver");
  const Reply older = operator_.put("/v1/commission-plans/a", R"({"currency":"CNY","platform_fee_bp":100})");
  const Reply newer = operator_.put("/v1/commission-plans/a", R"({"currency":"CNY","platform_fee_bp":200})");
  ASSERT_EQ(newer.status, 202) << newer.body;
  const Reply page = approver.get("/v1/approvals?limit=1");
  EXPECT_EQ(page.at("/items/0/id") + " " + page.at("/items/0/subject"), older.at("/approval/id") + " plan:a");
  EXPECT_EQ(approver.get("/v1/approvals?cursor=" + page.at("/next_cursor")).at("/items/0/id"),
            newer.at("/approval/id"));
  const std::string path = "/v1/approvals/";
  EXPECT_EQ(approver.post(path + newer.at("/approval/id"), R"({"approve":true})").status, 200);
  EXPECT_EQ(approver.get(path + older.at("/approval/id")).at("/state"), "superseded");
  EXPECT_EQ(approver.post(path + older.at("/approval/id"), R"({"approve":true})").at("/code"), "approval_not_open");
  EXPECT_FALSE(approver.get("/v1/approvals").has("/items/0"));
  for (const char* list : {"/v1/approvals", "/v1/breaks"})
    EXPECT_EQ(approver.get(std::string(list) + "?cursor=nothing").at("/code"), "invalid_query") << list;
}

}  // namespace
}  // namespace tallygate::tests
