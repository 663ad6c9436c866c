// Limited stock, coupons, part shipments and groups over HTTPS, and what verify and the journal say of them.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <thread>

#include "tests/support/api_server.hpp"
#include "tests/support/replay_line.hpp"

namespace tallygate::tests {
namespace {

// Eight clients at once want what there are ten of: ten are sold, whoever is first.
TEST(FlashSale, SellsNothingTwiceHoweverManyAskAtOnce) {
  constexpr int kClients = 8, kEach = 6, kPieces = 10;
  ApiServer server;
  ApiClient platform = server.client("platform");
  const Reply put = platform.put("/v1/stock/shirt-red", R"({"quantity":10,"per_buyer":1,"sale":"eleven"})");
  ASSERT_EQ(put.status, 201) << put.body;
  EXPECT_EQ(put.at("/sku"), "shirt-red");
  std::atomic<int> sold = 0, out_of_stock = 0, blocked = 0;
  std::vector<std::thread> clients;
  for (int c = 0; c < kClients; ++c)
    clients.emplace_back([&server, &sold, &out_of_stock, &blocked, c] {
      ApiClient client = server.client("platform");
      for (int i = 0; i < kEach; ++i) {
        const std::string id = std::to_string(c) + "-" + std::to_string(i);
        const Reply reply =
            client.post("/v1/orders", R"({"order_id":"o)" + id + R"(","buyer":"b)" + id +
                                          R"(","merchant":"m1","amount":100,"currency":"CNY",)"
                                          R"("items":[{"sku":"shirt-red","quantity":1,"unit_price":100}]})");
        if (reply.status == 201 || reply.status == 202) ++sold;
        if (reply.status == 422 && reply.at("/code") == "out_of_stock") ++out_of_stock;
        if (reply.status == 422 && reply.at("/code") == "risk_blocked") ++blocked;
      }
    });
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(sold, kPieces);
  EXPECT_EQ(sold + out_of_stock + blocked, kClients * kEach);
  const Reply left = platform.get("/v1/stock/shirt-red");
  EXPECT_EQ(left.at("/available"), "0") << left.body;
  EXPECT_EQ(left.at("/taken"), "10");
  EXPECT_EQ(platform.get("/v1/stock/unknown").status, 404);
  EXPECT_TRUE(server.client("auditor").get("/v1/audit/records?type=stock.put").has("/items/0/seq"));
  ASSERT_EQ(server.process().stop(), 0);
  const CommandResult verified = run_tallygate({"verify", server.data().string()});
  EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
}

class Goods : public testing::Test {
 protected:
  Goods() : platform_(server_.client("platform")) {}

  void expect_created(const Reply& reply) { ASSERT_EQ(reply.status, 201) << reply.body; }
  void pay(const std::string& order, int amount) {
    expect_created(platform_.post("/v1/orders/" + order + "/payments",
                                  R"({"payment_id":")" + order + R"(.p","channel":"card","currency":"CNY","amount":)" +
                                      std::to_string(amount) + "}"));
  }
  std::string balance(const std::string& account) {
    return platform_.get("/v1/accounts/" + account).at("/balances/0/posted");
  }
  void expect_a_good_log_and_journal() {
    ASSERT_EQ(server_.process().stop(), 0);
    const CommandResult verified = run_tallygate({"verify", server_.data().string()});
    EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
    const std::string journal = (server_.data().parent_path() / "journal").string();
    ASSERT_EQ(run_tallygate({"export", "--data", server_.data().string(), "--tenant", "shop", "--format", "hledger",
                             "-o", journal})
                  .exit_code,
              0);
    const std::string check =
        "hledger -f '" + journal + "' check ordereddates accounts commodities balancednoautoconversion";
    EXPECT_EQ(std::system(check.c_str()), 0);
  }

  ApiServer server_{{"--clock", "replay", "--from", "2026-01-01T00:00:00Z"}};
  ApiClient platform_;
};

