// Limited stock: what orders take of it, what they give back, and what is refused.
#include <gtest/gtest.h>

#include "tests/support/goods.hpp"

namespace tallygate::tests {
namespace {

using core::Code;
using enum core::RecordType;

std::string stock_of(Scenario& s, const std::string& sku = "shirt") {
  const std::string json = s.world().ledger().stock_json(sku);
  const auto at = json.find("\"available\":") + 12;
  return json.substr(at, json.find(',', at) - at);
}

TEST(Stock, IsTakenByOrdersUntilNothingIsLeft) {
  Scenario s;
  s.when(does(put_stock("shirt", 5))).then(recorded({stock_put}));
  s.given(does(order_goods("o1", "b1", "shirt", 3)));
  EXPECT_EQ(stock_of(s), "2");
  s.when(does(order_goods("o2", "b2", "shirt", 3))).then(refused_at(Code::out_of_stock, "/lines/0/sku"));
  EXPECT_NE(s.last().refusal->detail.find("2 of 5 of shirt are left"), std::string::npos) << s.last().refusal->detail;
  s.given(does(order_goods("o3", "b2", "shirt", 2)));
  s.when(does(order_goods("o4", "b2", "shirt", 1))).then(refused(Code::out_of_stock));
  s.given(does(order_goods("o5", "b2", "cap", 1'000)));  // has no limit
  EXPECT_NE(s.world().ledger().order_json("o3").find(R"("stock":[{"quantity":2,"sku":"shirt"}])"), std::string::npos);
}

TEST(Stock, CountsLinesAndItemsOfTheSameSkuTogether) {
  Scenario s;
  s.given(does(put_stock("shirt", 3)));
  core::Command twice = order_goods("o1", "b1", "shirt", 2);
  auto& lines = std::get<core::OrderPlace>(twice.body).lines;
  lines.push_back(lines[0]);
  lines[1].line_id = "2";
  lines[1].amount = 0;
  s.when(does(twice)).then(refused(Code::out_of_stock));
  lines[1].quantity.reset();  // one
  s.given(does(twice));
  EXPECT_EQ(stock_of(s), "0");
  core::Command items = place_order("o2", cny(10));
  std::get<core::OrderPlace>(items.body).items = {{1, "cap", 0}, {1, "shirt", 10}};
  s.when(does(items)).then(refused_at(Code::out_of_stock, "/items/1/sku"));
}

TEST(Stock, IsShownBesideAllThatAnOrderNames) {
  Scenario s;
  s.given(does(put_stock("shirt", 3))).given(does(put_coupon("c1", amount_off(cny(10), core::FundedBy::platform))));
  core::Command all = order_goods("o1", "b1", "shirt", 1);
  auto& body = std::get<core::OrderPlace>(all.body);
  body.creator = core::PartyId("c1");
  body.partner = core::PartyId("t1");
  body.supplier = core::PartyId("s1");
  s.given(does(all));
  const std::string json = s.world().ledger().order_json("o1");
  EXPECT_NE(json.find(R"("stock":[{"quantity":1,"sku":"shirt"}],"supplier":"s1")"), std::string::npos) << json;
}

TEST(Stock, OfOneBuyerIsLimited) {
  Scenario s;
  s.given(does(put_stock("shirt", 10, 2))).given(does(order_goods("o1", "b1", "shirt", 1)));
  s.when(does(order_goods("o2", "b1", "shirt", 2))).then(refused_at(Code::per_buyer_limit, "/lines/0/sku"));
  s.given(does(order_goods("o3", "b2", "shirt", 2))).given(cancel("o1"));
  s.given(does(order_goods("o4", "b1", "shirt", 2)));
  EXPECT_EQ(stock_of(s), "6");
}

TEST(Stock, IsSoldWhileItsSaleIsOpen) {
  core::Command put = put_stock("shirt", 5);
  auto& sale = std::get<core::StockPut>(put.body);
  sale.starts_at = kStart + core::hours(1);
  sale.ends_at = kStart + core::hours(2);
  Scenario s;
  s.given(does(put));
  s.when(does(order_goods("o1", "b1", "shirt", 1))).then(refused_at(Code::sale_not_open, "/lines/0/sku"));
  s.given(after(core::hours(1))).given(does(order_goods("o2", "b1", "shirt", 1)));
  s.given(after(core::hours(1)));
  s.when(does(order_goods("o3", "b1", "shirt", 1))).then(refused(Code::sale_not_open));
}

TEST(Stock, IsReservedByWhatWaitsAndGivenBackByWhatEnds) {
  Scenario s;
  s.given(does(put_stock("shirt", 10)));
  s.when(under(core::Verdict::review, order_goods("held", "b1", "shirt", 1)));
  s.when(under(core::Verdict::challenge, order_goods("asked", "b1", "shirt", 2)));
  s.when(under(core::Verdict::block, order_goods("blocked", "b1", "shirt", 3))).then(recorded({order_blocked}));
  EXPECT_EQ(stock_of(s), "7");
  s.when(rejected("rv2"));
  EXPECT_EQ(stock_of(s), "8");
  s.when(answered("ch3", true)).then(order_is("asked", "placed"));  // takes nothing anew
  EXPECT_EQ(stock_of(s), "8");
  core::Command expiring = order_goods("expiring", "b1", "shirt", 5);
  std::get<core::OrderPlace>(expiring.body).terms = core::OrderTerms{60, {}, {}};
  s.given(does(expiring));
  EXPECT_EQ(stock_of(s), "3");
  s.given(after(core::minutes(1))).then(order_is("expiring", "expired"));
  EXPECT_EQ(stock_of(s), "8");
  s.given(pay("asked", cny(100))).given(cancel("asked"));
  EXPECT_EQ(stock_of(s), "10");
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
}

TEST(Stock, ThatWasBoughtIsNotGivenBackByARefund) {
  Scenario s;
  s.given(does(put_stock("shirt", 2))).given(does(order_goods("o1", "b1", "shirt", 2)));
  s.given(pay("o1", cny(100))).given(complete("o1")).given(refund("o1", cny(100)));
  EXPECT_EQ(stock_of(s), "0");
}

TEST(Stock, OfAReleasedReviewIsItsOwnWhateverWasSoldMeanwhile) {
  Scenario s;
  s.given(does(put_stock("shirt", 1)));
  s.when(under(core::Verdict::review, order_goods("o1", "b1", "shirt", 1)));
  s.when(does(order_goods("o2", "b2", "shirt", 1))).then(refused(Code::out_of_stock));
  s.given(does(put_stock("shirt", 0)));  // nothing more
  s.when(released("rv2")).then(order_is("o1", "placed"));
}

TEST(Stock, PutAgainCountsWhatWasTakenUnlessAnotherSaleBegins) {
  Scenario s;
  s.given(does(put_sale("shirt", 5, "monday"))).given(does(order_goods("o1", "b1", "shirt", 4)));
  s.given(does(put_sale("shirt", 6, "monday")));
  EXPECT_EQ(stock_of(s), "2");
  s.given(does(put_sale("shirt", 3, "monday")));
  EXPECT_EQ(stock_of(s), "0");
  s.given(does(put_sale("shirt", 5, "tuesday")));
  EXPECT_EQ(stock_of(s), "5");
  s.given(cancel("o1"));  // monday's
  EXPECT_EQ(stock_of(s), "5");
}

TEST(Stock, OfManySkusInOneOrderIsNotSupported) {
  Scenario s;
  core::Command wide = place_order("o1", cny(0));
  auto& items = std::get<core::OrderPlace>(wide.body).items;
  for (int i = 0; i <= 32; ++i) {
    s.given(does(put_stock("s" + std::to_string(i), 1)));
    items.push_back({1, "s" + std::to_string(i), 0});
  }
  s.when(does(wide)).then(refused(Code::not_supported));
  items.pop_back();
  s.given(does(wide));
}

TEST(Stock, OfAMerchantIsTakenByItsOrdersAlone) {
  core::Command put = put_stock("sku", 5), other = order_goods("o1", "b1", "sku", 1);
  std::get<core::StockPut>(put.body).merchant = core::PartyId("m1");
  std::get<core::OrderPlace>(other.body).merchant = core::PartyId("m2");
  Scenario s;
  s.given(does(put)).when(does(other)).then(refused_at(Code::other_merchant, "/lines/0/sku"));
  s.given(does(order_goods("o2", "b1", "sku", 1)));
  EXPECT_NE(s.world().ledger().stock_json("sku").find(R"("merchant":"m1")"), std::string::npos);
  s.given(does(put_stock("sku", 5))).given(does(other));  // put anew for all
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
}

}  // namespace
}  // namespace tallygate::tests
