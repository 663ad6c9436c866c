// UTF-8 as the language sees it: strings are sequences of code points.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tallygate::risk::cel {

// Well-formed by the Unicode standard: no overlong forms, surrogates, or code points past U+10FFFF.
bool valid_utf8(std::string_view text);

// Code points in valid UTF-8.
std::size_t code_points(std::string_view text);

// Bytes of the code point that begins with `first`, in valid UTF-8.
constexpr std::size_t code_point_bytes(char first) {
  const auto byte = static_cast<unsigned char>(first);
  return byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

// The code point that valid UTF-8 begins with. Precondition: `text` is not empty.
std::uint32_t first_code_point(std::string_view text);

// Where the `index`-th code point of valid UTF-8 begins, in bytes; the size for the one past the last; empty beyond it
// and below zero.
std::optional<std::size_t> byte_of_code_point(std::string_view text, std::int64_t index);

// Whether `c` is a Unicode scalar value.
constexpr bool scalar_value(std::uint32_t c) {
  return c < 0xD800 || (c > 0xDFFF && c <= 0x10FFFF);
}

// Precondition: scalar_value(c).
void append_utf8(std::string& out, std::uint32_t c);

}  // namespace tallygate::risk::cel
