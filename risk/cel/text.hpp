// UTF-8 as the language sees it: strings are sequences of code points.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tallygate::risk::cel {

// Well-formed by the Unicode standard: no overlong forms, surrogates, or code points past U+10FFFF.
bool valid_utf8(std::string_view text);

// Code points in valid UTF-8.
std::size_t code_points(std::string_view text);

// Whether `c` is a Unicode scalar value.
constexpr bool scalar_value(std::uint32_t c) {
  return c < 0xD800 || (c > 0xDFFF && c <= 0x10FFFF);
}

// Precondition: scalar_value(c).
void append_utf8(std::string& out, std::uint32_t c);

}  // namespace tallygate::risk::cel