TEST_F(Goods, ACouponOfThePlatformIsItsExpenseAndTheOrderGoesInTwoParcels) {
  expect_created(server_.client("operator")
                     .put("/v1/coupons/ten", R"({"bp":1000,"currency":"CNY","funded_by":"platform","uses":1})"));
  const std::string order = R"({"buyer":"b1","merchant":"m1","amount":900,"currency":"CNY","coupon":"ten",)"
                            R"("lines":[{"line_id":"1","kind":"goods","sku":"shirt","quantity":2,"amount":1000},)"
                            R"({"line_id":"2","kind":"discount","funded_by":"platform","amount":-100}],"order_id":)";
  expect_created(platform_.post("/v1/orders", order + R"("o1"})"));
  const Reply again = platform_.post("/v1/orders", order + R"("o2"})");
  EXPECT_EQ(again.status, 422);
  EXPECT_EQ(again.at("/code"), "coupon_not_usable");
  EXPECT_EQ(again.pointers(), "/coupon");
  pay("o1", 900);
  for (const char* parcel : {"w1", "w2"}) {
    expect_created(
        platform_.post("/v1/orders/o1/shipments",
                       std::string(R"({"lines":[{"line_id":"1","quantity":1}],"waybill":")") + parcel + "\"}"));
    const Reply delivered = platform_.post("/v1/orders/o1/deliveries", std::string(R"({"waybill":")") + parcel + "\"}");
    EXPECT_EQ(delivered.at("/state"), parcel == std::string("w1") ? "shipped" : "delivered") << delivered.body;
  }
  ASSERT_EQ(platform_.post("/v1/orders/o1/complete", "{}").status, 200);
  EXPECT_EQ(balance("expenses:promotion"), "100");
  EXPECT_EQ(balance("liabilities:merchant:m1"), "1000");
  expect_created(platform_.post("/v1/orders/o1/refunds", R"({"refund_id":"r1","amount":450,"currency":"CNY"})"));
  EXPECT_EQ(balance("expenses:promotion"), "50");
  EXPECT_EQ(platform_.get("/v1/orders/o1").at("/promotion"), "50");
  EXPECT_EQ(platform_.get("/v1/coupons/ten").at("/used"), "1");
  expect_a_good_log_and_journal();
}

TEST_F(Goods, AGroupThatFailsGivesEveryoneTheirMoneyBackAndOneThatSucceedsShips) {
  const auto place = [this](const std::string& id, const std::string& group) {
    return platform_.post("/v1/orders", R"({"order_id":")" + id + R"(","buyer":"b-)" + id +
                                            R"(","merchant":"m1","amount":100,"currency":"CNY","group":{"id":)" +
                                            group + "}}");
  };
  const std::string terms = R"(,"leader":"b1","size":2,"closes_at":"2026-01-02T00:00:00Z")";
  for (const char* id : {"a1", "a2"}) expect_created(place(id, "\"good\"" + terms));
  expect_created(place("b1", "\"bad\"" + terms));
  for (const char* id : {"a1", "b1"}) pay(id, 100);
  const Reply early = platform_.post("/v1/orders/a1/shipments", R"({"waybill":"w1"})");
  EXPECT_EQ(early.status, 409);
  EXPECT_EQ(early.at("/code"), "group_open");
  pay("a2", 100);
  expect_created(platform_.post("/v1/orders/a1/shipments", R"({"waybill":"w1"})"));
  const Reply good = platform_.get("/v1/groups/good");
  EXPECT_EQ(good.at("/state"), "succeeded") << good.body;
  EXPECT_EQ(good.at("/orders/1"), "a2");
  pass_to(platform_, "2026-01-02T00:00:00Z");
  EXPECT_EQ(platform_.get("/v1/groups/bad").at("/state"), "failed");
  EXPECT_EQ(platform_.get("/v1/orders/b1").at("/state"), "cancelled");
  EXPECT_EQ(platform_.get("/v1/refunds/b1.cancel").at("/amount"), "100");
  EXPECT_EQ(balance("liabilities:escrow"), "200");
  EXPECT_EQ(platform_.get("/v1/groups/none").status, 404);
  const Reply late = place("b2", "\"bad\"");
  EXPECT_EQ(late.status, 409);
  EXPECT_EQ(late.at("/code"), "group_closed");
  const Reply other = place("c1", R"("good","size":3,"closes_at":"2026-01-09T00:00:00Z")");
  EXPECT_EQ(other.at("/code"), "group_closed");
  expect_a_good_log_and_journal();
}

}  // namespace
}  // namespace tallygate::tests
