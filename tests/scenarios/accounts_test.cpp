// Accounts that are frozen, closed and opened again, scene by scene.
#include "tests/support/accounts.hpp"

#include <gtest/gtest.h>

#include "tests/support/payouts.hpp"
#include "tests/support/settlements.hpp"

namespace tallygate::tests {
namespace {

using core::Code;

// A court asks for a merchant's money. 60.00 are on their way to the merchant's bank, asked for and not yet approved:
// they come back. What buyers send back still goes back, new sales are kept, and in the end the court is paid by an
// entry once the account is open again.
TEST(FrozenMerchant, KeepsWhatItEarnsForTheCourt) {
  const std::string shop = "liabilities:merchant:m1";
  Scenario s;
  s.given(plan(0, {})).given(order("o1").of(cny(10'000)).completed()).given(payout("w1", "m1", cny(6'000)));
  s.given(does(freeze_account(shop)));
  s.when(approved("w1")).then(refused(Code::account_frozen));
  s.given(does(decide_payout("w1", false))).then(owed(shop, cny(10'000))).then(owed("liabilities:payouts", cny(0)));
  s.given(order("o2").of(cny(4'000)).completed()).given(refund("o1", cny(1'500))).then(owed(shop, cny(12'500)));
  s.when(payout("w2", "m1", cny(12'500))).then(refused(Code::account_frozen));
  s.given(does(unfreeze_account(shop)));
  s.given(entry(post_journal("court-17", {debit(shop, cny(12'500)), credit("assets:bank:main", cny(12'500))})));
  s.then(owed(shop, cny(0)));
}

// A shop leaves the platform: paid out, closed. A month later its channel reports a payment that it had forgotten, for
// an order of before. The money is booked, and the order completes: that opens the account again.
TEST(ClosedMerchant, IsOpenedAgainForWhatWasForgotten) {
  const std::string shop = "liabilities:merchant:m1";
  Scenario s;
  s.given(plan(0, {})).given(order("o1").of(cny(10'000)).completed()).given(order("o2").of(cny(500)).placed());
  s.given(payout("w1", "m1", cny(10'000))).given(approved("w1")).given(settled("w1")).given(does(close_account(shop)));
  s.given(after(core::days(30))).given(does(report_payment("o2", "forgotten", cny(500))));
  s.when(payout("w2", "m1", cny(1))).then(refused(Code::account_closed)).then(owed("liabilities:escrow", cny(500)));
  s.given(complete("o2")).then(account_is(shop, "open")).then(owed(shop, cny(500)));
}

// A channel is given up when the bank has its last settlement. Weeks later it takes a payment back from the platform:
// the settlement is a fact, and shows that the channel was not at its end.
TEST(ClosedChannel, IsOpenAgainWithItsNextSettlement) {
  const std::string channel = "assets:channel:wechat_pay";
  Scenario s;
  s.given(plan(0, {})).given(order("o1").of(cny(10'000)).completed());
  s.given(settlement("last", cny(10'000), 60)).given(does(close_account(channel))).given(after(core::days(40)));
  s.when(order("o2").of(cny(100)).placed().steps().back());
  s.when(pay("o2", cny(100))).then(refused(Code::account_closed));
  s.given(settlement("after-all", cny(-300), 0)).then(account_is(channel, "open")).then(holds(channel, cny(300)));
}

}  // namespace
}  // namespace tallygate::tests
