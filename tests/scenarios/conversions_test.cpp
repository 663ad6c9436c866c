// A shop that sells in one currency and is paid in another, scene by scene.
#include "tests/support/conversions.hpp"

#include <gtest/gtest.h>

#include "tests/support/settlements.hpp"

namespace tallygate::tests {
namespace {

// A shop abroad sells for 10,000.00 CNY and wants dollars. The platform gives it 0.1380 dollars for a yuan: 1,380.00.
// On the same day it buys dollars at its bank, at 0.1395: for 9,892.48 CNY, the least that gives 1,380.00. Then nobody
// is owed yuan, the shop has its dollars, and what stands on the conversion account in yuan is what the platform earned
// by the difference: 107.52 CNY, which the bank still has.
TEST(Conversions, OfAShopAndOfThePlatformLeaveTheMarginOnTheBank) {
  const std::string shop = "liabilities:merchant:m1", yuan = "assets:bank:main", dollars = "assets:bank:abroad";
  Scenario s;
  s.given(plan(0, {})).given(order("o1").of(cny(1'000'000)).completed()).given(settlement("d1", cny(1'000'000), 0));
  s.given(does(convert("shop-1", side(shop, cny(1'000'000)), side(shop, usd(138'000)), rate_of(138, 1'000))));
  s.then(owed(shop, cny(0))).then(owed("equity:conversion:CNY", cny(1'000'000)));
  s.given(does(convert("bank-1", side(yuan, cny(989'248)), side(dollars, usd(138'000)), rate_of(1'395, 10'000))));
  s.then(holds(yuan, cny(10'752))).then(owed("equity:conversion:CNY", cny(10'752)));
  EXPECT_EQ(s.world().balance("equity:conversion:USD", "USD"), 0);
  EXPECT_EQ(s.world().balance(dollars, "USD"), 138'000);
  EXPECT_EQ(s.world().balance(shop, "USD"), -138'000);
}

// Yen have no hundredths. A shop turns 123.45 yuan into yen at 20.512 yen for a yuan: 2,532.2…, and gets 2,532. The
// fraction of a yen is nobody's: no account can hold it, and the rate's own figures say how much it was.
TEST(Conversions, LeaveFractionsOfAMinorUnitToTheRate) {
  const std::string shop = "liabilities:merchant:m1";
  Scenario s;
  s.given(plan(0, {})).given(order("o1").of(cny(12'345)).completed());
  s.given(does(convert("c1", side(shop, cny(12'345)), side(shop, {2'532, currency("JPY")}), rate_of(20'512, 100'000))));
  s.then(owed(shop, cny(0)));
  EXPECT_EQ(s.world().balance(shop, "JPY"), -2'532);
}

}  // namespace
}  // namespace tallygate::tests
