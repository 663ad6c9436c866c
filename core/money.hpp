// Amounts are int64 minor units, magnitude at most 2^53 - 1 (exact in every JSON reader); arithmetic is checked,
// intermediates are 128 bits wide.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/currency.hpp"

namespace tallygate::core {

constexpr std::int64_t kAmountMax = 9'007'199'254'740'991;  // 2^53 - 1

using Amount = std::int64_t;  // minor units of a currency that stands beside it

constexpr bool valid_amount(std::int64_t v) {
  return v >= -kAmountMax && v <= kAmountMax;
}

// Empty when the result leaves the range of an amount.
constexpr std::optional<Amount> add(Amount a, Amount b) {
  const __int128 r = static_cast<__int128>(a) + b;
  if (r > kAmountMax || r < -kAmountMax) return std::nullopt;
  return static_cast<Amount>(r);
}
constexpr std::optional<Amount> subtract(Amount a, Amount b) {
  return add(a, -b);
}
constexpr std::optional<Amount> multiply(Amount a, std::int64_t b) {
  const __int128 r = static_cast<__int128>(a) * b;
  if (r > kAmountMax || r < -kAmountMax) return std::nullopt;
  return static_cast<Amount>(r);
}

// floor(a * numerator / denominator) for a >= 0, numerator >= 0, denominator > 0, through 128 bits; numerator <=
// denominator keeps it in range.
Amount floor_fraction(Amount a, std::int64_t numerator, std::int64_t denominator);

// A sum of amounts, which may be beyond their range: facts are booked whatever they add up to.
using WideAmount = __int128;
std::string decimal_text(WideAmount sum);
// The nearest amount: sums beyond the range are shown as its end where JSON says them.
Amount shown(WideAmount sum);

struct Money {
  Amount amount = 0;
  Currency currency;
  auto operator<=>(const Money&) const = default;
};

}  // namespace tallygate::core
