// Source text to program: lexer, parser (macros expanded), checker (every overload resolved), static cost, code.
// Deterministic; keeps nothing of the environment, but calls host functions of it whose arguments are all constant.
// Thread-safe for a shared const environment.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "risk/cel/environment.hpp"
#include "risk/cel/limits.hpp"
#include "risk/cel/program.hpp"

namespace tallygate::risk::cel {

enum class CompileCode : std::uint8_t {
  syntax,    // not in the grammar
  too_long,  // past a limit of Limits: source, nesting, tree, literal
  too_deep,
  unknown_name,      // no such variable, function or named list
  no_such_overload,  // the function exists, not for these types
  wrong_type,        // the whole expression is not of the type asked for
  mixed_types,       // a list, map or ternary whose parts differ in type (heterogeneous values are left out)
  left_out,          // CEL that this subset leaves out: dyn, messages, Any, enums, optional fields
  bad_pattern,       // a regular expression that is not a literal, or that RE2 refuses
  bad_format,        // format() with a format string that is wrong, or not for what it is given
  beyond_cap,        // a capped count compared with a constant that it can never reach
  over_budget,       // static cost past Limits::cost_max; the message has the figure
};
std::string_view name(CompileCode code);

struct CompileError {
  CompileCode code = CompileCode::syntax;
  Position position;
  std::string message;  // a sentence for the author of the rule
};

struct CompileOptions {
  Type expected;  // absent: any; a rule's condition asks for Kind::boolean
  Limits limits;
  std::string container;  // namespace in which names are looked up first, outwards ("a.b" tries a.b.x, a.x, x); empty
                          // in rule sets
};

class Compiled {
 public:
  Compiled(Program program) : state_(std::move(program)) {}
  Compiled(CompileError error) : state_(std::move(error)) {}
  bool ok() const { return state_.index() == 0; }
  const Program& program() const& { return std::get<0>(state_); }  // only when ok()
  Program&& program() && { return std::get<0>(std::move(state_)); }
  const CompileError& error() const { return std::get<1>(state_); }  // only when not ok()

 private:
  std::variant<Program, CompileError> state_;
};

Compiled compile(std::string_view source, const Environment& environment, const CompileOptions& options = {});

}  // namespace tallygate::risk::cel
