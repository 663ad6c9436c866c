// Doubles as text, the same on every machine: the shortest digits that read back as the same double. No locale, no
// libm.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace tallygate::risk::cel {

class DoubleText {
 public:
  std::string_view view() const { return {room_.data(), size_}; }

 private:
  friend DoubleText double_text(double v);
  std::array<char, 32> room_{};
  std::size_t size_ = 0;
};

// "123.456", "-0.0045", "1e+100", "NaN", "+Inf", "-Inf": fixed notation for exponents from -5 to 20, as other
// implementations of the language print.
DoubleText double_text(double v);

// Decimal notation with an optional sign and exponent, or NaN, Inf, Infinity in any case. Empty for anything else; out
// of range becomes infinite or zero, as IEEE rounding says.
std::optional<double> parse_double(std::string_view text);

}  // namespace tallygate::risk::cel
