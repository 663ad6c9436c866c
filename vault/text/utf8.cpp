#include "vault/text/utf8.hpp"

#include "core/check.hpp"

namespace tallygate::vault::text {
namespace {

struct Lead {
  std::size_t following;    // bytes; 0 for a byte that leads nothing
  unsigned char low, high;  // what the first of them may be: no overlong form, no surrogate, nothing above U+10FFFF
};

Lead lead_of(unsigned char byte) {
  if (byte >= 0xC2 && byte <= 0xDF) return {1, 0x80, 0xBF};
  if (byte >= 0xE0 && byte <= 0xEF)
    return {2, static_cast<unsigned char>(byte == 0xE0 ? 0xA0 : 0x80),
            static_cast<unsigned char>(byte == 0xED ? 0x9F : 0xBF)};
  if (byte >= 0xF0 && byte <= 0xF4)
    return {3, static_cast<unsigned char>(byte == 0xF0 ? 0x90 : 0x80),
            static_cast<unsigned char>(byte == 0xF4 ? 0x8F : 0xBF)};
  return {0, 0, 0};
}

}  // namespace

std::u32string code_points(std::string_view utf8) {
  std::u32string out;
  out.reserve(utf8.size());
  for (std::size_t i = 0; i < utf8.size();) {
    const auto byte = static_cast<unsigned char>(utf8[i++]);
    if (byte < 0x80) {
      out += byte;
      continue;
    }
    Lead lead = lead_of(byte);
    if (lead.following == 0) {
      out += kReplacement;
      continue;
    }
    char32_t c = byte & (0x3FU >> lead.following);
    for (; lead.following > 0 && i < utf8.size(); --lead.following, ++i) {
      const auto next = static_cast<unsigned char>(utf8[i]);
      if (next < lead.low || next > lead.high) break;
      c = (c << 6) | (next & 0x3FU);
      lead.low = 0x80;
      lead.high = 0xBF;
    }
    out += lead.following == 0 ? c : kReplacement;
  }
  return out;
}

std::size_t utf8_length(char32_t c) {
  return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
}

void append_utf8(std::string& out, char32_t c) {
  TALLYGATE_CHECK(c <= 0x10FFFF && !(c >= 0xD800 && c <= 0xDFFF), "not a Unicode scalar value");
  const std::size_t length = utf8_length(c);
  if (length == 1) {
    out += static_cast<char>(c);
    return;
  }
  constexpr unsigned char kLeads[] = {0, 0, 0xC0, 0xE0, 0xF0};
  out += static_cast<char>(kLeads[length] | (c >> (6 * (length - 1))));
  for (std::size_t left = length - 1; left > 0; --left)
    out += static_cast<char>(0x80U | ((c >> (6 * (left - 1))) & 0x3FU));
}

}  // namespace tallygate::vault::text
