// Tokens to tree: recursive descent over the grammar of langdef.md, with the macros recognised where they are called.
#pragma once

#include <string_view>
#include <variant>

#include "risk/cel/ast.hpp"
#include "risk/cel/lexer.hpp"
#include "risk/cel/limits.hpp"

namespace tallygate::risk::cel {

// The tree keeps a view of `source`.
std::variant<Tree, Fault> parse(std::string_view source, const Limits& limits);

}  // namespace tallygate::risk::cel
