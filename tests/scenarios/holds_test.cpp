// Money that is authorised when an order is placed and taken when its goods are ready, scene by scene.
#include <gtest/gtest.h>

#include "tests/support/scenario.hpp"

namespace tallygate::tests {
namespace {

using core::Code;
using enum core::RecordType;

// The merchant takes the money of each parcel as it is packed. One thing is out of stock: what was held for it goes
// back to the buyer's card without ever having been taken, and the buyer pays the rest another way.
TEST(AuthorisedOrders, AreTakenParcelByParcel) {
  Scenario s;
  s.given(plan(500, {500})).given(distributor("d1"));
  s.given(order("o1").of(cny(10'000)).referred_by("d1").placed()).given(hold("o1", "card", cny(10'000)));
  s.then(held(cny(10'000))).then(owed("liabilities:escrow", cny(0)));
  s.given(capture("card", 6'000)).then(held(cny(4'000))).then(owed("liabilities:escrow", cny(6'000)));
  s.given(capture_finally("card", 3'000)).then(held(cny(0))).then(owed("liabilities:escrow", cny(9'000)));
  s.when(ship("o1")).then(refused(Code::order_not_paid));
  s.given(pay("o1", cny(1'000))).given(ship("o1")).given(complete("o1"));
  s.then(owed("liabilities:merchant:m1", cny(9'000)))
      .then(owed("income:platform_fee", cny(500)))
      .then(owed("liabilities:distributor:d1:payable", cny(500)));
  s.given(settled_refund("o1", cny(10'000))).then(every_account_is_zero());
}

// A group-buy that does not come about: everyone's card is released, and nobody was ever charged.
TEST(AuthorisedOrders, OfAGroupThatFailsCostNobodyAnything) {
  Scenario s;
  for (const char* id : {"o1", "o2", "o3"}) s.given(order(id).of(cny(100)).placed());
  for (const char* id : {"o1", "o2", "o3"}) s.given(hold(id, std::string(id) + ".card", cny(100)));
  s.then(held(cny(300)));
  for (const char* id : {"o1", "o2", "o3"}) s.when(cancel(id)).then(recorded({order_cancelled, payment_voided}));
  s.then(every_account_is_zero());
}

// A merchant who forgets: after seven days the bank lets go, and the money has to be asked for again.
TEST(AuthorisedOrders, ThatNobodyTakesInTimeHaveToBePaidAgain) {
  Scenario s;
  s.given(order("o1").of(cny(100)).placed()).given(hold("o1", "card", cny(100)));
  s.given(after(core::days(7))).then(held(cny(0))).then(order_is("o1", "placed"));
  s.when(capture_rest("card")).then(refused(Code::hold_expired));
  s.given(pay("o1", cny(100))).then(order_is("o1", "paid"));
}

}  // namespace
}  // namespace tallygate::tests
