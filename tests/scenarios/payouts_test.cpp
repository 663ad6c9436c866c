// How merchants and distributors get their money, scene by scene.
#include "tests/support/payouts.hpp"

#include <gtest/gtest.h>

namespace tallygate::tests {
namespace {

using core::Code;
using enum core::RecordType;

// A distributor withdraws a month's commission: a fifth of what is above 800.00 is withheld as tax, a second person
// approves, and the bank pays. The bank finds the account closed and sends the money back: the distributor has all of
// it again, and nothing is owed to the tax office.
TEST(Withdrawals, OfADistributorThatTheBankSendsBack) {
  core::SettingsPut settings;
  settings.payout_tax = std::vector<core::PayoutTax>{{2'000, currency("CNY"), 80'000, core::Role::distributor}};
  Scenario s;
  s.given(plan(500, {1'000})).given(distributor("d1")).given(does(change_settings(settings)));
  s.given(order("o1").of(cny(1'000'000)).referred_by("d1").completed());
  s.then(owed("liabilities:distributor:d1:payable", cny(100'000)));
  s.given(does(put_payout_account("d1", "savings"))).given(after(core::days(1)));

  s.given(does(as_person(ask_payout("w1", "d1", cny(100'000), "savings"), "ann")));
  s.then(owed("liabilities:distributor:d1:payable", cny(0)))
      .then(owed("liabilities:payouts", cny(96'000)))
      .then(owed("liabilities:tax:withheld", cny(4'000)));
  s.when(does(decide_payout("w1", true, "ann"))).then(refused(Code::four_eyes));
  s.given(does(decide_payout("w1", true, "carl"))).given(settled("w1"));
  s.then(holds("assets:bank:main", cny(-96'000))).then(owed("liabilities:payouts", cny(0)));

  s.given(does(return_payout("w1")));
  s.then(holds("assets:bank:main", cny(0)))
      .then(owed("liabilities:tax:withheld", cny(0)))
      .then(owed("liabilities:distributor:d1:payable", cny(100'000)));
}

// A merchant is paid out, and then a buyer sends the goods back: the merchant owes, cannot withdraw, and the next sale
// covers it.
TEST(Withdrawals, ThatARefundOvertakesLeaveADebtThatTheNextSaleCovers) {
  const std::string merchant = "liabilities:merchant:m1";
  Scenario s;
  s.given(plan(0, {})).given(order("o1").of(cny(10'000)).completed());
  s.given(payout("w1", "m1", cny(10'000))).given(approved("w1")).given(settled("w1"));
  s.given(settled_refund("o1", cny(10'000))).then(owed(merchant, cny(-10'000))).then(available(merchant, -10'000));
  s.when(payout("w2", "m1", cny(1))).then(refused(Code::insufficient_funds));
  s.given(order("o2").of(cny(15'000)).completed()).then(available(merchant, 5'000));
  s.when(payout("w2", "m1", cny(5'001))).then(refused(Code::insufficient_funds));
  s.given(payout("w2", "m1", cny(5'000))).then(owed(merchant, cny(0)));
}

// Someone takes over an account and enters a bank account of their own: for a day nothing is paid there, and the owner
// has the time to close it.
TEST(Withdrawals, ToAnAccountThatWasJustChangedWait) {
  Scenario s;
  s.given(plan(0, {})).given(order("o1").of(cny(10'000)).completed()).given(does(put_payout_account("m1", "bank")));
  s.given(after(core::days(30))).given(does(put_payout_account("m1", "bank", "the thief's")));
  s.when(does(ask_payout("w1", "m1", cny(10'000), "bank"))).then(refused(Code::payout_account_cooling_off));
  s.given(after(core::hours(20))).given(does(close_payout_account("m1", "bank"))).given(after(core::days(2)));
  s.when(does(ask_payout("w1", "m1", cny(10'000), "bank"))).then(refused(Code::payout_account_closed));
  s.given(does(put_payout_account("m1", "bank", "the owner's"))).given(after(core::days(1)));
  s.given(does(ask_payout("w1", "m1", cny(10'000), "bank")));
}

}  // namespace
}  // namespace tallygate::tests
