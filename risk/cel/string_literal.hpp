// Decoding of quoted strings and bytes (langdef.md, "String and Bytes Values").
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tallygate::risk::cel {

struct DecodedLiteral {
  std::string text;
  std::string problem;  // a sentence, empty when the literal is good
  std::size_t at = 0;   // where in `body` the problem is
};

// `body` is what stands between the quotes. A string gives UTF-8, bytes give octets.
DecodedLiteral decode_literal(std::string_view body, bool bytes);

}  // namespace tallygate::risk::cel
