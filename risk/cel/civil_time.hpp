// The proleptic Gregorian calendar and RFC 3339 over seconds since 1970-01-01T00:00:00Z, for years 0001 to 9999, to the
// nanosecond.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "risk/cel/value.hpp"

namespace tallygate::risk::cel {

constexpr std::int64_t kSecondsMin = -62'135'596'800;  // 0001-01-01T00:00:00Z
constexpr std::int64_t kSecondsMax = 253'402'300'799;  // 9999-12-31T23:59:59Z
constexpr std::int64_t kNanosPerSecond = 1'000'000'000;
constexpr bool in_calendar(std::int64_t seconds) {
  return seconds >= kSecondsMin && seconds <= kSecondsMax;
}

struct CivilTime {
  std::int64_t year = 1970;
  int month = 1;        // 1 to 12
  int day = 1;          // 1 to 31
  int day_of_year = 0;  // 0 to 365
  int day_of_week = 4;  // 0 is Sunday
  int hour = 0;
  int minute = 0;
  int second = 0;
};

CivilTime civil_time(std::int64_t seconds);
std::int64_t days_since_epoch(std::int64_t year, int month, int day);

// "2009-02-13T23:31:30.5+01:00": at most nine digits of fraction, an offset or Z; no leap seconds. Empty when it is not
// one.
std::optional<Instant> parse_instant(std::string_view text);
std::string instant_text(Instant t);  // in UTC, fraction without trailing zeros

// "1h30m", "-1.5s", "250ms", "3us", "7ns", "0": Go's notation, which CEL took over. Empty when malformed; `overflow`
// says that it is only too long.
std::optional<std::int64_t> parse_duration(std::string_view text, bool& overflow);
std::string duration_text(std::int64_t ns);  // "-1.5s"

// "UTC", "+08:00", "-09:30", "02:00": seconds east of Greenwich. Names of places are time_zone_offset()'s.
std::optional<std::int64_t> parse_time_zone(std::string_view text);

}  // namespace tallygate::risk::cel
