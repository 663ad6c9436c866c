#include "risk/cel/civil_time.hpp"

#include <array>
#include <cstddef>
#include <limits>

namespace tallygate::risk::cel {
namespace {

constexpr std::int64_t kSecondsPerDay = 86'400;

std::int64_t floor_divide(std::int64_t a, std::int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}
bool leap(std::int64_t year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}
int days_in(std::int64_t year, int month) {
  constexpr std::array<int, 12> kDays{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && leap(year) ? 29 : kDays[static_cast<std::size_t>(month - 1)];
}

// Reads fixed-width decimal fields from the front of a text.
class Fields {
 public:
  explicit Fields(std::string_view text) : rest_(text) {}

  std::optional<int> digits(std::size_t width) {
    if (rest_.size() < width) return std::nullopt;
    int v = 0;
    for (std::size_t i = 0; i < width; ++i) {
      if (rest_[i] < '0' || rest_[i] > '9') return std::nullopt;
      v = v * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(width);
    return v;
  }
  bool take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // One to nine digits, as nanoseconds.
  std::optional<std::uint32_t> fraction() {
    std::uint32_t nanos = 0;
    int n = 0;
    for (; !rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9'; ++n) {
      if (n == 9) return std::nullopt;
      nanos = nanos * 10 + static_cast<std::uint32_t>(rest_[0] - '0');
      rest_.remove_prefix(1);
    }
    if (n == 0) return std::nullopt;
    for (; n < 9; ++n) nanos *= 10;
    return nanos;
  }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

void append_padded(std::string& out, std::int64_t v, std::size_t width) {
  const std::string digits = std::to_string(v);
  out.append(digits.size() < width ? width - digits.size() : 0, '0');
  out += digits;
}

void append_fraction(std::string& out, std::uint32_t nanos) {
  if (nanos == 0) return;
  std::string digits;
  append_padded(digits, nanos, 9);
  digits.erase(digits.find_last_not_of('0') + 1);
  out += "." + digits;
}

std::optional<std::int64_t> hours_and_minutes(Fields& fields) {
  const auto hour = fields.digits(2);
  if (!hour || !fields.take(':')) return std::nullopt;
  const auto minute = fields.digits(2);
  if (!minute || *hour > 23 || *minute > 59) return std::nullopt;
  return *hour * 3600 + *minute * 60;
}

struct Unit {
  std::string_view name;
  std::int64_t ns;
};
// Longer names first, so that "ms" is not read as "m".
constexpr std::array<Unit, 8> kUnits{{{"ns", 1},
                                      {"us", 1'000},
                                      {"\xC2\xB5s", 1'000},  // micro sign
                                      {"\xCE\xBCs", 1'000},  // Greek mu
                                      {"ms", 1'000'000},
                                      {"s", kNanosPerSecond},
                                      {"m", 60 * kNanosPerSecond},
                                      {"h", 3600 * kNanosPerSecond}}};

// One "12.5h" from the front of `text`, in nanoseconds; what is past 2^66 units stays past any duration.
std::optional<__int128> take_term(std::string_view& text) {
  constexpr __int128 kHuge = __int128{1} << 66;
  __int128 whole = 0;
  __int128 part = 0;
  __int128 scale = 1;
  bool digits = false;
  std::size_t i = 0;
  const auto digit = [&] { return i < text.size() && text[i] >= '0' && text[i] <= '9'; };
  for (; digit(); ++i, digits = true) whole = whole > kHuge ? whole : whole * 10 + (text[i] - '0');
  if (i < text.size() && text[i] == '.') {
    for (++i; digit(); ++i, digits = true) {
      if (scale >= 1'000'000'000'000'000) continue;
      part = part * 10 + (text[i] - '0');
      scale *= 10;
    }
  }
  if (!digits) return std::nullopt;
  text.remove_prefix(i);
  for (const Unit& unit : kUnits) {
    if (!text.starts_with(unit.name)) continue;
    text.remove_prefix(unit.name.size());
    return whole * unit.ns + part * unit.ns / scale;
  }
  return std::nullopt;
}

}  // namespace

// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": eras of 400 years, years beginning in March.
std::int64_t days_since_epoch(std::int64_t year, int month, int day) {
  const std::int64_t y = year - (month <= 2 ? 1 : 0);
  const std::int64_t era = floor_divide(y, 400);
  const std::int64_t year_of_era = y - era * 400;
  const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146'097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719'468;
}

CivilTime civil_time(std::int64_t seconds) {
  const std::int64_t days = floor_divide(seconds, kSecondsPerDay);
  const std::int64_t of_day = seconds - days * kSecondsPerDay;
  const std::int64_t shifted = days + 719'468;
  const std::int64_t era = floor_divide(shifted, 146'097);
  const std::int64_t day_of_era = shifted - era * 146'097;
  const std::int64_t year_of_era = (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const std::int64_t day_of_march_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t march_month = (5 * day_of_march_year + 2) / 153;
  CivilTime t;
  t.day = static_cast<int>(day_of_march_year - (153 * march_month + 2) / 5 + 1);
  t.month = static_cast<int>(march_month < 10 ? march_month + 3 : march_month - 9);
  t.year = year_of_era + era * 400 + (t.month <= 2 ? 1 : 0);
  t.day_of_year = static_cast<int>(days - days_since_epoch(t.year, 1, 1));
  t.day_of_week = static_cast<int>((days % 7 + 11) % 7);
  t.hour = static_cast<int>(of_day / 3600);
  t.minute = static_cast<int>(of_day / 60 % 60);
  t.second = static_cast<int>(of_day % 60);
  return t;
}

std::optional<Instant> parse_instant(std::string_view text) {
  Fields fields(text);
  const auto year = fields.digits(4);
  if (!year || !fields.take('-')) return std::nullopt;
  const auto month = fields.digits(2);
  if (!month || *month < 1 || *month > 12 || !fields.take('-')) return std::nullopt;
  const auto day = fields.digits(2);
  if (!day || *day < 1 || *day > days_in(*year, *month) || !fields.take('T')) return std::nullopt;
  const auto of_day = hours_and_minutes(fields);
  if (!of_day || !fields.take(':')) return std::nullopt;
  const auto second = fields.digits(2);
  if (!second || *second > 59) return std::nullopt;
  Instant t;
  if (fields.take('.')) {
    const auto nanos = fields.fraction();
    if (!nanos) return std::nullopt;
    t.nanos = *nanos;
  }
  std::int64_t east = 0;
  if (!fields.take('Z')) {
    const bool minus = fields.take('-');
    if (!minus && !fields.take('+')) return std::nullopt;
    const auto offset = hours_and_minutes(fields);
    if (!offset) return std::nullopt;
    east = minus ? -*offset : *offset;
  }
  if (!fields.rest().empty()) return std::nullopt;
  t.seconds = days_since_epoch(*year, *month, *day) * kSecondsPerDay + *of_day + *second - east;
  return in_calendar(t.seconds) ? std::optional(t) : std::nullopt;
}

std::string instant_text(Instant t) {
  const CivilTime c = civil_time(t.seconds);
  std::string out;
  append_padded(out, c.year, 4);
  out += '-';
  append_padded(out, c.month, 2);
  out += '-';
  append_padded(out, c.day, 2);
  out += 'T';
  append_padded(out, c.hour, 2);
  out += ':';
  append_padded(out, c.minute, 2);
  out += ':';
  append_padded(out, c.second, 2);
  append_fraction(out, t.nanos);
  return out + 'Z';
}

std::optional<std::int64_t> parse_duration(std::string_view text, bool& overflow) {
  overflow = false;
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text == "0") return 0;
  if (text.empty()) return std::nullopt;
  constexpr __int128 kMax = std::numeric_limits<std::int64_t>::max();
  __int128 total = 0;
  while (!text.empty()) {
    const auto term = take_term(text);
    if (!term) return std::nullopt;
    total += *term;
    if (total > kMax + 1) {
      overflow = true;
      total = kMax + 2;
    }
  }
  const __int128 value = negative ? -total : total;
  overflow = value > kMax || value < -kMax - 1;
  return overflow ? std::nullopt : std::optional(static_cast<std::int64_t>(value));
}

std::string duration_text(std::int64_t ns) {
  const std::uint64_t size = ns < 0 ? 0 - static_cast<std::uint64_t>(ns) : static_cast<std::uint64_t>(ns);
  std::string out = ns < 0 ? "-" : "";
  out += std::to_string(size / kNanosPerSecond);
  append_fraction(out, static_cast<std::uint32_t>(size % kNanosPerSecond));
  return out + 's';
}

std::optional<std::int64_t> parse_time_zone(std::string_view text) {
  if (text == "UTC" || text == "Z" || text.empty()) return 0;
  Fields fields(text);
  const bool minus = fields.take('-');
  if (!minus) fields.take('+');
  const auto offset = hours_and_minutes(fields);
  if (!offset || !fields.rest().empty()) return std::nullopt;
  return minus ? -*offset : *offset;
}

}  // namespace tallygate::risk::cel
