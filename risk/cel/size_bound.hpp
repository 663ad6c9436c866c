// How large a value can be, for the static cost: bounds that grow with the operations that make it. Everything
// saturates instead of overflowing.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>

#include "risk/cel/ast.hpp"

namespace tallygate::risk::cel {

using Steps = std::uint64_t;
constexpr Steps kStepsMax = std::numeric_limits<Steps>::max();
constexpr Steps kBytesPerStep = 16;

constexpr Steps plus(Steps a, Steps b) {
  return a > kStepsMax - b ? kStepsMax : a + b;
}
constexpr Steps times(Steps a, Steps b) {
  return b != 0 && a > kStepsMax / b ? kStepsMax : a * b;
}

struct SizeBound {
  Steps bound = 0;   // elements, entries or bytes at the top
  Steps inner = 0;   // the same of its largest element
  Steps weight = 1;  // steps to visit all of it
};

constexpr bool is_text(Kind kind) {
  return kind == Kind::string || kind == Kind::bytes;
}
constexpr SizeBound text_of(Steps bytes) {
  return {bytes, 0, plus(1, bytes / kBytesPerStep)};
}
constexpr SizeBound larger(const SizeBound& a, const SizeBound& b) {
  return {std::max(a.bound, b.bound), std::max(a.inner, b.inner), std::max(a.weight, b.weight)};
}

// The result of a call, as its overload's Growth says; `sizes` are its children's.
SizeBound grown(const Tree& tree, const Node& call, std::span<const SizeBound> sizes);

}  // namespace tallygate::risk::cel
