#include "core/money.hpp"

#include "core/check.hpp"

namespace tallygate::core {

Amount floor_fraction(Amount a, std::int64_t numerator, std::int64_t denominator) {
  TALLYGATE_CHECK(a >= 0 && numerator >= 0 && denominator > 0, "a fraction of a negative amount");
  const __int128 r = static_cast<__int128>(a) * numerator / denominator;
  TALLYGATE_CHECK(r <= kAmountMax, "a fraction larger than an amount can be");
  return static_cast<Amount>(r);
}

}  // namespace tallygate::core
