// Any bytes as an expression: they compile or are refused with a position; what compiles runs within its limits, gives
// the same answer twice and its explanation agrees with it, in no more steps than its static cost promised.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/check.hpp"
#include "risk/cel/compile.hpp"
#include "risk/cel/evaluate.hpp"

namespace {

using tallygate::risk::cel::Activation;
using tallygate::risk::cel::Compiled;
using tallygate::risk::cel::Environment;
using tallygate::risk::cel::Instant;
using tallygate::risk::cel::Kind;
using tallygate::risk::cel::Limits;
using tallygate::risk::cel::MapEntry;
using tallygate::risk::cel::NamedLists;
using tallygate::risk::cel::Scratch;
using tallygate::risk::cel::Type;
using tallygate::risk::cel::Value;
using tallygate::risk::cel::Variable;

class Lists final : public NamedLists {
 public:
  bool contains(std::uint16_t, const Value& value) const override { return value.as_text().size() % 2 == 0; }
};

constexpr std::string_view kText = "größe 你好, 42 side doors";

class World {
 public:
  World() {
    declare("i", Kind::integer, Value::integer(-7));
    declare("u", Kind::unsigned_integer, Value::unsigned_integer(7));
    declare("d", Kind::floating, Value::floating(2.5));
    declare("b", Kind::boolean, Value::boolean(true));
    declare("s", Kind::string, Value::string(kText), kText.size());
    declare("y", Kind::bytes, Value::bytes("\xff\x00"), 1);
    declare("t", Kind::timestamp, Value::timestamp(Instant{1'234'567'890, 999'999'999}));
    declare("r", Kind::duration, Value::duration_ns(-1));
    declare("l", Type::list(Kind::integer), Value::list(numbers_), numbers_.size());
    declare("ll", Type::list(Type::list(Kind::integer)), Value::list(lists_), lists_.size());
    declare("m", Type::map(Kind::string, Kind::integer), Value::map(entries_), entries_.size());
    declare("gone", Kind::integer, Value());
    declare("a.b", Kind::integer, Value::integer(1));
    TALLYGATE_CHECK(!environment_.declare(tallygate::risk::cel::NamedList{"n", Kind::string, 3}), "a list is refused");
  }

  const Environment& environment() const { return environment_; }
  Activation activation() const { return {slots_, &named_}; }

 private:
  // `bound`: as large as the value is, so that the static cost has nothing to spare.
  void declare(const char* name, Type type, Value value, std::size_t bound = 0) {
    Variable variable;
    variable.bound = static_cast<std::uint32_t>(bound);
    variable.name = name;
    variable.type = type;
    variable.slot = static_cast<std::uint16_t>(slots_.size());
    TALLYGATE_CHECK(!environment_.declare(std::move(variable)), "a variable is refused");
    slots_.push_back(value);
  }

  std::vector<Value> numbers_{Value::integer(1), Value::integer(0), Value::integer(-3)};
  std::vector<Value> lists_{Value::list(numbers_), Value::list({}), Value::list(numbers_)};
  std::vector<MapEntry> entries_{{Value::string("k"), Value::integer(1)}, {Value::string(""), Value::integer(2)}};
  Lists named_;
  Environment environment_;
  std::vector<Value> slots_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const World world;
  static Scratch scratch;
  const std::string_view source(reinterpret_cast<const char*>(data), size);
  const Compiled compiled = compile(source, world.environment());
  if (!compiled.ok()) {
    TALLYGATE_CHECK(compiled.error().position.offset <= size, "a position past the end");
    TALLYGATE_CHECK(!compiled.error().message.empty(), "a refusal without a reason");
    return 0;
  }
  const Limits limits;
  TALLYGATE_CHECK(compiled.program().cost() <= limits.cost_max, "a program over its budget");
  const std::string first = to_text(evaluate(compiled.program(), world.activation(), scratch));
  // Every value of the world is within what the static cost takes it for, so no rule may take more than it promised; a
  // step of the machine is not one of the cost to the unit.
  TALLYGATE_CHECK(scratch.steps() <= 4 * compiled.program().cost() + 64,
                  "took " + std::to_string(scratch.steps()) + " steps of " + std::to_string(compiled.program().cost()));
  const std::string second = to_text(evaluate(compiled.program(), world.activation(), scratch));
  TALLYGATE_CHECK(first == second, "two evaluations differ: " + first + " and " + second);
  const auto explained = explain(compiled.program(), world.activation(), scratch);
  TALLYGATE_CHECK(first == to_text(explained.value), "the explanation differs from " + first);
  return 0;
}
