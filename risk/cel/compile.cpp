#include "risk/cel/compile.hpp"

#include <memory>
#include <utility>

#include "risk/cel/checker.hpp"
#include "risk/cel/code.hpp"
#include "risk/cel/cost.hpp"
#include "risk/cel/emitter.hpp"
#include "risk/cel/parser.hpp"
#include "risk/cel/text.hpp"

namespace tallygate::risk::cel {
namespace {

CompileError error_at(std::string_view source, Fault fault) {
  return {fault.code, position_of(source, fault.offset), std::move(fault.message)};
}

}  // namespace

std::string_view name(CompileCode code) {
  switch (code) {
    case CompileCode::syntax:
      return "syntax";
    case CompileCode::too_long:
      return "too_long";
    case CompileCode::too_deep:
      return "too_deep";
    case CompileCode::unknown_name:
      return "unknown_name";
    case CompileCode::no_such_overload:
      return "no_such_overload";
    case CompileCode::wrong_type:
      return "wrong_type";
    case CompileCode::mixed_types:
      return "mixed_types";
    case CompileCode::left_out:
      return "left_out";
    case CompileCode::bad_pattern:
      return "bad_pattern";
    case CompileCode::bad_format:
      return "bad_format";
    case CompileCode::beyond_cap:
      return "beyond_cap";
    case CompileCode::over_budget:
      return "over_budget";
  }
  return "unknown";
}

Compiled compile(std::string_view source, const Environment& environment, const CompileOptions& options) {
  const Limits& limits = options.limits;
  if (source.size() > limits.source_bytes_max)
    return error_at({}, {CompileCode::too_long, 0,
                         "An expression has at most " + std::to_string(limits.source_bytes_max) + " bytes."});
  if (!valid_utf8(source)) return error_at({}, {CompileCode::syntax, 0, "The expression is not UTF-8."});
  auto parsed = parse(source, limits);
  if (auto* fault = std::get_if<Fault>(&parsed)) return error_at(source, std::move(*fault));
  Tree& tree = std::get<Tree>(parsed);
  if (auto fault = check(tree, environment, options)) return error_at(source, std::move(*fault));
  const std::uint64_t cost = price(tree, limits);
  if (cost > limits.cost_max)
    return error_at(source, {CompileCode::over_budget, tree[tree.root].begin,
                             "The expression may take " + std::to_string(cost) + " steps; " +
                                 std::to_string(limits.cost_max) + " are allowed."});
  auto code = emit(tree, limits);
  if (auto* fault = std::get_if<Fault>(&code)) return error_at(source, std::move(*fault));
  return Program(std::get<std::unique_ptr<Code>>(std::move(code)));
}

}  // namespace tallygate::risk::cel
