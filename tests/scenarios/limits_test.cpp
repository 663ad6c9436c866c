// What parties may spend, be paid and owe, scene by scene.
#include "tests/support/limits.hpp"

#include <gtest/gtest.h>

#include "tests/support/payouts.hpp"

namespace tallygate::tests {
namespace {

using core::Code;

// A child's account may spend 100.00 a day. 60.00 are held for a jacket and 30.00 paid for a ticket; a game for 20.00
// is too much. The shop has the jacket in no size that fits and releases the hold, and the game is bought.
TEST(PocketMoney, IsWhatADayAllowsHoldsCounted) {
  Scenario s;
  s.given(plan(0, {})).given(does(put_party("child"))).given(does(spending_limit("pocket", "child", cny(10'000))));
  s.given(order("jacket").of(cny(6'000)).by("child").placed()).given(hold("jacket", "h1", cny(6'000)));
  s.given(order("ticket").of(cny(3'000)).by("child").paid()).given(order("game").of(cny(2'000)).by("child").placed());
  s.when(pay("game", cny(2'000))).then(refused(Code::account_limit));
  s.given(void_hold("h1")).given(pay("game", cny(2'000))).then(used("pocket", 5'000));
  s.given(after(core::days(1))).then(used("pocket", 0));
}

// A new merchant is paid at most 50.00 a day until the platform knows it better, and a trusted one may draw 20.00 more
// than it has earned, which its next sale covers.
TEST(Trust, IsALimitThatGrows) {
  const std::string shop = "liabilities:merchant:m1";
  Scenario s;
  s.given(plan(0, {}))
      .given(order("o1").of(cny(10'000)).completed())
      .given(does(payout_limit("new", "m1", cny(5'000))));
  s.given(payout("w1", "m1", cny(5'000))).when(payout("w2", "m1", cny(1))).then(refused(Code::account_limit));
  s.given(after(core::days(1))).given(payout("w3", "m1", cny(5'000))).then(owed(shop, cny(0)));
  core::LimitPut removed = of_party("m1", limit_of(core::LimitKind::payout, cny(1)));
  removed.amount.reset();
  s.given(does(put_limit("new", removed))).given(does(credit_limit("trusted", shop, cny(2'000))));
  s.given(payout("w4", "m1", cny(2'000))).then(owed(shop, cny(-2'000)));
  s.when(payout("w5", "m1", cny(1))).then(refused(Code::insufficient_funds));
  s.given(order("o2").of(cny(3'000)).completed()).then(owed(shop, cny(1'000)));
}

}  // namespace
}  // namespace tallygate::tests
