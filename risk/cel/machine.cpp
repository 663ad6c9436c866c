#include "risk/cel/machine.hpp"

#include <functional>

#include "risk/cel/pattern.hpp"

namespace tallygate::risk::cel {
namespace {

bool both(const Value& a, const Value& b, Kind kind) {
  return a.is(kind) && b.is(kind);
}

}  // namespace

Value Machine::refuse(const Value& a, std::uint32_t offset) const {
  if (a.is_error()) return a;
  return Value::error(a.is_absent() ? ErrorCode::absent_value : ErrorCode::wrong_type, offset);
}

Value Machine::refuse(const Value& a, const Value& b, std::uint32_t offset) const {
  if (a.is_error() || a.is_absent()) return refuse(a, offset);
  return refuse(b, offset);
}

Machine::Machine(const Code& code, const Activation& activation, Scratch& scratch, std::span<ConditionResult> notes)
    : code_(code), activation_(activation), scratch_(scratch), notes_(notes) {
  scratch.reset();
  registers_ = scratch.registers(code.registers).data();
  if (code.builders > 0) builders_ = scratch.builders(code.builders);
  banks_[0] = activation.slots.data();
  banks_[1] = code.constants.data();
  banks_[2] = registers_;
  banks_[3] = registers_;
  if (activation.slots.size() >= code.slots) return;
  // Fewer slots than the program reads: the rest are absent.
  const std::span<Value> padded = scratch.make<Value>(code.slots);
  for (std::size_t i = 0; i < padded.size(); ++i)
    padded[i] = i < activation.slots.size() ? activation.slots[i] : Value();
  banks_[0] = padded.data();
}

template <class Operation>
[[gnu::always_inline]] inline Value Machine::ints(const Instruction& i, std::uint32_t offset,
                                                  Operation operation) const {
  const Value& a = at(i.a);
  const Value& b = at(i.b);
  return both(a, b, Kind::integer) ? Value::boolean(operation(a.as_int(), b.as_int())) : refuse(a, b, offset);
}

template <class Operation>
[[gnu::always_inline]] inline Value Machine::doubles(const Instruction& i, std::uint32_t offset,
                                                     Operation operation) const {
  const Value& a = at(i.a);
  const Value& b = at(i.b);
  return both(a, b, Kind::floating) ? operation(a.as_double(), b.as_double()) : refuse(a, b, offset);
}

// Everything that computes one value from its operands and then goes on to the next instruction.
[[gnu::always_inline]] inline Value Machine::value_of(const Instruction& i, std::uint32_t offset, bool& counted) {
  const auto truth = [](auto compare) {
    return [compare](double a, double b) { return Value::boolean(compare(a, b)); };
  };
  switch (i.op) {
    case Op::load:
      return at(i.a).is_absent() ? refuse(at(i.a), offset) : at(i.a);
    case Op::present:
      return Value::boolean(!at(i.a).is_absent());
    case Op::negate:
      return at(i.a).is(Kind::boolean) ? Value::boolean(!at(i.a).as_bool()) : refuse(at(i.a), offset);
    case Op::int_eq:
      return ints(i, offset, std::equal_to<>());
    case Op::int_ne:
      return ints(i, offset, std::not_equal_to<>());
    case Op::int_lt:
      return ints(i, offset, std::less<>());
    case Op::int_le:
      return ints(i, offset, std::less_equal<>());
    case Op::int_gt:
      return ints(i, offset, std::greater<>());
    case Op::int_ge:
      return ints(i, offset, std::greater_equal<>());
    case Op::double_eq:
      return doubles(i, offset, truth(std::equal_to<>()));
    case Op::double_ne:
      return doubles(i, offset, truth(std::not_equal_to<>()));
    case Op::double_lt:
      return doubles(i, offset, truth(std::less<>()));
    case Op::double_le:
      return doubles(i, offset, truth(std::less_equal<>()));
    case Op::double_gt:
      return doubles(i, offset, truth(std::greater<>()));
    case Op::double_ge:
      return doubles(i, offset, truth(std::greater_equal<>()));
    case Op::double_add:
      return doubles(i, offset, [](double a, double b) { return Value::floating(a + b); });
    case Op::double_subtract:
      return doubles(i, offset, [](double a, double b) { return Value::floating(a - b); });
    case Op::double_multiply:
      return doubles(i, offset, [](double a, double b) { return Value::floating(a * b); });
    case Op::double_divide:
      return doubles(i, offset, [](double a, double b) { return Value::floating(a / b); });
    case Op::text_eq:
    case Op::text_ne: {
      const Value& a = at(i.a);
      const Value& b = at(i.b);
      if (a.kind() != b.kind() || (!a.is(Kind::string) && !a.is(Kind::bytes))) return refuse(a, b, offset);
      return Value::boolean((a.as_text() == b.as_text()) == (i.op == Op::text_eq));
    }
    default:
      counted = true;
      return rarer_value_of(i, offset);
  }
}

Value Machine::rarer_value_of(const Instruction& i, std::uint32_t offset) {
  switch (i.op) {
    case Op::call:
      return call(i, offset);
    case Op::int_add:
    case Op::int_subtract:
    case Op::int_multiply:
      return checked_arithmetic(i.op, at(i.a), at(i.b), offset);
    case Op::int_divide:
    case Op::int_modulo:
      return divide(i.op, at(i.a), at(i.b), offset);
    case Op::matches: {
      const Value& a = at(i.a);
      if (!a.is(Kind::string)) return refuse(a, offset);
      steps_ += a.as_text().size() * steps_per_byte(*code_.patterns[i.b]);
      if (steps_ > scratch_.steps_max()) return Value::error(ErrorCode::step_limit, offset);
      return Value::boolean(found_in(*code_.patterns[i.b], a.as_text()));
    }
    case Op::in_list:
      return in_list(at(i.a), at(i.b), offset);
    case Op::in_map:
      return has_key(at(i.b), at(i.a), offset);
    case Op::in_named:
      return in_named(at(i.a), i.b, offset);
    case Op::index_list:
      return index_list(at(i.a), at(i.b), offset);
    case Op::index_map:
      return index_map(at(i.a), at(i.b), offset);
    case Op::has_key:
      return has_key(at(i.a), at(i.b), offset);
    case Op::make_list:
      return make_list(i, offset);
    case Op::make_map:
      return make_map(i, offset);
    case Op::list_begin:
      return begin_list(i);
    case Op::list_append:
      return append_list(i, at(i.a));
    case Op::map_begin:
      return begin_map(i);
    case Op::map_append:
      return append_map(i);
    case Op::map_insert:
      return insert_map(i, offset);
    default:
      return compare(i.op, at(i.a), at(i.b), offset);
  }
}

Value Machine::run(const Instructions& instructions, std::size_t begin, std::size_t end, Operand result) {
  const Instruction* const list = instructions.list.data();
  const std::uint32_t* const offsets = instructions.offsets.data();
  const std::uint64_t steps_max = scratch_.steps_max();
  if (scratch_.memory_exhausted()) return Value::error(ErrorCode::memory_limit);
  steps_ += end - begin;
  std::size_t pc = begin;
  while (pc < end) {
    const Instruction& i = list[pc];
    Value& dst = registers_[i.dst];
    std::size_t next = pc + 1;
    bool counted = false;  // whether steps or memory were used besides the instruction itself
    switch (i.op) {
      case Op::jump:
        next = i.b;
        break;
      case Op::jump_if_false:
        next = at(i.a).is_false() ? i.b : next;
        break;
      case Op::unless_bool:
        if (at(i.a).is(Kind::boolean)) break;
        dst = refuse(at(i.a), offsets[pc]);
        next = i.b;
        break;
      case Op::unless_value:
        if (!at(i.a).is_error() && !at(i.a).is_absent()) break;
        dst = refuse(at(i.a), offsets[pc]);
        next = i.b;
        break;
      case Op::first_conjunct:
        dst = at(i.a).is(Kind::boolean) ? at(i.a) : refuse(at(i.a), offsets[pc]);
        if (dst.is_false()) next = i.b;
        break;
      case Op::first_disjunct:
        dst = at(i.a).is(Kind::boolean) ? at(i.a) : refuse(at(i.a), offsets[pc]);
        if (dst.is_true()) next = i.b;
        break;
      case Op::conjoin: {
        const Value right = at(i.a).is(Kind::boolean) ? at(i.a) : refuse(at(i.a), offsets[pc]);
        if (right.is_false() || dst.is_true()) dst = right;  // false wins over errors, errors over true
        if (dst.is_false()) next = i.b;
        break;
      }
      case Op::disjoin: {
        const Value right = at(i.a).is(Kind::boolean) ? at(i.a) : refuse(at(i.a), offsets[pc]);
        if (right.is_true() || dst.is_false()) dst = right;
        if (dst.is_true()) next = i.b;
        break;
      }
      case Op::loop_begin:
        if (begin_loop(i, offsets[pc])) break;
        next = i.b;
        break;
      case Op::loop_next:
      case Op::loop_next_two:
        steps_ += i.b - pc;
        counted = true;
        if (!loop_next(i)) next = i.b;
        break;
      case Op::note:
        note(i, at(i.a), offsets[pc]);
        break;
      default:
        dst = value_of(i, offsets[pc], counted);
    }
    if (counted && (steps_ > steps_max || scratch_.memory_exhausted())) [[unlikely]] {
      scratch_.set_steps(steps_);
      return Value::error(scratch_.memory_exhausted() ? ErrorCode::memory_limit : ErrorCode::step_limit, offsets[pc]);
    }
    pc = next;
  }
  scratch_.set_steps(steps_);
  return at(result);
}

}  // namespace tallygate::risk::cel
