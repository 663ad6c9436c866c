#include "ledger/business_days.hpp"

#include <algorithm>
#include <cstdint>

namespace tallygate::ledger {
namespace {

constexpr int kDaysAhead = 731;

core::Date plus(core::Date day, int days) {
  return {day.days_since_epoch + days};
}

int last_of_month(const core::CivilDate& day) {
  const core::CivilDate next =
      day.month == 12 ? core::CivilDate{day.year + 1, 1, 1} : core::CivilDate{day.year, day.month + 1, 1};
  return core::civil_date(plus(core::date_from(next), -1)).day;
}

// Whether the schedule names this very day.
bool names(const core::PayoutSchedule& schedule, core::Date day) {
  const std::int64_t on = schedule.on.value_or(1);
  if (schedule.every == core::PayoutEvery::day) return true;
  if (schedule.every == core::PayoutEvery::week) return static_cast<std::int64_t>(weekday_of(day)) + 1 == on;
  const core::CivilDate civil = core::civil_date(day);
  return civil.day == std::min<std::int64_t>(on, last_of_month(civil));
}

}  // namespace

core::Weekday weekday_of(core::Date day) {
  constexpr int kThursday = 3;  // 1970-01-01 was one
  const int n = (day.days_since_epoch + kThursday) % 7;
  return static_cast<core::Weekday>(n < 0 ? n + 7 : n);
}

bool is_business_day(const BusinessDays& business, core::Date day) {
  return std::ranges::find(business.closed_weekdays, weekday_of(day)) == business.closed_weekdays.end() &&
         !std::ranges::binary_search(business.holidays, day);
}

bool is_payout_day(const core::PayoutSchedule& schedule, const BusinessDays& business, core::Date day) {
  if (!is_business_day(business, day)) return false;
  bool named = names(schedule, day);
  // At most all holidays, with the closed weekdays between them, stand between two business days.
  for (core::Date before = plus(day, -1); !named && !is_business_day(business, before); before = plus(before, -1))
    named = names(schedule, before);
  return named;
}

std::optional<core::Date> next_payout_day(const core::PayoutSchedule& schedule, const BusinessDays& business,
                                          core::Date day) {
  for (int i = 0; i < kDaysAhead; ++i)
    if (is_payout_day(schedule, business, plus(day, i))) return plus(day, i);
  return std::nullopt;
}

}  // namespace tallygate::ledger
