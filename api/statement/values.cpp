#include "api/statement/values.hpp"

#include <array>
#include <cstdio>
#include <string>

namespace tallygate::statement {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Takes the sign off: -1 or 1, or 0 where there are two.
int take_sign(std::string_view& text) {
  if (text.size() > 2 && text.front() == '(' && text.back() == ')') {
    text = text.substr(1, text.size() - 2);
    return is_digit(text.front()) ? -1 : 0;
  }
  int sign = 1;
  if (text.starts_with('-') || text.starts_with('+')) {
    sign = text.front() == '-' ? -1 : 1;
    text.remove_prefix(1);
  } else if (text.ends_with('-')) {
    sign = -1;
    text.remove_suffix(1);
  }
  return text.empty() || !is_digit(text.front()) ? 0 : sign;
}

// The digits of a part of the format: 4 of the year, 2 of all else.
bool take_number(std::string_view& text, std::size_t digits, int& out) {
  if (text.size() < digits) return false;
  out = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    if (!is_digit(text[i])) return false;
    out = out * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return true;
}

}  // namespace

std::optional<core::Amount> read_amount(std::string_view text, core::Currency currency, const Mapping& mapping) {
  const int sign = take_sign(text);
  if (sign == 0) return std::nullopt;
  const int places = mapping.minor_units ? 0 : currency.exponent();
  core::Amount out = 0;
  int after = -1;  // digits behind the decimal sign; -1: before it
  bool separated = false;
  for (const char c : text) {
    if (c == mapping.decimal && after < 0 && !separated) {
      after = 0;
      continue;
    }
    if (after < 0 && !separated && mapping.thousands.find(c) != std::string::npos) {
      separated = true;
      continue;
    }
    if (!is_digit(c)) return std::nullopt;
    separated = false;
    if (after >= 0 && ++after > places) {
      if (c != '0') return std::nullopt;
      continue;
    }
    out = out * 10 + (c - '0');
    if (out > core::kAmountMax) return std::nullopt;
  }
  if (separated || after == 0) return std::nullopt;
  for (int missing = places - (after < 0 ? 0 : after); missing > 0; --missing) {
    out *= 10;
    if (out > core::kAmountMax) return std::nullopt;
  }
  return out * sign;
}

std::optional<core::Time> read_time(std::string_view text, const Mapping& mapping) {
  if (mapping.time_format.empty()) return core::parse_time(text);
  std::array<int, 6> parts = {1970, 1, 1, 0, 0, 0};
  const std::string_view format = mapping.time_format;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] == '%' && i + 1 < format.size()) {
      const auto which = std::string_view("YmdHMS").find(format[++i]);
      if (which == std::string_view::npos || !take_number(text, which == 0 ? 4 : 2, parts[which])) return std::nullopt;
    } else if (!text.empty() && text.front() == format[i]) {
      text.remove_prefix(1);
    } else {
      return std::nullopt;
    }
  }
  if (!text.empty()) return std::nullopt;
  std::array<char, 32> utc{};
  const int length = std::snprintf(utc.data(), utc.size(), "%04d-%02d-%02dT%02d:%02d:%02dZ", parts[0], parts[1],
                                   parts[2], parts[3], parts[4], parts[5]);
  const auto local = core::parse_time({utc.data(), static_cast<std::size_t>(length)});
  if (!local) return std::nullopt;
  return *local - core::seconds(mapping.offset_s);
}

}  // namespace tallygate::statement
