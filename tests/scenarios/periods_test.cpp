// A month's books, from its end to their closing, scene by scene.
#include "tests/support/periods.hpp"

#include <gtest/gtest.h>

#include "tests/support/settlements.hpp"

namespace tallygate::tests {
namespace {

using core::Code;

// January in Shanghai. A shop sells for 100.00 on the last evening; the channel's settlement of 99.40 and a fee of 0.60
// is reported on the second of February, and dated the thirty-first. The accountant closes January on the fifth: the
// channel still owes the 100.00 in these books, since the settlement was booked when it came. An entry dated into
// January is kept out; the correction is booked in February.
TEST(Months, AreClosedOnTheFifthAndStayAsTheyWere) {
  Scenario s;
  s.world().open_in("Asia/Shanghai");
  s.given(does(keep_months(true))).given(plan(0, {})).given(until("2026-01-31T15:00:00Z"));
  s.given(order("o1").of(cny(10'000)).completed()).given(until("2026-02-02T02:00:00Z"));
  s.given(does(dated(settle_channel("31", cny(10'000), 60), instant("2026-01-31T12:00:00Z"))));
  s.given(until("2026-02-05T02:00:00Z")).given(does(close_month("2026-01")));
  const core::PeriodEffect books = closed_books(s.world());
  EXPECT_EQ(total_in(books, "CNY").assets, 10'000);
  EXPECT_EQ(total_in(books, "CNY").expenses, 0);
  EXPECT_EQ(total_in(books, "CNY").liabilities, 10'000);
  const core::Command correction =
      post_journal("rounding", {debit("assets:bank:main", cny(1)), credit("equity:adjustments", cny(1))});
  s.when(entry(dated(correction, instant("2026-01-31T12:00:00Z")))).then(refused(Code::period_closed));
  s.given(entry(correction)).then(holds("assets:bank:main", cny(9'941)));
  s.given(until("2026-03-02T02:00:00Z")).given(does(close_month("2026-02")));
  EXPECT_EQ(total_in(closed_books(s.world()), "CNY").expenses, 60);
  EXPECT_EQ(total_in(closed_books(s.world()), "CNY").equity, 1);
}

}  // namespace
}  // namespace tallygate::tests
