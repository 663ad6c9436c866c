// A compiled expression: typed instructions over three banks of values (variables, constants, registers). Immutable
// once compiled, so one program may be evaluated by many threads, each with its own Scratch.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "risk/cel/environment.hpp"
#include "risk/cel/limits.hpp"
#include "risk/cel/type.hpp"
#include "risk/cel/value.hpp"

namespace tallygate::risk::cel {

// A place in the source: byte offset, and the line and column (in code points) that an editor shows, both from 1.
struct Position {
  std::uint32_t offset = 0;
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};
Position position_of(std::string_view source, std::uint32_t offset);

// A yes-or-no part of the expression, between the operators && || ! and ?: that join them.
struct Condition {
  std::uint32_t begin = 0;  // bytes in the source
  std::uint32_t end = 0;
};

struct VariableRead {
  std::string name;
  std::uint16_t slot = 0;
  Type type;
};

struct Code;  // instructions and constants: risk/cel/code.hpp, for the compiler and the evaluator only

class Program {
 public:
  explicit Program(std::unique_ptr<const Code> code);
  Program(Program&&) noexcept;
  Program& operator=(Program&&) noexcept;
  ~Program();

  const std::string& source() const;
  Type result_type() const;
  std::uint64_t cost() const;                          // static worst case, in steps
  std::span<const VariableRead> variables() const;     // all that it names, once, in order of first appearance
  std::span<const std::uint16_t> named_lists() const;  // ids, ascending
  std::size_t patterns() const;                        // different regular expressions, each with memory of its own
  std::span<const Condition> conditions() const;       // in order of the source
  std::string_view text(const Condition& condition) const;
  const Code& code() const { return *code_; }

 private:
  std::unique_ptr<const Code> code_;
};

}  // namespace tallygate::risk::cel
