#include "core/time_zone.hpp"

#include <algorithm>

namespace tallygate::core {
namespace {

constexpr TimeZoneRule kUtc{0, 0, {}, {}, "UTC"};
constexpr int kLastWeek = 5, kDaysOfWeek = 7;

int weekday_of(Date d) {
  constexpr int kThursday = 4;  // 1970-01-01
  return static_cast<int>(((d.days_since_epoch + kThursday) % kDaysOfWeek + kDaysOfWeek) % kDaysOfWeek);
}

Date day_of(const ClockChange& change, int year) {
  const Date first = date_from(CivilDate{year, change.month, 1});
  const int until_weekday = (change.weekday - weekday_of(first) + kDaysOfWeek) % kDaysOfWeek;
  Date day{first.days_since_epoch + until_weekday + kDaysOfWeek * (change.week - 1)};
  if (change.week == kLastWeek && civil_date(day).month != change.month) day.days_since_epoch -= kDaysOfWeek;
  return day;
}

// The instant of the change, made by a clock that is `offset` minutes east.
Time instant_of(const ClockChange& change, int year, int offset) {
  return start_of(day_of(change, year)) + minutes(change.minutes - offset);
}

bool is_summer(const TimeZoneRule& rule, Time t) {
  const int year = civil_date(date_of(t + minutes(rule.standard))).year;
  const Time begins = instant_of(rule.to_summer, year, rule.standard);
  const Time ends = instant_of(rule.to_standard, year, rule.summer);
  if (begins < ends) return begins <= t && t < ends;
  return t < ends || begins <= t;  // over the new year: the southern half
}

bool has_name(std::string_view names, std::string_view name) {
  while (!names.empty()) {
    const auto end = names.find(' ');
    if (names.substr(0, end) == name) return true;
    if (end == std::string_view::npos) return false;
    names.remove_prefix(end + 1);
  }
  return false;
}

}  // namespace

TimeZone TimeZone::utc() {
  return TimeZone(kUtc);
}

std::optional<TimeZone> TimeZone::named(std::string_view name) {
  if (name.empty()) return utc();
  for (const TimeZoneRule& rule : time_zone_rules())
    if (has_name(rule.names, name)) return TimeZone(rule);
  return std::nullopt;
}

Duration TimeZone::offset_at(Time t) const {
  if (rule_->standard == rule_->summer) return minutes(rule_->standard);
  return minutes(is_summer(*rule_, t) ? rule_->summer : rule_->standard);
}

Date TimeZone::date_of(Time t) const {
  return std::clamp(core::date_of(t + offset_at(t)), core::date_of(kTimeMin), core::date_of(kTimeMax));
}

// Clocks may change about midnight: of the two offsets that could hold, the one by which the day begins then.
Time TimeZone::start_of(Date d) const {
  const Time midnight = core::start_of(d);
  const Time by_standard = midnight - minutes(rule_->standard), by_summer = midnight - minutes(rule_->summer);
  const auto begins = [&](Time t) { return date_of(t) >= d && date_of(t - Duration{1}) < d; };
  return begins(by_summer) && !begins(by_standard) ? by_summer : by_standard;
}

}  // namespace tallygate::core
