// The words of told scenarios: amounts, ids and times as their sentences have them, and their values. For the
// told_*.cpp alone.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "tests/support/ledger_world.hpp"

namespace tallygate::tests::told {

inline const std::string kMoney = R"((-?[0-9]+(?:\.[0-9]+)? [A-Z]{3}))";
inline const std::string kId = "([A-Za-z0-9._-]+)";
inline const std::string kAccount = "([a-z][A-Za-z0-9:._-]+)";
inline const std::string kPercent = R"(([0-9]+\.[0-9]{2}) %)";

// "299.00 CNY" to 29900: as many digits after the point as the currency has.
inline core::Money money_of(const std::string& text) {
  const std::size_t space = text.find(' '), point = text.find('.');
  const auto named = core::Currency::from_code(text.substr(space + 1));
  if (!named) {
    ADD_FAILURE() << "no currency in " << text;
    return cny(0);
  }
  const std::size_t decimals = point == std::string::npos ? 0 : space - point - 1;
  EXPECT_EQ(decimals, static_cast<std::size_t>(named->exponent())) << text;
  std::string digits = text.substr(0, space);
  std::erase(digits, '.');
  return {std::stoll(digits), *named};
}

inline std::int64_t basis_points(const std::string& percent) {
  std::string digits = percent;
  std::erase(digits, '.');
  return std::stoll(digits);
}

inline core::Duration duration_of(const std::string& count, const std::string& unit) {
  const auto n = std::stoll(count);
  if (unit == "day" || unit == "days") return core::days(n);
  if (unit == "hour" || unit == "hours") return core::hours(n);
  return core::minutes(n);
}

template <class Enum>
Enum named(std::string_view name) {
  for (const auto& e : enum_names(Enum{}))
    if (e.name == name) return static_cast<Enum>(e.value);
  ADD_FAILURE() << "no such name: " << name;
  return Enum{};
}

}  // namespace tallygate::tests::told
