// The tenant's business days, and the days on which payouts are asked for: days of its calendar (core/time_zone.hpp).
#pragma once

#include <optional>
#include <vector>

#include "core/commands/payout.hpp"
#include "core/time.hpp"

namespace tallygate::ledger {

struct BusinessDays {
  std::vector<core::Weekday> closed_weekdays;
  std::vector<core::Date> holidays;  // ascending, at most core::kHolidaysMax
};

core::Weekday weekday_of(core::Date day);
bool is_business_day(const BusinessDays& business, core::Date day);

// Whether the schedule names this business day, or days before it since the last business day.
bool is_payout_day(const core::PayoutSchedule& schedule, const BusinessDays& business, core::Date day);
// The first from `day` on. Empty where there is none within two years: all days may be holidays.
std::optional<core::Date> next_payout_day(const core::PayoutSchedule& schedule, const BusinessDays& business,
                                          core::Date day);

}  // namespace tallygate::ledger
