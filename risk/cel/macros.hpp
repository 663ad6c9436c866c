// The macros of the language: calls that the parser turns into loops and bindings.
#pragma once

#include <optional>
#include <variant>

#include "risk/cel/ast.hpp"
#include "risk/cel/lexer.hpp"

namespace tallygate::risk::cel {

// Rewrites a freshly parsed call node in place when it is a macro; a fault when it is one that is written wrongly.
std::optional<Fault> expand_macro(Tree& tree, NodeId call);

}  // namespace tallygate::risk::cel
