// A shop that sells in yuan to buyers whose cards are in dollars, scene by scene.
#include "tests/support/charges.hpp"

#include <gtest/gtest.h>

#include "tests/support/reconciliation.hpp"
#include "tests/support/settlements.hpp"

namespace tallygate::tests {
namespace {

const std::string kShop = "liabilities:merchant:m1", kCards = "assets:channel:wechat_pay";
const std::string kYuan = "equity:conversion:CNY", kDollars = "equity:conversion:USD";

void expect_dollars(Scenario& s, const std::string& account, core::Amount amount) {
  EXPECT_EQ(s.world().balance(account, "USD"), amount) << account;
}

// A buyer abroad orders for 1,000.00 CNY. The channel charges the card 140.03 USD, at 0.14003 dollars a yuan: the books
// say both, and at which rate. The platform's fee is 5 % of what the order is worth, in yuan: 50.00, and the shop has
// 950.00.
//
// The buyer sends one piece back, for 250.00 CNY. What goes back to the card is at the rate of that payment, whatever
// the dollar is worth now: 35.00 USD (35.0075, and a cent has no hundredths). Of the 250.00, 12.50 are the platform's
// fee and 237.50 the shop's.
//
// Three weeks later the bank takes back 50.00 USD in a chargeback. In yuan that is 357.06. The shop loses: 339.21 of it
// are the shop's and 17.85 the platform's, by the same rounding that split the order.
//
// The channel settles in dollars: 140.03 − 35.00 − 50.00 = 55.03, less a fee of 1.10. Then the channel owes nothing,
// the bank has 53.93 USD, and what is open is the platform's own exchange: it took 55.03 USD for 392.94 CNY that it
// owes.
TEST(AShopAbroad, IsPaidInDollarsForYuan) {
  Scenario s;
  const auto rate = rate_of(14'003, 100'000);
  s.given(plan(500, {})).given(order("o1").of(cny(100'000)).placed());
  s.given(does(charging(pay_order("o1", "p1", cny(100'000)), usd(14'003), rate)));
  s.then(order_is("o1", "paid")).then(owed("liabilities:escrow", cny(100'000)));
  expect_dollars(s, kCards, 14'003);
  s.given(complete("o1")).then(owed(kShop, cny(95'000))).then(owed("income:platform_fee", cny(5'000)));

  s.given(refund_as("r1", "o1", cny(25'000)));
  s.then(owed(kShop, cny(71'250))).then(owed("income:platform_fee", cny(3'750)));
  expect_dollars(s, kCards, 10'503);

  s.given(after(core::days(21))).given(dispute("p1", "d1", usd(5'000)));
  expect_dollars(s, "assets:disputed:wechat_pay", 5'000);
  s.then(frozen(kShop, cny(33'921)));
  s.given(lose("d1")).then(owed(kShop, cny(37'329))).then(owed("income:platform_fee", cny(1'965)));
  expect_dollars(s, kCards, 5'503);
  expect_dollars(s, "assets:disputed:wechat_pay", 0);

  s.given(states("november", {payment_row("p1", usd(14'003)), refund_row("r1", usd(3'500)),
                              statement_row(core::StatementKind::dispute, "d1", usd(5'000))}));
  s.then(all_agrees());
  s.given(settlement("s1", usd(5'503), 110));
  expect_dollars(s, kCards, 0);
  expect_dollars(s, "assets:bank:main", 5'393);
  expect_dollars(s, kDollars, -5'503);
  s.then(holds(kYuan, cny(39'294)));
}

// The same buyer pays 300.00 CNY of the next order with a voucher and the rest, 700.00 CNY, with the card, at the rate
// of that day: 0.1390. The shop cannot deliver and cancels: 97.30 USD go back to the card and the voucher's 300.00 CNY
// to the voucher, and no account has anything of it.
TEST(AShopAbroad, GivesBackToTheCardWhatTheCardGave) {
  Scenario s;
  s.given(order("o2").of(cny(100'000)).placed());
  s.given(does(pay_order("o2", "p2", cny(30'000), core::Channel::voucher)));
  s.given(does(charged_at(pay_order("o2", "p3", cny(70'000)), currency("USD"), rate_of(139, 1'000))));
  expect_dollars(s, kCards, 9'730);
  s.given(cancel("o2")).then(order_is("o2", "cancelled")).then(every_account_is_zero());
}

// An order of three parcels is held on the card, 99.99 CNY at 0.1387, and taken as each parcel leaves. Each capture
// takes what is due of all so far, less what was taken: 4.62, 4.62 and 4.62, together the 13.86 that the buyer agreed
// to.
TEST(AShopAbroad, TakesOfAHoldWhatIsDueSoFar) {
  Scenario s;
  s.given(order("o3").of(cny(9'999)).placed());
  s.given(does(charging(hold_payment("o3", "h1", cny(9'999)), usd(1'386), rate_of(1'387, 10'000))));
  for (const core::Amount so_far : {462, 924, 1'386}) {
    s.given(capture("h1", 3'333));
    expect_dollars(s, kCards, so_far);
  }
  s.then(order_is("o3", "paid")).then(held(cny(0)));
}

}  // namespace
}  // namespace tallygate::tests
