// A value of the expression language: 16 bytes, trivially copyable, owning nothing. Strings, lists and maps are views
// into the activation's storage, the program's constants or the scratch memory of the evaluation that made them, and
// live as long as those.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/time.hpp"
#include "risk/cel/type.hpp"

namespace tallygate::risk::cel {

// Why an evaluation failed. The texts are for people; programs compare codes.
enum class ErrorCode : std::uint8_t {
  none = 0,
  absent_value,      // an optional variable without a value was read without has()
  overflow,          // int, uint, timestamp or duration arithmetic
  division_by_zero,  // / or % of int or uint
  out_of_range,      // a conversion whose result the type cannot hold
  index_out_of_range,
  no_such_key,
  duplicate_key,
  invalid_text,  // a string that is no number, time, duration, bool, address
  invalid_utf8,
  invalid_time_zone,
  invalid_argument,
  wrong_type,             // the host supplied a value that is not of the declared type
  position_out_of_range,  // of a character in a string
  list_unavailable,       // a named list was asked for and the activation has none
  // The two below stop an evaluation whole: no operator absorbs them.
  step_limit,
  memory_limit,
};
std::string_view describe(ErrorCode code);

struct MapEntry;

// A time as CEL has it: seconds since 1970-01-01T00:00:00Z (negative before) and nanoseconds 0 to 999,999,999; years
// 0001 to 9999. The log's microseconds convert exactly; nanoseconds are kept because the language's own tests and
// literals have them.
struct Instant {
  std::int64_t seconds = 0;
  std::uint32_t nanos = 0;
};

// An IP address or network (network extension), kept beside the value.
struct NetworkAddress {
  std::uint8_t bytes[16] = {};  // IPv4 in the first four
  std::uint8_t family = 4;      // 4 or 6
  std::uint8_t prefix = 32;     // of a network: leading bits that count
};

class Value {
 public:
  constexpr Value() = default;  // absent

  static constexpr Value null() { return Value(Kind::null_value); }
  static constexpr Value boolean(bool v) {
    Value r(Kind::boolean);
    r.as_.integer = v ? 1 : 0;
    return r;
  }
  static constexpr Value integer(std::int64_t v) {
    Value r(Kind::integer);
    r.as_.integer = v;
    return r;
  }
  static constexpr Value unsigned_integer(std::uint64_t v) {
    Value r(Kind::unsigned_integer);
    r.as_.unsigned_integer = v;
    return r;
  }
  static constexpr Value floating(double v) {
    Value r(Kind::floating);
    r.as_.floating = v;
    return r;
  }
  // At most 2^32 - 1 bytes of UTF-8; the host vouches for the encoding.
  static constexpr Value string(std::string_view v) { return text(Kind::string, v); }
  static constexpr Value bytes(std::string_view v) { return text(Kind::bytes, v); }
  static constexpr Value timestamp(Instant t) {
    Value r(Kind::timestamp);
    r.as_.integer = t.seconds;
    r.size_ = t.nanos;
    return r;
  }
  static Value timestamp(core::Time t);
  static constexpr Value duration_ns(std::int64_t ns) {
    Value r(Kind::duration);
    r.as_.integer = ns;
    return r;
  }
  // Exact; a duration beyond +-292 years (int64 nanoseconds, CEL's range) becomes an overflow error.
  static Value duration(core::Duration d);
  static constexpr Value list(std::span<const Value> v) {
    Value r(Kind::list);
    r.as_.list = v.data();
    r.size_ = static_cast<std::uint32_t>(v.size());
    return r;
  }
  static constexpr Value map(std::span<const MapEntry> v);
  static constexpr Value type(Kind kind) {
    Value r(Kind::type);
    r.as_.integer = static_cast<std::int64_t>(kind);
    return r;
  }
  static constexpr Value address(const NetworkAddress* a) { return network(Kind::address, a); }
  static constexpr Value cidr(const NetworkAddress* a) { return network(Kind::network, a); }
  // `offset`: byte in the source of the operation that failed; evaluate() fills it in for errors that functions return.
  static constexpr Value error(ErrorCode code, std::uint32_t offset = 0) {
    Value r(Kind::error);
    r.code_ = code;
    r.size_ = offset;
    return r;
  }

  constexpr Kind kind() const { return kind_; }
  constexpr bool is(Kind kind) const { return kind_ == kind; }
  constexpr bool is_absent() const { return kind_ == Kind::absent; }
  constexpr bool is_error() const { return kind_ == Kind::error; }
  constexpr bool is_true() const { return kind_ == Kind::boolean && as_.integer != 0; }
  constexpr bool is_false() const { return kind_ == Kind::boolean && as_.integer == 0; }

  // The accessors below read the member that kind() names; asking for another is a bug of the caller.
  constexpr bool as_bool() const { return as_.integer != 0; }
  constexpr std::int64_t as_int() const { return as_.integer; }
  constexpr std::uint64_t as_uint() const { return as_.unsigned_integer; }
  constexpr double as_double() const { return as_.floating; }
  constexpr std::string_view as_text() const { return {as_.text, size_}; }  // string and bytes
  constexpr Instant as_instant() const { return {as_.integer, size_}; }
  constexpr std::int64_t as_duration_ns() const { return as_.integer; }
  constexpr std::span<const Value> as_list() const { return {as_.list, size_}; }
  constexpr std::span<const MapEntry> as_map() const;
  constexpr Kind as_type() const { return static_cast<Kind>(as_.integer); }
  constexpr const NetworkAddress& as_network() const { return *as_.network; }
  constexpr ErrorCode error_code() const { return code_; }
  constexpr std::uint32_t error_offset() const { return size_; }

 private:
  constexpr explicit Value(Kind kind) : kind_(kind) {}
  static constexpr Value text(Kind kind, std::string_view v) {
    Value r(kind);
    r.as_.text = v.data();
    r.size_ = static_cast<std::uint32_t>(v.size());
    return r;
  }
  static constexpr Value network(Kind kind, const NetworkAddress* a) {
    Value r(kind);
    r.as_.network = a;
    return r;
  }

  Kind kind_ = Kind::absent;
  ErrorCode code_ = ErrorCode::none;
  std::uint32_t size_ = 0;
  union {
    std::int64_t integer = 0;
    std::uint64_t unsigned_integer;
    double floating;
    const char* text;
    const Value* list;
    const MapEntry* map;
    const NetworkAddress* network;
  } as_;
};

struct MapEntry {
  Value key;  // int, uint, bool or string
  Value mapped;
};

constexpr Value Value::map(std::span<const MapEntry> v) {
  Value r(Kind::map);
  r.as_.map = v.data();
  r.size_ = static_cast<std::uint32_t>(v.size());
  return r;
}
constexpr std::span<const MapEntry> Value::as_map() const {
  return {as_.map, size_};
}

static_assert(sizeof(Value) == 16);

// Equality as the language defines it for values of one type: NaN is unequal to itself, lists element by element, maps
// without order. Values of different kinds are unequal, except numbers, which compare by what they stand for.
bool equal(const Value& a, const Value& b);

// The value as a person writes it in CEL: 5, 5u, 2.5, "x", [1, 2], timestamp("…"); at most about `bytes_max` bytes,
// then "…".
std::string to_text(const Value& value, std::size_t bytes_max = 256);

}  // namespace tallygate::risk::cel
