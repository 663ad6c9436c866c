#include "core/time.hpp"

#include "core/check.hpp"

namespace tallygate::core {
namespace {

constexpr std::int64_t kDayUs = 86'400'000'000;
constexpr std::size_t kDateLength = 10;  // 2026-11-22

// Days to civil date and back: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms"; here for 1970 onwards
// only.
CivilDate civil_from_days(std::int32_t days) {
  const unsigned z = static_cast<unsigned>(days) + 719'468U;
  const unsigned era = z / 146'097U;
  const unsigned doe = z % 146'097U;
  const unsigned yoe = (doe - doe / 1'460 + doe / 36'524 - doe / 146'096) / 365;
  const unsigned doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const unsigned mp = (5 * doy + 2) / 153;
  const unsigned day = doy - (153 * mp + 2) / 5 + 1;
  const unsigned month = mp < 10 ? mp + 3 : mp - 9;
  const unsigned year = yoe + era * 400 + (month <= 2 ? 1 : 0);
  return {static_cast<int>(year), static_cast<int>(month), static_cast<int>(day)};
}

std::int32_t days_from_civil(const CivilDate& c) {
  const int y = c.year - (c.month <= 2 ? 1 : 0);
  const int era = y / 400;
  const int yoe = y % 400;
  const int doy = (153 * (c.month > 2 ? c.month - 3 : c.month + 9) + 2) / 5 + c.day - 1;
  const int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
  return era * 146'097 + doe - 719'468;
}

int days_in_month(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 && leap ? 29 : kDays[month - 1];
}

void put_digits(char* at, int width, std::int64_t value) {
  for (int i = width - 1; i >= 0; --i, value /= 10) at[i] = static_cast<char>('0' + value % 10);
}

// Empty when one of the `width` characters is not a digit.
std::optional<int> digits(std::string_view text, std::size_t from, std::size_t width) {
  if (text.size() < from + width) return std::nullopt;
  int out = 0;
  for (const char c : text.substr(from, width)) {
    if (c < '0' || c > '9') return std::nullopt;
    out = out * 10 + (c - '0');
  }
  return out;
}

void put_date(char* at, Date d) {
  const CivilDate c = civil_from_days(d.days_since_epoch);
  put_digits(at, 4, c.year);
  at[4] = '-';
  put_digits(at + 5, 2, c.month);
  at[7] = '-';
  put_digits(at + 8, 2, c.day);
}

// Microseconds of ".123456", ".5" …; empty when it is not one to six digits after a point.
std::optional<std::int64_t> parse_fraction(std::string_view text) {
  if (text.size() < 2 || text.size() > 7 || text[0] != '.') return std::nullopt;
  const auto value = digits(text, 1, text.size() - 1);
  if (!value) return std::nullopt;
  std::int64_t us = *value;
  for (std::size_t i = text.size(); i < 7; ++i) us *= 10;
  return us;
}

}  // namespace

void write_time(char* to, Time t) {
  TALLYGATE_CHECK(t >= kTimeMin && t <= kTimeMax, "a time that RFC 3339 text cannot carry");
  put_date(to, date_of(t));
  const std::int64_t us = t.us % kDayUs;
  to[10] = 'T';
  put_digits(to + 11, 2, us / 3'600'000'000);
  to[13] = ':';
  put_digits(to + 14, 2, us / 60'000'000 % 60);
  to[16] = ':';
  put_digits(to + 17, 2, us / 1'000'000 % 60);
  to[19] = '.';
  put_digits(to + 20, 6, us % 1'000'000);
  to[26] = 'Z';
}

void append_time(std::string& out, Time t) {
  char text[kTimeTextLength];
  write_time(text, t);
  out.append(text, sizeof text);
}

std::string format_time(Time t) {
  std::string out;
  append_time(out, t);
  return out;
}

std::optional<Time> parse_time(std::string_view text) {
  if (text.size() < kDateLength + 10) return std::nullopt;  // the shortest: "1970-01-01T00:00:00Z"
  const auto date = parse_date(text.substr(0, kDateLength));
  const auto hour = digits(text, 11, 2), minute = digits(text, 14, 2), second = digits(text, 17, 2);
  if (!date || text[10] != 'T' || text[13] != ':' || text[16] != ':') return std::nullopt;
  if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 59)
    return std::nullopt;  // no leap seconds

  std::string_view rest = text.substr(19);
  if (rest.ends_with('Z'))
    rest.remove_suffix(1);
  else if (rest.ends_with("+00:00") || rest.ends_with("-00:00"))
    rest.remove_suffix(6);
  else
    return std::nullopt;
  std::int64_t fraction_us = 0;
  if (!rest.empty()) {
    const auto parsed = parse_fraction(rest);
    if (!parsed) return std::nullopt;
    fraction_us = *parsed;
  }
  return start_of(*date) + seconds(*hour * 3600 + *minute * 60 + *second) + Duration{fraction_us};
}

Date date_of(Time t) {
  std::int64_t d = t.us / kDayUs;
  if (t.us % kDayUs < 0) --d;
  return {static_cast<std::int32_t>(d)};
}

Time start_of(Date d) {
  return {d.days_since_epoch * kDayUs};
}

std::string format_date(Date d) {
  TALLYGATE_CHECK(d >= date_of(kTimeMin) && d <= date_of(kTimeMax), "a date that RFC 3339 text cannot carry");
  std::string out(kDateLength, ' ');
  put_date(out.data(), d);
  return out;
}

std::optional<Date> parse_date(std::string_view text) {
  if (text.size() != kDateLength || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);
  if (!year || !month || !day || *year < 1970 || *month < 1 || *month > 12) return std::nullopt;
  if (*day < 1 || *day > days_in_month(*year, *month)) return std::nullopt;
  return Date{days_from_civil({*year, *month, *day})};
}

CivilDate civil_date(Date d) {
  return civil_from_days(d.days_since_epoch);
}

Date date_from(const CivilDate& c) {
  return {days_from_civil(c)};
}

}  // namespace tallygate::core
