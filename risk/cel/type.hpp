// Static types of the expression language, and the kinds of values (cel-spec, doc/langdef.md, "Values").
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tallygate::risk::cel {

// What a value is at run time; the numbers are internal and never stored.
enum class Kind : std::uint8_t {
  absent = 0,  // an optional variable without a value; never the result of an expression
  error,       // an evaluation error, as a value
  null_value,
  boolean,
  integer,           // int: 64 bits, signed
  unsigned_integer,  // uint: 64 bits
  floating,          // double
  string,            // UTF-8
  bytes,
  timestamp,
  duration,
  list,
  map,
  type,     // the result of type(x)
  address,  // network extension: net.IP
  network,  // network extension: net.CIDR
  // Only in types, never in values:
  undetermined,  // the element of [] and the key and value of {}: agrees with anything
  parameter_a,   // stand for any one type in the signature of a function
  parameter_b,
};

// A type is a kind and, for lists and maps, the types inside. A small value: at most 25 kinds deep and wide together
// (kNodesMax).
class Type {
 public:
  static constexpr int kNodesMax = 25;

  constexpr Type() = default;  // "no type"
  constexpr Type(Kind kind) : code_(static_cast<unsigned>(kind)) {}

  // Precondition (CHECK): the result has at most kNodesMax kinds. the functions below ask first.
  static Type list(Type element);
  static Type map(Type key, Type mapped);
  static bool fits_list(Type element) { return element.nodes() + 1 <= kNodesMax; }
  static bool fits_map(Type key, Type mapped) { return key.nodes() + mapped.nodes() + 1 <= kNodesMax; }

  constexpr Kind kind() const { return static_cast<Kind>(static_cast<unsigned>(code_ & kMask)); }
  Type element() const;  // of a list
  Type key() const;      // of a map
  Type mapped() const;   // of a map: its values
  int nodes() const;

  bool is_numeric() const {
    return kind() == Kind::integer || kind() == Kind::unsigned_integer || kind() == Kind::floating;
  }
  // Whether an undetermined part (an empty literal) stands anywhere inside.
  bool has_undetermined() const;

  constexpr bool operator==(const Type& other) const = default;

  // "list(map(string, int))"; the names are CEL's: null_type bool int uint double string bytes timestamp duration …
  std::string text() const;
  // The inverse of text(), for declarations in rule-set files; also google.protobuf.Timestamp and Duration. Empty when
  // it is no type.
  static std::optional<Type> parse(std::string_view text);

 private:
  using Code = unsigned __int128;  // kinds in prefix order, five bits each, the first lowest; absent (0) ends it
  static constexpr unsigned kBits = 5;
  static constexpr unsigned kMask = 31;
  static constexpr Type from_code(Code code) {
    Type t;
    t.code_ = code;
    return t;
  }
  Type part(int index) const;  // the index-th type inside

  Code code_ = 0;
};

// The name of a kind in CEL, as type(x) shows it: "int", "list", "google.protobuf.Timestamp".
std::string_view type_name(Kind kind);

}  // namespace tallygate::risk::cel
