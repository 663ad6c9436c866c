// Instructions: what the compiler writes and the evaluator runs. Nobody else includes this.
//
// An operand names a bank (two bits) and an index: the activation's variables, the program's constants, or registers.
// Results go to registers. Every instruction is typed: the checker has chosen it, and the evaluator still looks at the
// kinds it meets, so that an absent variable, an error or a host's mistake becomes an error value and never undefined
// behaviour. Jumps only go forward, but for the end of a loop.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "risk/cel/pattern.hpp"
#include "risk/cel/program.hpp"
#include "risk/cel/value.hpp"

namespace tallygate::risk::cel {

using Operand = std::uint16_t;
constexpr Operand kVariableBank = 0;
constexpr Operand kConstantBank = 1 << 14;
constexpr Operand kRegisterBank = 2 << 14;
constexpr Operand kIndexMask = (1 << 14) - 1;
constexpr bool is_constant(Operand o) {
  return (o & ~kIndexMask) == kConstantBank;
}
constexpr bool is_register(Operand o) {
  return (o & ~kIndexMask) == kRegisterBank;
}

enum class Op : std::uint8_t {
  call,            // dst = function b(registers a …)
  load,            // dst = a; absent becomes an error value
  jump,            // to b
  jump_if_false,   // a is false: to b
  unless_bool,     // a is no bool: dst = its error, to b
  unless_value,    // a is an error or absent: dst = its error, to b
  first_conjunct,  // dst = a, which must be a bool; false: to b
  first_disjunct,  // the same; true: to b
  conjoin,         // dst = dst && a, errors absorbed; false: to b
  disjoin,         // dst = dst || a, errors absorbed; true: to b
  negate,          // dst = !a
  present,         // dst = a is not absent
  int_eq,
  int_ne,
  int_lt,
  int_le,
  int_gt,
  int_ge,  // dst = a op b
  double_eq,
  double_ne,
  double_lt,
  double_le,
  double_gt,
  double_ge,
  text_eq,
  text_ne,  // strings and bytes
  any_eq,
  any_ne,
  any_lt,
  any_le,
  any_gt,
  any_ge,
  int_add,
  int_subtract,
  int_multiply,
  int_divide,
  int_modulo,
  double_add,
  double_subtract,
  double_multiply,
  double_divide,
  matches,  // dst = pattern b found in a
  in_list,  // dst = a in b
  in_map,
  in_named,    // dst = a in the named list of id b
  index_list,  // dst = a[b]
  index_map,
  has_key,        // dst = b is a key of map a
  make_list,      // dst = the registers from a, b of them
  make_map,       // dst = the registers from a, b pairs
  loop_begin,     // dst = what is left to visit of a, a list or a map; dst + 1 = how many were visited; no list or map:
                  // dst - 1 = error, to b
  loop_next,      // a = loop state: nothing left: to b; else dst = element (list) or key (map)
  loop_next_two,  // the same; dst = index or key, dst + 1 = element or value
  list_begin,     // dst = empty list with room for one round of the loop state a each; builder b
  list_append,    // dst gains a; builder b
  map_begin,
  map_append,  // the same for maps; map_append takes key a and value a + 1
  map_insert,  // the same, and a key that is there already is an error
  note,        // tells the explanation the value a of condition b
};

struct Instruction {
  Op op = Op::load;
  std::uint8_t count = 0;  // call: arguments
  std::uint16_t dst = 0;   // register index
  std::uint16_t a = 0;     // operand, or the index of the first of several registers
  std::uint16_t b = 0;     // operand, jump target, or index
};
static_assert(sizeof(Instruction) == 8);

struct Callee {
  HostFunction call = nullptr;
  std::uint32_t cost = 1;
  std::uint8_t count = 0;
  bool text = false;                             // CostShape::text: by the result's size too
  Kind kinds[Environment::kParametersMax] = {};  // undetermined: any
};

// One form of the program. The explained form has `note` instructions besides; the other is what runs before every
// commit.
struct Instructions {
  std::vector<Instruction> list;
  std::vector<std::uint32_t> offsets;  // parallel: bytes in the source
  Operand result = 0;
};

struct Code {
  std::string source;
  Type type;
  std::uint64_t cost = 0;
  Limits limits;
  Instructions fast;
  Instructions explained;
  std::vector<Value> constants;
  std::vector<std::unique_ptr<std::byte[]>> constant_storage;  // behind constants that are strings, lists or maps
  std::vector<Callee> callees;
  std::vector<Pattern> patterns;
  std::uint16_t registers = 0;
  std::uint16_t builders = 0;
  std::uint16_t slots = 0;  // one past the highest slot that is read
  std::vector<VariableRead> variables;
  std::vector<std::uint16_t> named_lists;
  std::vector<Condition> conditions;
};

}  // namespace tallygate::risk::cel
