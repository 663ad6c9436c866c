// The constants of a program, and what it refers to by index: each gets storage that lives as long as the code.
#pragma once

#include <string_view>

#include "risk/cel/ast.hpp"
#include "risk/cel/code.hpp"

namespace tallygate::risk::cel {

// A deep copy of the value whose strings, lists and maps the code owns.
Value keep(Code& code, const Value& value);

// Indexes into the code's tables; a thing that is already there is found again.
std::size_t add_constant(Code& code, const Value& value);
std::size_t add_callee(Code& code, const Overload& overload);
void add_variable(Code& code, const Variable& variable);
void add_named_list(Code& code, std::uint16_t id);

}  // namespace tallygate::risk::cel
