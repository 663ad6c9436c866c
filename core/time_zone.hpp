// Time zones by name, for calendar days and months: "Asia/Shanghai", "Europe/London", "UTC". The rules are a table of
// the program (time_zone_table.cpp), not the machine's: so the same instant is on the same day everywhere. It holds the
// rule of each zone that is in force now, for all years: days of decades ago may be off by the hour that a rule has
// moved since. Zones whose rule is no rule of months and weekdays (Ramadan's) are not known. `sem` in a log's record 0
// stands for this table too: a changed rule needs another number, and the old table for older logs (decision 0026).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/time.hpp"

namespace tallygate::core {

// When clocks change in a year: the `week`-th (5: last) `weekday` (0: Sunday) of a month, and minutes after its
// midnight, by the clock that ends; perhaps before that midnight or days after it. POSIX's "Mm.w.d/time".
struct ClockChange {
  std::int8_t month = 0, week = 0, weekday = 0;
  std::int16_t minutes = 0;
};

// Minutes east of Greenwich; `names` are separated by blanks. Where clocks never change, `summer` is `standard`.
struct TimeZoneRule {
  std::int16_t standard = 0, summer = 0;
  ClockChange to_summer, to_standard;
  std::string_view names;
};
std::span<const TimeZoneRule> time_zone_rules();

class TimeZone {
 public:
  static TimeZone utc();
  // Empty where no zone of the table has this name. "" is UTC.
  static std::optional<TimeZone> named(std::string_view name);

  Duration offset_at(Time t) const;  // east of Greenwich
  Date date_of(Time t) const;        // the calendar day of the instant there, within what a date can say
  Time start_of(Date d) const;       // the first instant of the day there

 private:
  explicit TimeZone(const TimeZoneRule& rule) : rule_(&rule) {}
  const TimeZoneRule* rule_;
};

}  // namespace tallygate::core
