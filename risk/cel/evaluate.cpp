#include "risk/cel/evaluate.hpp"

#include "risk/cel/code.hpp"
#include "risk/cel/machine.hpp"

namespace tallygate::risk::cel {
namespace {

// A variable alone gives no instruction that would look at it.
Value checked(const Code& code, const Value& result) {
  const Kind declared = code.type.kind();
  if (result.is_absent()) return Value::error(ErrorCode::absent_value);
  if (result.is_error() || declared == Kind::undetermined || result.is(declared)) return result;
  return Value::error(ErrorCode::wrong_type);
}

}  // namespace

Value evaluate(const Program& program, const Activation& activation, Scratch& scratch) {
  const Code& code = program.code();
  Machine machine(code, activation, scratch);
  return checked(code, machine.run(code.fast, 0, code.fast.list.size(), code.fast.result));
}

Explanation explain(const Program& program, const Activation& activation, Scratch& scratch) {
  const Code& code = program.code();
  Explanation explanation;
  explanation.conditions.resize(code.conditions.size());
  Machine machine(code, activation, scratch, explanation.conditions);
  explanation.value = checked(code, machine.run(code.explained, 0, code.explained.list.size(), code.explained.result));
  explanation.steps = scratch.steps();
  return explanation;
}

std::string describe_error(const Program& program, const Value& error) {
  const Position at = position_of(program.source(), error.error_offset());
  return std::string(describe(error.error_code())) + " at line " + std::to_string(at.line) + ", column " +
         std::to_string(at.column);
}

}  // namespace tallygate::risk::cel
