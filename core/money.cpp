#include "core/money.hpp"

#include <algorithm>

#include "core/check.hpp"

namespace tallygate::core {

Amount floor_fraction(Amount a, std::int64_t numerator, std::int64_t denominator) {
  TALLYGATE_CHECK(a >= 0 && numerator >= 0 && denominator > 0, "a fraction of a negative amount");
  const __int128 r = static_cast<__int128>(a) * numerator / denominator;
  TALLYGATE_CHECK(r <= kAmountMax, "a fraction larger than an amount can be");
  return static_cast<Amount>(r);
}

std::string decimal_text(WideAmount sum) {
  if (sum == 0) return "0";
  const bool negative = sum < 0;
  std::string digits;
  for (; sum != 0; sum /= 10) {
    const auto digit = static_cast<int>(sum % 10);
    digits += static_cast<char>('0' + (digit < 0 ? -digit : digit));
  }
  if (negative) digits += '-';
  std::ranges::reverse(digits);
  return digits;
}

Amount shown(WideAmount sum) {
  return static_cast<Amount>(std::clamp<WideAmount>(sum, -kAmountMax, kAmountMax));
}

}  // namespace tallygate::core
