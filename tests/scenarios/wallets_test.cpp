// A buyer with a wallet, a card and a voucher, scene by scene.
#include "tests/support/wallets.hpp"

#include <gtest/gtest.h>

#include "tests/support/payouts.hpp"

namespace tallygate::tests {
namespace {

const std::string kPurse = "liabilities:wallet:b1";

// A buyer puts 100.00 into the wallet by card. An order of 250.00 is paid with a voucher of 50.00, 100.00 out of the
// wallet and the rest by card. The goods come back: each way of paying has its part again, and the buyer takes the
// money of the wallet out to the bank account that the platform has registered.
TEST(Wallets, PayAPartOfAnOrderAndAreTakenOut) {
  Scenario s;
  s.given(plan(0, {})).given(does(top_up("b1", "t1", cny(10'000)))).then(owed(kPurse, cny(10'000)));
  s.given(does(put_payout_account("b1", "bank-1"))).given(order("o1").of(cny(25'000)).placed());
  s.given(does(pay_order("o1", "p1", cny(5'000), core::Channel::voucher)));
  s.given(does(pay_from_wallet("o1", "p2", cny(10'000))));
  s.given(does(pay_order("o1", "p3", cny(10'000), core::Channel::card))).then(order_is("o1", "paid"));
  s.then(owed(kPurse, cny(0))).then(owed("liabilities:escrow", cny(25'000)));
  s.given(refund("o1", cny(25'000))).then(owed(kPurse, cny(10'000))).then(owed("liabilities:escrow", cny(0)));
  s.then(holds("assets:channel:voucher", cny(0))).then(holds("assets:channel:card", cny(10'000)));
  s.given(after(core::days(2))).given(does(withdraw("b1", "w1", cny(10'000), "bank-1")));
  s.then(owed(kPurse, cny(0))).then(owed("liabilities:payouts", cny(10'000)));
  s.given(approved("w1")).given(settled("w1"));
  s.then(owed("liabilities:payouts", cny(0))).then(holds("assets:bank:main", cny(-10'000)));
}

// A stolen card tops a wallet up with 100.00, and 30.00 are spent at once. The card's owner has the bank take the money
// back: from then on the wallet gives nothing of it. The dispute is lost, the wallet owes what was spent, and the next
// top-up makes that good first.
TEST(Wallets, GiveBackWhatAStolenCardBrought) {
  Scenario s;
  s.given(plan(0, {})).given(does(top_up("b1", "t1", cny(10'000)))).given(order("o1").of(cny(3'000)).placed());
  s.given(does(pay_from_wallet("o1", "p1", cny(3'000)))).given(complete("o1"));
  s.given(dispute("t1", "x1")).then(owed(kPurse, cny(7'000))).then(available(kPurse, cny(0)));
  s.given(order("o2").of(cny(1'000)).placed());
  s.when(does(pay_from_wallet("o2", "p2", cny(1'000)))).then(refused(core::Code::insufficient_funds));
  s.given(lose("x1")).then(owed(kPurse, cny(-3'000))).then(holds("assets:channel:card", cny(0)));
  s.then(owed("liabilities:merchant:m1", cny(3'000))).then(owed("liabilities:suspense:card", cny(0)));
  s.given(does(top_up("b1", "t2", cny(5'000)))).then(available(kPurse, cny(2'000)));
}

// The wallet cannot pay what it does not have, and nothing of it moves until the buyer has topped it up.
TEST(Wallets, ThatHaveTooLittleAreToppedUpFirst) {
  Scenario s;
  s.given(plan(0, {})).given(does(top_up("b1", "t1", cny(10'000)))).given(order("o1").of(cny(12'000)).placed());
  s.when(does(pay_from_wallet("o1", "p1", cny(12'000)))).then(refused(core::Code::insufficient_funds));
  s.then(owed(kPurse, cny(10'000))).then(order_is("o1", "placed"));
  s.given(does(top_up("b1", "t2", cny(2'000)))).given(does(pay_from_wallet("o1", "p2", cny(12'000))));
  s.then(owed(kPurse, cny(0))).then(order_is("o1", "paid"));
}

}  // namespace
}  // namespace tallygate::tests
