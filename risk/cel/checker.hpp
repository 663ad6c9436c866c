// Types every node, resolves every name and overload, and refuses what has no static type. Gradual typing is left out:
// there is no dyn.
#pragma once

#include <optional>

#include "risk/cel/ast.hpp"
#include "risk/cel/compile.hpp"
#include "risk/cel/lexer.hpp"

namespace tallygate::risk::cel {

// Fills in the tree; the first fault, if any.
std::optional<Fault> check(Tree& tree, const Environment& environment, const CompileOptions& options);

}  // namespace tallygate::risk::cel
