// Orders that end by themselves, by the terms that they were placed under, scene by scene.
#include <gtest/gtest.h>

#include "tests/support/scenario.hpp"

namespace tallygate::tests {
namespace {

using core::Code;
using enum core::RecordType;

constexpr core::Duration kWeek = core::days(7), kHalfAnHour = core::minutes(30);

// A shop sale as platforms run it: seven days after the parcel is at the door the money is the merchant's and the
// distributor's, and nobody had to call for it.
TEST(OrdersByTheirTerms, ArePaidOutAWeekAfterDelivery) {
  Scenario s;
  s.given(plan(500, {800})).given(distributor("d1"));
  s.given(order("o1").of(cny(10'000)).referred_by("d1").released_after(kWeek).shipped());
  s.given(after(core::days(3))).given(deliver("o1")).given(after(core::days(6)));
  s.then(owed("liabilities:escrow", cny(10'000))).then(owed("liabilities:merchant:m1", cny(0)));
  s.given(after(core::days(1))).then(order_is("o1", "completed"));
  s.then(owed("liabilities:merchant:m1", cny(8'700)))
      .then(owed("income:platform_fee", cny(500)))
      .then(owed("liabilities:distributor:d1:payable", cny(800)))
      .then(owed("liabilities:escrow", cny(0)));
}

// The buyer complains on the last day. While somebody looks at the refund the money stays where it is; when part of it
// went back, the rest is paid out at once, and the commission is of that rest.
TEST(OrdersByTheirTerms, WaitForTheAnswerToARefund) {
  Scenario s;
  s.given(plan(500, {800})).given(distributor("d1"));
  s.given(order("o1").of(cny(10'000)).referred_by("d1").released_after(kWeek).delivered());
  s.given(after(core::days(6)));
  s.when(under(core::Verdict::review, refund_order("o1", "r1", cny(4'000)))).then(recorded({refund_held}));
  s.given(after(core::days(2))).then(order_is("o1", "delivered")).then(owed("liabilities:escrow", cny(10'000)));
  s.given(released("rv7")).given(after(core::Duration{0})).then(order_is("o1", "completed"));
  s.then(owed("liabilities:merchant:m1", cny(5'220)))
      .then(owed("income:platform_fee", cny(300)))
      .then(owed("liabilities:distributor:d1:payable", cny(480)));
}

// A live sale: who does not pay within half an hour gives the place back. The deposit that was paid goes back, and the
// card that was only authorised is let go.
TEST(OrdersByTheirTerms, AreGivenUpWhereTheyAreNotPaidInTime) {
  Scenario s;
  s.given(order("o1").of(cny(9'900)).expiring_in(kHalfAnHour).placed());
  s.given(pay("o1", cny(1'000))).given(hold("o1", "card", cny(5'000)));
  s.given(after(kHalfAnHour)).then(order_is("o1", "expired")).then(every_account_is_zero());
  s.when(pay("o1", cny(8'900))).then(refused(Code::order_expired));
}

// A merchant who does not send: the order is cancelled on the day that was promised and the buyer has the money back.
// The other parcel is on its way: it is late, and the sale stands.
TEST(OrdersByTheirTerms, AreCancelledWhereNothingWasSentByTheDayPromised) {
  Scenario s;
  for (const char* id : {"forgotten", "sent"})
    s.given(order(id).of(cny(5'000)).to_deliver_by(kStart + kWeek, core::OnLate::cancel).released_after(kWeek).paid());
  s.given(after(core::days(6))).given(ship("sent")).given(after(core::days(1)));
  s.then(order_is("forgotten", "cancelled")).then(order_is("sent", "shipped"));
  s.then(owed("liabilities:escrow", cny(5'000))).then(holds("assets:channel:wechat_pay", cny(5'000)));
  s.given(after(core::days(1))).given(deliver("sent")).given(after(kWeek)).then(order_is("sent", "completed"));
  s.then(owed("liabilities:merchant:m1", cny(5'000)));
}

}  // namespace
}  // namespace tallygate::tests
