// Conversions between types (langdef.md, "List of Standard Definitions"). A double becomes text in its shortest form
// that reads back the same.
#include <array>
#include <charconv>
#include <cstring>
#include <limits>

#include "risk/cel/double_text.hpp"
#include "risk/cel/functions.hpp"
#include "risk/cel/text.hpp"

namespace tallygate::risk::cel {
namespace {

Value out_of_range() {
  return Value::error(ErrorCode::out_of_range);
}
Value invalid() {
  return Value::error(ErrorCode::invalid_text);
}

template <class Number>
bool parse_whole(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

template <class Number>
Value number_text(Number number, Scratch& scratch) {
  std::array<char, 24> room{};
  const auto [end, error] = std::to_chars(room.data(), room.data() + room.size(), number);
  return scratch.copy({room.data(), static_cast<std::size_t>(end - room.data())});
}

}  // namespace

Value same(Arguments a, Scratch&) {
  return a[0];
}

Value int_from_uint(Arguments a, Scratch&) {
  if (a[0].as_uint() > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return out_of_range();
  return Value::integer(static_cast<std::int64_t>(a[0].as_uint()));
}

// Towards zero. The ends are refused: 2^63 - 1 has no double of its own, so what stands there has been rounded already.
Value int_from_double(Arguments a, Scratch&) {
  const double v = a[0].as_double();
  if (!(v > -9223372036854775808.0 && v < 9223372036854775808.0)) return out_of_range();
  return Value::integer(static_cast<std::int64_t>(v));
}

Value int_from_string(Arguments a, Scratch&) {
  std::int64_t v = 0;
  return parse_whole(a[0].as_text(), v) ? Value::integer(v) : invalid();
}

Value int_from_timestamp(Arguments a, Scratch&) {
  return Value::integer(a[0].as_instant().seconds);
}

Value uint_from_int(Arguments a, Scratch&) {
  if (a[0].as_int() < 0) return out_of_range();
  return Value::unsigned_integer(static_cast<std::uint64_t>(a[0].as_int()));
}

Value uint_from_double(Arguments a, Scratch&) {
  const double v = a[0].as_double();
  if (!(v > -1.0 && v < 18446744073709551616.0)) return out_of_range();
  return Value::unsigned_integer(static_cast<std::uint64_t>(v));
}

Value uint_from_string(Arguments a, Scratch&) {
  std::uint64_t v = 0;
  return parse_whole(a[0].as_text(), v) ? Value::unsigned_integer(v) : invalid();
}

Value double_from_int(Arguments a, Scratch&) {
  return Value::floating(static_cast<double>(a[0].as_int()));
}
Value double_from_uint(Arguments a, Scratch&) {
  return Value::floating(static_cast<double>(a[0].as_uint()));
}

Value double_from_string(Arguments a, Scratch&) {
  const auto v = parse_double(a[0].as_text());
  return v ? Value::floating(*v) : invalid();
}

Value bool_from_string(Arguments a, Scratch&) {
  const std::string_view text = a[0].as_text();
  for (const std::string_view yes : {"1", "t", "T", "true", "TRUE", "True"})
    if (text == yes) return Value::boolean(true);
  for (const std::string_view no : {"0", "f", "F", "false", "FALSE", "False"})
    if (text == no) return Value::boolean(false);
  return invalid();
}

Value string_from_int(Arguments a, Scratch& scratch) {
  return number_text(a[0].as_int(), scratch);
}
Value string_from_uint(Arguments a, Scratch& scratch) {
  return number_text(a[0].as_uint(), scratch);
}
Value string_from_double(Arguments a, Scratch& scratch) {
  return scratch.copy(double_text(a[0].as_double()).view());
}
Value string_from_bool(Arguments a, Scratch&) {
  return Value::string(a[0].as_bool() ? "true" : "false");
}

Value string_from_bytes(Arguments a, Scratch&) {
  return valid_utf8(a[0].as_text()) ? Value::string(a[0].as_text()) : Value::error(ErrorCode::invalid_utf8);
}

Value bytes_from_string(Arguments a, Scratch&) {
  return Value::bytes(a[0].as_text());
}
Value type_of(Arguments a, Scratch&) {
  return Value::type(a[0].kind());
}

}  // namespace tallygate::risk::cel
