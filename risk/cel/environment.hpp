// What an expression may name: variables, functions of the host, named lists. Built once per rule set, read by
// compile(); evaluation needs only the slots. Not thread-safe while it is being built, freely shared afterwards.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "risk/cel/type.hpp"
#include "risk/cel/value.hpp"

namespace tallygate::risk::cel {

class Scratch;

struct Variable {
  std::string name;  // "amount", "device.emulator", "f.orders_per_device_1h": identifiers joined by dots
  Type type;
  std::uint16_t slot = 0;  // index in Activation::slots, below kSlotsMax
  bool optional = false;   // may be absent, for editors and documentation: evaluation treats every variable so
  std::uint32_t bound =
      0;  // elements of a list or map, bytes of a string: for the static cost; 0 means the default of Limits
  std::optional<std::int64_t> saturates_at;  // a capped count: comparing it with a constant at or over this is refused
};

// Called with arguments of exactly the declared types (never absent, never errors). Must not throw, block, or read
// anything that is not in the record; may return an error value. Strings and lists that it makes come from `scratch`.
using HostFunction = Value (*)(std::span<const Value> arguments, Scratch& scratch);

struct Function {
  std::string name;              // "haversine_km", "net.distance"
  bool member = false;           // called as x.name(…); the receiver is the first parameter
  std::vector<Type> parameters;  // at most kParametersMax; parameter_a and parameter_b stand for any one type
  Type result;
  std::uint32_t cost = 1;   // steps, worst case
  std::uint32_t bound = 0;  // of the result, if it is a string or a list
  HostFunction call = nullptr;
};

struct NamedList {
  std::string name;
  Type element;          // string, int or uint
  std::uint16_t id = 0;  // what NamedLists::contains gets
};

// Membership in lists that live outside the rule (block lists, allow lists): `x in list("name")`.
class NamedLists {
 public:
  virtual ~NamedLists() = default;
  virtual bool contains(std::uint16_t list, const Value& value) const = 0;
};

class Environment {
 public:
  static constexpr std::uint16_t kSlotsMax = 16384;
  static constexpr std::size_t kParametersMax = 8;

  // Each declares one thing; a sentence says why it was refused (a bad or taken name, a slot too high), empty when it
  // was accepted. Two variables may share a slot (an alias); overloads of a function differ in their parameters.
  [[nodiscard]] std::optional<std::string> declare(Variable variable);
  [[nodiscard]] std::optional<std::string> declare(Function function);
  [[nodiscard]] std::optional<std::string> declare(NamedList list);

  const Variable* variable(std::string_view name) const;
  const NamedList* list(std::string_view name) const;
  std::span<const Function> functions(std::string_view name) const;  // all overloads, in order of declaration

 private:
  std::map<std::string, Variable, std::less<>> variables_;
  std::map<std::string, std::vector<Function>, std::less<>> functions_;
  std::map<std::string, NamedList, std::less<>> lists_;
};

}  // namespace tallygate::risk::cel
