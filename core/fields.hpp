// A struct that travels as JSON describes its fields once, in canonical (sorted) order:
//
//   struct Delivery {
//     std::optional<Time> delivered_at;
//     template <class V, class S> static void describe(V& v, S& s) { v("delivered_at", s.delivered_at); }
//   };
//
// The description serves the reader with its errors by pointer (fields_reader.hpp), the canonical writer
// (fields_writer.hpp), the walk over personal values (personal_walk.hpp) and the published schema (openapi).
// std::optional and empty vectors may be absent; everything else is required.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/money.hpp"

namespace tallygate::core {

// What a field's value must satisfy beyond its type.
struct Limits {
  std::int64_t min = -kAmountMax;  // of an integer
  std::int64_t max = kAmountMax;
  std::size_t length_max = 64;    // of a string, in bytes
  std::size_t items_max = 1'000;  // of an array
  bool visible_ascii = false;     // only 0x21 to 0x7e, for tokens and names
};
constexpr Limits at_least(std::int64_t min) {
  return {.min = min};
}
constexpr Limits between(std::int64_t min, std::int64_t max) {
  return {.min = min, .max = max};
}
constexpr Limits text(std::size_t length_max) {
  return {.length_max = length_max};
}
constexpr Limits token(std::size_t length_max) {
  return {.length_max = length_max, .visible_ascii = true};
}
constexpr Limits items(std::size_t items_max) {
  return {.items_max = items_max};
}

// An enum that travels as a string has a table of names found by argument-dependent lookup:
//   std::span<const EnumName<Channel>> enum_names(Channel);
template <class E>
struct EnumName {
  E value;
  std::string_view name;
};

template <class E>
std::string_view name_of(E value) {
  for (const auto& n : enum_names(value))
    if (n.value == value) return n.name;
  return {};
}

// A field that is not as it must be. `pointer` is a JSON pointer (RFC 6901) into the body, "/lines/0/amount"; `code` is
// one of the frozen field codes: required, unknown_field, duplicate_field, wrong_type, not_an_integer, out_of_range,
// too_long, too_many, bad_id, bad_time, bad_currency, bad_value, amount_mismatch (figures that must add up and do not),
// pan_refused.
struct FieldError {
  std::string pointer;
  std::string code;
  std::string detail;  // a sentence; never repeats a personal value
};

constexpr std::size_t kFieldErrorsMax = 16;

}  // namespace tallygate::core
