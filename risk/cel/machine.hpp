// The loop that runs instructions. For evaluate(), explain() and the compiler's folding of constants only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "risk/cel/code.hpp"
#include "risk/cel/evaluate.hpp"
#include "risk/cel/scratch.hpp"

namespace tallygate::risk::cel {

class Machine {
 public:
  // `notes`: where the conditions' values go, parallel to code.conditions; empty for none. Resets the scratch.
  Machine(const Code& code, const Activation& activation, Scratch& scratch, std::span<ConditionResult> notes = {});

  // Runs instructions [begin, end) of `instructions` and returns the value of `result`.
  Value run(const Instructions& instructions, std::size_t begin, std::size_t end, Operand result);

 private:
  // What an operation over operands that it cannot use comes to: their error, or one that says what is wrong with them.
  [[gnu::noinline]] Value refuse(const Value& a, std::uint32_t offset) const;
  [[gnu::noinline]] Value refuse(const Value& a, const Value& b, std::uint32_t offset) const;

  template <class Operation>
  Value ints(const Instruction& i, std::uint32_t offset, Operation operation) const;
  template <class Operation>
  Value doubles(const Instruction& i, std::uint32_t offset, Operation operation) const;
  Value value_of(const Instruction& i, std::uint32_t offset, bool& counted);
  [[gnu::noinline]] Value rarer_value_of(const Instruction& i, std::uint32_t offset);

  // machine_aggregates.cpp: what is out of the inner loop's way.
  Value call(const Instruction& i, std::uint32_t offset);
  Value compare(Op op, const Value& a, const Value& b, std::uint32_t offset);
  Value checked_arithmetic(Op op, const Value& a, const Value& b, std::uint32_t offset) const;
  Value divide(Op op, const Value& a, const Value& b, std::uint32_t offset) const;
  Value in_list(const Value& a, const Value& b, std::uint32_t offset);
  Value in_named(const Value& a, std::uint16_t list, std::uint32_t offset) const;
  Value index_list(const Value& a, const Value& b, std::uint32_t offset) const;
  Value index_map(const Value& a, const Value& b, std::uint32_t offset);
  Value has_key(const Value& a, const Value& b, std::uint32_t offset);
  Value make_list(const Instruction& i, std::uint32_t offset);
  Value make_map(const Instruction& i, std::uint32_t offset);
  bool begin_loop(const Instruction& i, std::uint32_t offset);
  bool loop_next(const Instruction& i);
  Value begin_list(const Instruction& i);
  Value begin_map(const Instruction& i);
  Value append_list(const Instruction& i, const Value& v);
  Value append_map(const Instruction& i);
  Value insert_map(const Instruction& i, std::uint32_t offset);
  const MapEntry* find(std::span<const MapEntry> map, const Value& key);
  void note(const Instruction& i, const Value& v, std::uint32_t offset);

  const Value& at(Operand o) const { return banks_[o >> 14][o & kIndexMask]; }

  const Code& code_;
  const Activation& activation_;
  Scratch& scratch_;
  std::span<ConditionResult> notes_;
  const Value* banks_[4];
  Value* registers_;
  std::span<Builder> builders_;
  std::uint64_t steps_ = 0;
};

}  // namespace tallygate::risk::cel
