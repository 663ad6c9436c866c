// UTF-8 (RFC 3629) as code points and back.
#pragma once

#include <string>
#include <string_view>

namespace tallygate::vault::text {

constexpr char32_t kReplacement = 0xFFFD;

// Any bytes: each part that is not well-formed becomes one U+FFFD (the "maximal subpart" of the Unicode Standard, 3.9).
std::u32string code_points(std::string_view utf8);

// Of a scalar value; anything else is a bug of the caller's.
void append_utf8(std::string& out, char32_t c);
std::size_t utf8_length(char32_t c);

}  // namespace tallygate::vault::text
