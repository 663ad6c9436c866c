// Order and equality of values, as the operators of the language see them.
#pragma once

#include <cstdint>

#include "risk/cel/value.hpp"

namespace tallygate::risk::cel {

enum class Order : std::uint8_t { less, equal, greater, none };  // none: NaN, or kinds that have no order

// Numbers of any types by what they stand for, exactly; strings by code point, bytes by octet, false before true,
// times.
Order order(const Value& a, const Value& b);

// equal() with a counter of the pairs it looks at: stops, with an arbitrary answer, once `steps` passes `steps_max`.
// Lists that hold the same list many times are small in memory and huge to walk.
bool equal_within(const Value& a, const Value& b, std::uint64_t& steps, std::uint64_t steps_max);

}  // namespace tallygate::risk::cel
