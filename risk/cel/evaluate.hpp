// Running a program. No allocation for expressions that make no strings or lists; those come from the Scratch, which
// keeps its memory.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "risk/cel/program.hpp"
#include "risk/cel/scratch.hpp"
#include "risk/cel/value.hpp"

namespace tallygate::risk::cel {

// What the expression sees: a value for each slot of its variables. A slot that is absent, or past the end, is a
// variable without a value. A value of another type than declared is an error when it is read, never undefined.
struct Activation {
  std::span<const Value> slots;
  const NamedLists* lists = nullptr;
};

// The value, or an error value. Strings and lists in it live until the next evaluation with the same scratch.
Value evaluate(const Program& program, const Activation& activation, Scratch& scratch);

// What became of one condition of the program.
struct ConditionResult {
  bool evaluated = false;  // false: skipped, because what stood before it had decided
  Value value;             // a bool or an error, if evaluated
};
struct Explanation {
  Value value;
  std::vector<ConditionResult> conditions;  // parallel to program.conditions()
  std::uint64_t steps = 0;
};
// The same evaluation, with its reasons; several times slower, for dry runs, reviews and records of matched rules.
Explanation explain(const Program& program, const Activation& activation, Scratch& scratch);

// "division by zero at line 1, column 8".
std::string describe_error(const Program& program, const Value& error);

}  // namespace tallygate::risk::cel
