#include "risk/cel/constants.hpp"

#include <algorithm>
#include <cstring>
#include <new>

namespace tallygate::risk::cel {
namespace {

template <class T>
std::span<T> room(Code& code, std::size_t count) {
  code.constant_storage.push_back(std::make_unique<std::byte[]>(std::max<std::size_t>(1, count * sizeof(T))));
  return {reinterpret_cast<T*>(code.constant_storage.back().get()), count};
}

bool scalar(const Value& v) {
  switch (v.kind()) {
    case Kind::null_value:
    case Kind::boolean:
    case Kind::integer:
    case Kind::unsigned_integer:
    case Kind::duration:
    case Kind::type:
      return true;
    default:
      return false;
  }
}

}  // namespace

Value keep(Code& code, const Value& value) {
  switch (value.kind()) {
    case Kind::string:
    case Kind::bytes: {
      const std::string_view text = value.as_text();
      const std::span<char> copy = room<char>(code, text.size());
      if (!text.empty()) std::memcpy(copy.data(), text.data(), text.size());
      const std::string_view kept(copy.data(), copy.size());
      return value.is(Kind::string) ? Value::string(kept) : Value::bytes(kept);
    }
    case Kind::list: {
      const std::span<Value> copy = room<Value>(code, value.as_list().size());
      for (std::size_t i = 0; i < copy.size(); ++i) new (&copy[i]) Value(keep(code, value.as_list()[i]));
      return Value::list(copy);
    }
    case Kind::map: {
      const std::span<MapEntry> copy = room<MapEntry>(code, value.as_map().size());
      for (std::size_t i = 0; i < copy.size(); ++i)
        new (&copy[i]) MapEntry{keep(code, value.as_map()[i].key), keep(code, value.as_map()[i].mapped)};
      return Value::map(copy);
    }
    case Kind::address:
    case Kind::network: {
      const std::span<NetworkAddress> copy = room<NetworkAddress>(code, 1);
      new (copy.data()) NetworkAddress(value.as_network());
      return value.is(Kind::address) ? Value::address(copy.data()) : Value::cidr(copy.data());
    }
    default:
      return value;
  }
}

std::size_t add_constant(Code& code, const Value& value) {
  if (scalar(value))
    for (std::size_t i = 0; i < code.constants.size(); ++i)
      if (code.constants[i].kind() == value.kind() && code.constants[i].as_int() == value.as_int()) return i;
  code.constants.push_back(keep(code, value));
  return code.constants.size() - 1;
}

std::size_t add_callee(Code& code, const Overload& overload) {
  Callee callee{overload.call, overload.cost, overload.count, overload.shape == CostShape::text, {}};
  std::copy_n(overload.kinds.begin(), overload.kinds.size(), callee.kinds);
  for (std::size_t i = 0; i < code.callees.size(); ++i) {
    const Callee& known = code.callees[i];
    if (known.call == callee.call && known.count == callee.count &&
        std::equal(known.kinds, known.kinds + callee.count, callee.kinds))
      return i;
  }
  code.callees.push_back(callee);
  return code.callees.size() - 1;
}

void add_variable(Code& code, const Variable& variable) {
  const auto same = [&](const VariableRead& read) { return read.name == variable.name; };
  if (std::any_of(code.variables.begin(), code.variables.end(), same)) return;
  code.variables.push_back({variable.name, variable.slot, variable.type});
  code.slots = std::max<std::uint16_t>(code.slots, static_cast<std::uint16_t>(variable.slot + 1));
}

void add_named_list(Code& code, std::uint16_t id) {
  const auto at = std::lower_bound(code.named_lists.begin(), code.named_lists.end(), id);
  if (at == code.named_lists.end() || *at != id) code.named_lists.insert(at, id);
}

}  // namespace tallygate::risk::cel
