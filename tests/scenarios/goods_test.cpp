// Flash sales, coupons and group-buys as platforms run them, scene by scene.
#include "tests/support/goods.hpp"

#include <gtest/gtest.h>

namespace tallygate::tests {
namespace {

using core::Code;
using core::FundedBy;
using enum core::RecordType;

// A live sale of three shirts at eight o'clock, one a buyer. Who is too early or greedy gets none, who does not pay in
// time makes room for the next.
TEST(FlashSales, SellWhatIsThereAndNoMore) {
  core::Command sale = put_stock("shirt", 3, 1);
  std::get<core::StockPut>(sale.body).starts_at = kStart + core::hours(20);
  Scenario s;
  s.given(does(sale));
  s.when(does(order_goods("early", "b1", "shirt", 1))).then(refused(Code::sale_not_open));
  s.given(after(core::hours(20)));
  s.when(does(order_goods("greedy", "b1", "shirt", 2))).then(refused(Code::per_buyer_limit));
  core::Command slow = order_goods("slow", "b1", "shirt", 1);
  std::get<core::OrderPlace>(slow.body).terms = core::OrderTerms{900, {}, {}};
  s.given(does(slow));
  s.given(does(order_goods("second", "b2", "shirt", 1))).given(pay("second", cny(100)));
  s.given(does(order_goods("third", "b3", "shirt", 1))).given(pay("third", cny(100)));
  s.when(does(order_goods("fourth", "b4", "shirt", 1))).then(refused(Code::out_of_stock));
  s.given(after(core::minutes(15))).then(order_is("slow", "expired"));
  s.given(does(order_goods("fifth", "b5", "shirt", 1)));
}

// The platform gives a fifth off, up to 30 yuan: the buyer pays 120 for goods of 150, and merchant, distributor and
// platform have what they would have had of 150. Half of it comes back, and the platform has half of its money back.
TEST(CouponsOfThePlatform, AreAnExpenseUntilTheyAreRefunded) {
  Scenario s;
  s.given(plan(600, {1'000})).given(distributor("d1"));
  s.given(does(put_coupon("fifth", share_off(2'000, FundedBy::platform, 3'000))));
  core::Command sale = order_with_coupon("o1", "fifth", 15'000, 3'000);
  std::get<core::OrderPlace>(sale.body).referrer = core::PartyId("d1");
  s.given(does(sale)).given(pay("o1", cny(12'000))).then(owed("liabilities:escrow", cny(12'000)));
  s.given(complete("o1"));
  s.then(holds("expenses:promotion", cny(3'000)))
      .then(owed("liabilities:merchant:m1", cny(12'600)))
      .then(owed("liabilities:distributor:d1:payable", cny(1'500)))
      .then(owed("income:platform_fee", cny(900)));
  s.given(refund("o1", cny(6'000)));
  s.then(holds("expenses:promotion", cny(1'500)))
      .then(owed("liabilities:merchant:m1", cny(6'300)))
      .then(owed("liabilities:distributor:d1:payable", cny(750)))
      .then(owed("income:platform_fee", cny(450)));
  s.given(refund("o1", cny(6'000))).then(every_account_is_zero());
}

// A merchant's own coupon: the split is of what was paid, and the platform has no expense.
TEST(CouponsOfAMerchant, AreTheMerchantsOwnLoss) {
  Scenario s;
  s.given(plan(600, {})).given(does(put_coupon("ten", amount_off(cny(1'000), FundedBy::merchant))));
  s.given(does(order_with_coupon("o1", "ten", 15'000, 1'000, FundedBy::merchant))).given(pay("o1", cny(14'000)));
  s.given(complete("o1")).then(holds("expenses:promotion", cny(0)));
  s.then(owed("liabilities:merchant:m1", cny(13'160))).then(owed("income:platform_fee", cny(840)));
}

// Three friends must buy within a day. The third pays in the evening, and the parcels may go.
TEST(GroupBuys, ShipWhenEnoughHavePaid) {
  Scenario s;
  for (const char* id : {"anna", "bo", "chen"}) s.given(does(order_in_group(id, "friends", 3)));
  s.given(pay("anna", cny(100))).given(pay("bo", cny(100)));
  s.when(ship("anna")).then(refused(Code::group_open));
  s.given(after(core::hours(20))).given(pay("chen", cny(100))).given(after(core::Duration{0}));
  for (const char* id : {"anna", "bo", "chen"}) s.given(ship(id)).given(complete(id));
  s.then(owed("liabilities:merchant:m1", cny(300))).given(after(core::days(1))).then(order_is("anna", "completed"));
}

// Two of three: at the end of the day both have their money back, and the one who never paid owes nothing.
TEST(GroupBuys, GiveEveryoneTheirMoneyBackWhereTheyDoNotComeAbout) {
  Scenario s;
  s.given(does(put_stock("sku", 3)));
  for (const char* id : {"anna", "bo", "chen"}) {
    core::Command c = order_goods(id, id, "sku", 1);
    std::get<core::OrderPlace>(c.body).group = core::body_as<core::OrderPlace>(order_in_group(id, "friends", 3)).group;
    s.given(does(c));
  }
  s.given(pay("anna", cny(100))).given(pay("bo", cny(100))).given(after(core::days(1)));
  for (const char* id : {"anna", "bo", "chen"}) s.then(order_is(id, "cancelled"));
  s.then(every_account_is_zero());
  s.given(does(order_goods("later", "b9", "sku", 3)));  // and the goods are there again
}

}  // namespace
}  // namespace tallygate::tests
