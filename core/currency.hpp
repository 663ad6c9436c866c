// ISO 4217 currencies with their minor-unit exponents.
#pragma once

#include <array>
#include <compare>
#include <optional>
#include <span>
#include <string_view>

namespace tallygate::core {

class Currency {
 public:
  Currency() = default;                                             // XXX, "no currency": never valid in a command
  static std::optional<Currency> from_code(std::string_view code);  // upper case, listed
  std::string_view code() const { return {code_.data(), 3}; }
  int exponent() const;  // 0 to 3: 2 for CNY, 0 for JPY
  auto operator<=>(const Currency&) const = default;

 private:
  std::array<char, 3> code_{'X', 'X', 'X'};
};

struct CurrencyEntry {
  std::string_view code;
  int exponent;
};
std::span<const CurrencyEntry> currency_table();  // sorted by code; recorded in record 0

}  // namespace tallygate::core
