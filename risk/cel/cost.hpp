// Static cost: the most steps that an expression can take, from the bounds that its variables declare. A step is about
// two nanoseconds.
#pragma once

#include <cstdint>

#include "risk/cel/ast.hpp"
#include "risk/cel/limits.hpp"

namespace tallygate::risk::cel {

// Fills in the cost of every node of a checked tree and returns the root's. Saturates instead of overflowing.
std::uint64_t price(Tree& tree, const Limits& limits);

}  // namespace tallygate::risk::cel
