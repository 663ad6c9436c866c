// Checked tree to instructions.
#pragma once

#include <memory>
#include <variant>

#include "risk/cel/ast.hpp"
#include "risk/cel/code.hpp"
#include "risk/cel/lexer.hpp"

namespace tallygate::risk::cel {

// The code of a checked and priced tree, in both its forms; a fault for patterns that RE2 refuses and for expressions
// too large to encode.
std::variant<std::unique_ptr<Code>, Fault> emit(const Tree& tree, const Limits& limits);

}  // namespace tallygate::risk::cel
