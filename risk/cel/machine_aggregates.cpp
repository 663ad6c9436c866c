// The machine's instructions that are not in its inner loop: calls, general comparison, lists, maps, macros.
#include "risk/cel/machine.hpp"
#include "risk/cel/ordering.hpp"

namespace tallygate::risk::cel {
namespace {

std::size_t size_of_text_or_list(const Value& v) {
  switch (v.kind()) {
    case Kind::string:
    case Kind::bytes:
      return v.as_text().size();
    case Kind::list:
      return v.as_list().size();
    default:
      return 0;
  }
}

bool usable(const Value& v) {
  return !v.is_error() && !v.is_absent();
}

bool order_holds(Op op, Order order) {
  switch (op) {
    case Op::any_lt:
      return order == Order::less;
    case Op::any_le:
      return order == Order::less || order == Order::equal;
    case Op::any_gt:
      return order == Order::greater;
    default:
      return order == Order::greater || order == Order::equal;
  }
}

}  // namespace

Value Machine::call(const Instruction& i, std::uint32_t offset) {
  const Callee& callee = code_.callees[i.b];
  const Value* arguments = registers_ + i.a;
  std::uint64_t work = callee.cost;
  for (std::size_t n = 0; n < i.count; ++n) {
    const Value& v = arguments[n];
    if (!usable(v) || (callee.kinds[n] != Kind::undetermined && !v.is(callee.kinds[n]))) return refuse(v, offset);
    work += size_of_text_or_list(v) / (callee.text ? 4 : 16);
  }
  steps_ += work;
  if (steps_ > scratch_.steps_max()) return Value::error(ErrorCode::step_limit, offset);
  const Value result = callee.call({arguments, i.count}, scratch_);
  if (callee.text) steps_ += size_of_text_or_list(result) / 4;
  if (result.is_absent()) return Value::error(ErrorCode::wrong_type, offset);
  return result.is_error() ? Value::error(result.error_code(), offset) : result;
}

Value Machine::compare(Op op, const Value& a, const Value& b, std::uint32_t offset) {
  if (!usable(a) || !usable(b)) return refuse(a, b, offset);
  if (op == Op::any_eq || op == Op::any_ne) {
    if (a.kind() != b.kind()) return Value::error(ErrorCode::wrong_type, offset);
    return Value::boolean(equal_within(a, b, steps_, scratch_.steps_max()) == (op == Op::any_eq));
  }
  const Order found = order(a, b);
  if (found == Order::none && a.kind() != b.kind() && !(Type(a.kind()).is_numeric() && Type(b.kind()).is_numeric()))
    return Value::error(ErrorCode::wrong_type, offset);
  return Value::boolean(order_holds(op, found));
}

Value Machine::checked_arithmetic(Op op, const Value& a, const Value& b, std::uint32_t offset) const {
  if (!a.is(Kind::integer) || !b.is(Kind::integer)) return refuse(a, b, offset);
  std::int64_t r = 0;
  const bool over = op == Op::int_add        ? __builtin_add_overflow(a.as_int(), b.as_int(), &r)
                    : op == Op::int_subtract ? __builtin_sub_overflow(a.as_int(), b.as_int(), &r)
                                             : __builtin_mul_overflow(a.as_int(), b.as_int(), &r);
  return over ? Value::error(ErrorCode::overflow, offset) : Value::integer(r);
}

Value Machine::divide(Op op, const Value& a, const Value& b, std::uint32_t offset) const {
  if (!a.is(Kind::integer) || !b.is(Kind::integer)) return refuse(a, b, offset);
  if (b.as_int() == 0) return Value::error(ErrorCode::division_by_zero, offset);
  if (b.as_int() == -1) {  // INT64_MIN / -1 has no result, and the processor traps on it
    std::int64_t r = 0;
    if (op == Op::int_modulo) return Value::integer(0);
    return __builtin_sub_overflow(std::int64_t{0}, a.as_int(), &r) ? Value::error(ErrorCode::overflow, offset)
                                                                   : Value::integer(r);
  }
  return Value::integer(op == Op::int_divide ? a.as_int() / b.as_int() : a.as_int() % b.as_int());
}

Value Machine::in_list(const Value& a, const Value& b, std::uint32_t offset) {
  if (!usable(a) || !b.is(Kind::list)) return refuse(a, b, offset);
  for (const Value& element : b.as_list()) {
    if (element.kind() != a.kind())
      return usable(element) ? Value::error(ErrorCode::wrong_type, offset) : refuse(element, offset);
    if (equal_within(a, element, steps_, scratch_.steps_max())) return Value::boolean(true);
  }
  return Value::boolean(false);
}

Value Machine::in_named(const Value& a, std::uint16_t list, std::uint32_t offset) const {
  if (!usable(a)) return refuse(a, offset);
  if (activation_.lists == nullptr) return Value::error(ErrorCode::list_unavailable, offset);
  return Value::boolean(activation_.lists->contains(list, a));
}

Value Machine::index_list(const Value& a, const Value& b, std::uint32_t offset) const {
  if (!a.is(Kind::list) || !b.is(Kind::integer)) return refuse(a, b, offset);
  const std::span<const Value> list = a.as_list();
  if (b.as_int() < 0 || static_cast<std::uint64_t>(b.as_int()) >= list.size())
    return Value::error(ErrorCode::index_out_of_range, offset);
  const Value& element = list[static_cast<std::size_t>(b.as_int())];
  return usable(element) ? element : refuse(element, offset);
}

const MapEntry* Machine::find(std::span<const MapEntry> map, const Value& key) {
  for (const MapEntry& entry : map)
    if (entry.key.kind() == key.kind() && equal_within(entry.key, key, steps_, scratch_.steps_max())) return &entry;
  return nullptr;
}

Value Machine::index_map(const Value& a, const Value& b, std::uint32_t offset) {
  if (!a.is(Kind::map) || !usable(b)) return refuse(a, b, offset);
  const MapEntry* entry = find(a.as_map(), b);
  if (entry == nullptr) return Value::error(ErrorCode::no_such_key, offset);
  return usable(entry->mapped) ? entry->mapped : refuse(entry->mapped, offset);
}

Value Machine::has_key(const Value& a, const Value& b, std::uint32_t offset) {
  if (!a.is(Kind::map) || !usable(b)) return refuse(a, b, offset);
  return Value::boolean(find(a.as_map(), b) != nullptr);
}

Value Machine::make_list(const Instruction& i, std::uint32_t offset) {
  const Value* parts = registers_ + i.a;
  const std::span<Value> room = scratch_.make<Value>(i.b);
  for (std::size_t n = 0; n < room.size(); ++n) {
    if (!usable(parts[n])) return refuse(parts[n], offset);
    room[n] = parts[n];
  }
  return Value::list(room);
}

Value Machine::make_map(const Instruction& i, std::uint32_t offset) {
  const Value* parts = registers_ + i.a;
  const std::span<MapEntry> room = scratch_.make<MapEntry>(i.b);
  for (std::size_t n = 0; n < room.size(); ++n) {
    const Value& key = parts[2 * n];
    const Value& mapped = parts[2 * n + 1];
    if (!usable(key) || !usable(mapped)) return refuse(key, mapped, offset);
    if (find(room.first(n), key) != nullptr) return Value::error(ErrorCode::duplicate_key, offset);
    room[n] = {key, mapped};
  }
  return Value::map(room);
}

// The macro's result stands before the loop's state: there an error goes.
bool Machine::begin_loop(const Instruction& i, std::uint32_t offset) {
  const Value range = at(i.a);
  if (!range.is(Kind::list) && !range.is(Kind::map)) {
    registers_[i.dst - 1] = refuse(range, offset);
    return false;
  }
  registers_[i.dst] = range;
  registers_[i.dst + 1] = Value::integer(0);
  return true;
}

bool Machine::loop_next(const Instruction& i) {
  Value& rest = registers_[i.a];
  const bool two = i.op == Op::loop_next_two;
  Value& visited = registers_[i.a + 1];
  if (rest.is(Kind::list)) {
    const std::span<const Value> list = rest.as_list();
    if (list.empty()) return false;
    if (two) registers_[i.dst] = visited;
    registers_[i.dst + (two ? 1 : 0)] = list.front();
    rest = Value::list(list.subspan(1));
  } else if (rest.is(Kind::map)) {
    const std::span<const MapEntry> map = rest.as_map();
    if (map.empty()) return false;
    registers_[i.dst] = map.front().key;
    if (two) registers_[i.dst + 1] = map.front().mapped;
    rest = Value::map(map.subspan(1));
  } else {
    return false;
  }
  visited = Value::integer(visited.as_int() + 1);
  return true;
}

Value Machine::begin_list(const Instruction& i) {
  const Value& range = at(i.a);
  Builder& builder = builders_[i.b];
  builder.size = 0;
  builder.values = scratch_.make<Value>(range.is(Kind::map) ? range.as_map().size() : range.as_list().size());
  return Value::list({});
}

Value Machine::begin_map(const Instruction& i) {
  const Value& range = at(i.a);
  Builder& builder = builders_[i.b];
  builder.size = 0;
  builder.entries = scratch_.make<MapEntry>(range.is(Kind::map) ? range.as_map().size() : range.as_list().size());
  return Value::map({});
}

// Without room the scratch is exhausted, and the evaluation ends with that.
Value Machine::append_list(const Instruction& i, const Value& v) {
  Builder& builder = builders_[i.b];
  if (builder.size >= builder.values.size()) return Value::error(ErrorCode::memory_limit);
  builder.values[builder.size++] = v;
  return Value::list(builder.values.first(builder.size));
}

Value Machine::append_map(const Instruction& i) {
  Builder& builder = builders_[i.b];
  if (builder.size >= builder.entries.size()) return Value::error(ErrorCode::memory_limit);
  builder.entries[builder.size++] = {registers_[i.a], registers_[i.a + 1]};
  return Value::map(builder.entries.first(builder.size));
}

Value Machine::insert_map(const Instruction& i, std::uint32_t offset) {
  const Builder& builder = builders_[i.b];
  if (find(builder.entries.first(builder.size), registers_[i.a]) != nullptr)
    return Value::error(ErrorCode::duplicate_key, offset);
  return append_map(i);
}

void Machine::note(const Instruction& i, const Value& v, std::uint32_t offset) {
  if (i.b >= notes_.size()) return;
  notes_[i.b] = {true, v.is_absent() ? refuse(v, offset) : v};
}

}  // namespace tallygate::risk::cel
