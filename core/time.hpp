// Time: microseconds since 1970-01-01T00:00:00Z, and durations in microseconds. RFC 3339 on the outside. The Clock is
// an interface; core reads no clock itself.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tallygate::core {

struct Duration {
  std::int64_t us = 0;
  auto operator<=>(const Duration&) const = default;
};
constexpr Duration seconds(std::int64_t n) {
  return {n * 1'000'000};
}
constexpr Duration minutes(std::int64_t n) {
  return seconds(n * 60);
}
constexpr Duration hours(std::int64_t n) {
  return seconds(n * 3600);
}
constexpr Duration days(std::int64_t n) {
  return seconds(n * 86'400);
}

struct Time {
  std::int64_t us = 0;
  auto operator<=>(const Time&) const = default;
};
constexpr Time operator+(Time t, Duration d) {
  return {t.us + d.us};
}
constexpr Time operator-(Time t, Duration d) {
  return {t.us - d.us};
}
constexpr Duration operator-(Time a, Time b) {
  return {a.us - b.us};
}

// The range that RFC 3339 text can carry here: 1970-01-01 to 9999-12-31.
constexpr Time kTimeMin{0};
constexpr Time kTimeMax{253'402'300'799'999'999};
// A record is at most at the beginning of the year 9000, so that whatever falls due after it (a year at most, a month's
// end) has a time that can be written.
constexpr Time kRecordTimeMax{221'845'392'000'000'000};

// "2026-11-22T06:17:14.000000Z": always UTC, always six digits, so that text order is time order.
std::string format_time(Time t);
void append_time(std::string& out, Time t);
constexpr std::size_t kTimeTextLength = 27;
void write_time(char* to, Time t);  // exactly kTimeTextLength characters
// Accepts upper-case T and Z or a numeric offset of 00:00, and 0 to 6 fractional digits; nothing else.
std::optional<Time> parse_time(std::string_view text);

struct Date {
  std::int32_t days_since_epoch = 0;
  auto operator<=>(const Date&) const = default;
};
Date date_of(Time t);  // UTC
Time start_of(Date d);
std::string format_date(Date d);  // "2026-11-22"
std::optional<Date> parse_date(std::string_view text);

struct CivilDate {
  int year = 1970, month = 1, day = 1;  // month and day from 1
};
CivilDate civil_date(Date d);
Date date_from(const CivilDate& c);  // of a day that there is, from 1970 on

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time now() = 0;  // wall clock, UTC; thread-safe
};

}  // namespace tallygate::core
