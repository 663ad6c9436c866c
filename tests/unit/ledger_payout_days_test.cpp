// The days on which payouts are asked for: business days of the tenant's calendar, by a schedule for each role.
#include <gtest/gtest.h>

#include "tests/support/payouts.hpp"

namespace tallygate::tests {
namespace {

using core::Code;
using core::PayoutEvery;

core::SettingsPut paid(PayoutEvery every, std::optional<std::int64_t> on = {}) {
  core::SettingsPut settings;
  settings.payout_schedule = std::vector<core::PayoutSchedule>{{every, on, core::Role::merchant}};
  return settings;
}
core::SettingsPut closed_on_weekends(core::SettingsPut settings = {}) {
  settings.closed_weekdays = std::vector<core::Weekday>{core::Weekday::saturday, core::Weekday::sunday};
  return settings;
}
core::SettingsPut with_holidays(core::SettingsPut settings, std::vector<std::string> days) {
  settings.holidays = std::move(days);
  return settings;
}
// 2026-01-01T00:00:00Z, a Thursday, is when m1 has earned 10,000.
struct Days {
  explicit Days(core::SettingsPut settings, const std::string& zone = {}) {
    if (!zone.empty()) s.world().open_in(zone);
    with_earnings(s).given(does(change_settings(std::move(settings))));
  }
  // Whether m1 may ask on this day of January 2026, at noon.
  bool may_ask_on(int day) {
    s.world().pass(kStart + core::hours(24 * (day - 1) + 12) - s.world().now());
    const auto outcome = s.world().run(ask_payout("y" + std::to_string(++asked_), "m1", cny(1)));
    if (!outcome.refusal) return true;
    EXPECT_EQ(outcome.refusal->code, Code::not_a_payout_day);
    detail = outcome.refusal->detail;
    return false;
  }
  std::string all_of(int first, int last) {
    std::string out;
    for (int day = first; day <= last; ++day)
      if (may_ask_on(day)) out += std::to_string(day) + " ";
    return out;
  }
  Scenario s;
  std::string detail;

 private:
  int asked_ = 0;
};

TEST(PayoutDays, AreAllBusinessDaysWhereTheScheduleIsOfEveryDay) {
  EXPECT_EQ(Days(closed_on_weekends(paid(PayoutEvery::day))).all_of(1, 9), "1 2 5 6 7 8 9 ");
}

TEST(PayoutDays, OfAWeekAreItsDayOrTheNextBusinessDay) {
  EXPECT_EQ(Days(paid(PayoutEvery::week, 6)).all_of(1, 18), "3 10 17 ");
  EXPECT_EQ(Days(closed_on_weekends(paid(PayoutEvery::week, 6))).all_of(1, 20), "5 12 19 ");
  EXPECT_EQ(
      Days(with_holidays(closed_on_weekends(paid(PayoutEvery::week, 5)), {"2026-01-09", "2026-01-12"})).all_of(1, 17),
      "2 13 16 ");
}

TEST(PayoutDays, OfAMonthAreItsDayOrItsLast) {
  Days days(paid(PayoutEvery::month, 30));
  EXPECT_EQ(days.all_of(1, 31), "30 ");
  EXPECT_EQ(days.all_of(32, 62), "59 ") << "the 28th of February";
}

TEST(PayoutDays, SayWhichIsNext) {
  Days days(closed_on_weekends(paid(PayoutEvery::month, 10)));
  EXPECT_FALSE(days.may_ask_on(9));
  EXPECT_EQ(days.detail,
            "payouts from accounts of role merchant are asked for on 2026-01-12 next (settings payout_schedule, "
            "closed_weekdays, holidays), not on 2026-01-09");
}

TEST(PayoutDays, AreDaysOfTheTenantsCalendar) {
  Days days(paid(PayoutEvery::week, 5), "Pacific/Auckland");  // noon in UTC is one in the morning there
  EXPECT_EQ(days.all_of(1, 9), "1 8 ");
}

TEST(PayoutDays, AreOfOneRoleAndOfRequests) {
  Scenario s;
  with_earnings(s).given(under(core::Verdict::review, ask_payout("y1", "m1", cny(100))));
  const std::string review = "rv" + std::to_string(s.world().log().back().seq);
  core::SettingsPut other = paid(PayoutEvery::week, 1);
  other.payout_schedule->front().role = core::Role::creator;
  s.given(does(change_settings(other))).given(payout("y2", "m1", cny(1)));
  s.given(does(change_settings(paid(PayoutEvery::week, 1)))).when(payout("y3", "m1", cny(1)));
  s.then(refused(Code::not_a_payout_day));
  s.given(released(review)).then(payout_is("y1", "requested"));
  s.given(approved("y1")).given(settled("y1"));
  core::SettingsPut none;
  none.payout_schedule.emplace();
  s.given(does(change_settings(none))).given(payout("y4", "m1", cny(1)));
}

TEST(PayoutDays, NeedATimeZoneThatIsKnown) {
  Scenario s;
  s.world().open_in("Mars/Olympus");
  s.when(does(change_settings(paid(PayoutEvery::week, 1))))
      .then(refused_at(Code::time_zone_unknown, "/payout_schedule"));
  core::SettingsPut settings;
  settings.payout_tax = std::vector<core::PayoutTax>{{1, {}, {}, core::Role::merchant, core::TaxPeriod::year}};
  s.when(does(change_settings(settings))).then(refused_at(Code::time_zone_unknown, "/payout_tax"));
  s.given(does(change_settings(closed_on_weekends())));
}

TEST(PayoutDays, AreNoneWhereAllDaysAreHolidays) {
  std::vector<std::string> all;
  for (int day = 0; day < 366; ++day) all.push_back(core::format_date({core::date_of(kStart).days_since_epoch + day}));
  Days days(with_holidays(paid(PayoutEvery::month, 5), all));
  EXPECT_FALSE(days.may_ask_on(5));
  EXPECT_NE(days.detail.find("on 2027-01-02 next"), std::string::npos) << days.detail;  // the twelve 5ths before it
}

}  // namespace
}  // namespace tallygate::tests
