// Words for tests of the expression language: what an expression over these variables comes to, as its author would
// write it.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "risk/cel/compile.hpp"
#include "risk/cel/evaluate.hpp"

namespace tallygate::testing {

// An environment and the values in it, declared and bound in one go. Keeps what values point to.
class Scene {
 public:
  Scene& with(std::string name, risk::cel::Type type, risk::cel::Value value, bool optional = false,
              std::uint32_t bound = 0) {
    risk::cel::Variable variable;
    variable.name = std::move(name);
    variable.type = type;
    variable.slot = static_cast<std::uint16_t>(slots_.size());
    variable.optional = optional;
    variable.bound = bound;
    EXPECT_EQ(environment_.declare(std::move(variable)), std::nullopt);
    slots_.push_back(value);
    return *this;
  }
  Scene& integer(std::string name, std::int64_t v) {
    return with(std::move(name), risk::cel::Kind::integer, risk::cel::Value::integer(v));
  }
  Scene& boolean(std::string name, bool v) {
    return with(std::move(name), risk::cel::Kind::boolean, risk::cel::Value::boolean(v));
  }
  Scene& text(std::string name, std::string_view v) {
    return with(std::move(name), risk::cel::Kind::string, risk::cel::Value::string(v));
  }
  Scene& missing(std::string name, risk::cel::Type type) {
    return with(std::move(name), type, risk::cel::Value(), true);
  }
  Scene& integers(std::string name, const std::vector<std::int64_t>& values, std::uint32_t bound = 0) {
    auto list = std::make_unique<std::vector<risk::cel::Value>>();
    for (const std::int64_t v : values) list->push_back(risk::cel::Value::integer(v));
    lists_.push_back(std::move(list));
    return with(std::move(name), risk::cel::Type::list(risk::cel::Kind::integer),
                risk::cel::Value::list(*lists_.back()), false, bound);
  }

  risk::cel::Environment& environment() { return environment_; }
  std::vector<risk::cel::Value>& slots() { return slots_; }
  risk::cel::Activation activation(const risk::cel::NamedLists* lists = nullptr) const { return {slots_, lists}; }
  risk::cel::Compiled compiled(std::string_view source, const risk::cel::CompileOptions& options = {}) const {
    return risk::cel::compile(source, environment_, options);
  }

  // "true", "5u", "[1, 2]", "error: division by zero", or "refused: no_such_overload".
  std::string result(std::string_view source, const risk::cel::NamedLists* lists = nullptr) const {
    const risk::cel::Compiled compiled_program = compiled(source);
    if (!compiled_program.ok()) return "refused: " + std::string(risk::cel::name(compiled_program.error().code));
    risk::cel::Scratch scratch;
    return risk::cel::to_text(risk::cel::evaluate(compiled_program.program(), activation(lists), scratch));
  }

 private:
  risk::cel::Environment environment_;
  std::vector<risk::cel::Value> slots_;
  std::vector<std::unique_ptr<std::vector<risk::cel::Value>>> lists_;
};

inline constexpr const char* kUnreadable = "error: the text does not read as a value of the type asked for";

inline std::string result(std::string_view source) {
  return Scene().result(source);
}

struct Expectation {
  const char* expression;
  const char* result;
};

inline void expect_all(std::initializer_list<Expectation> table) {
  for (const Expectation& e : table) EXPECT_EQ(result(e.expression), e.result) << e.expression;
}

}  // namespace tallygate::testing
