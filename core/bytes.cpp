#include "core/bytes.hpp"

#include <algorithm>

namespace tallygate::core {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase64Url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::uint8_t kNoDigit = 0xff;

using DigitTable = std::array<std::uint8_t, 256>;

constexpr DigitTable reverse(std::string_view alphabet) {
  DigitTable table{};
  table.fill(kNoDigit);
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    table[static_cast<std::uint8_t>(alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return table;
}

constexpr DigitTable hex_table() {
  DigitTable table = reverse(kHexDigits);
  for (std::uint8_t i = 0; i < 6; ++i) table['A' + i] = static_cast<std::uint8_t>(10 + i);
  return table;
}

constexpr DigitTable kHexValues = hex_table();
constexpr DigitTable kBase64Values = reverse(kBase64);
constexpr DigitTable kBase64UrlValues = reverse(kBase64Url);

std::uint8_t octet(char c) {
  return static_cast<std::uint8_t>(c);
}

// Writes the unpadded text of bytes.
void write_encoded(char* to, ByteView bytes, std::string_view alphabet) {
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : bytes) {
    bits = bits << 8 | octet(c);
    for (held += 8; held >= 6; held -= 6) *to++ = alphabet[bits >> (held - 6) & 63];
  }
  if (held > 0) *to = alphabet[bits << (6 - held) & 63];
}

void append_encoded(std::string& out, ByteView bytes, std::string_view alphabet) {
  const std::size_t start = out.size();
  out.resize(start + base64url_length(bytes.size()));
  write_encoded(out.data() + start, bytes, alphabet);
}

// Decodes unpadded text. Left-over bits must be zero: otherwise two texts would stand for the same bytes.
std::optional<Bytes> decode_unpadded(std::string_view text, const DigitTable& values) {
  if (text.size() % 4 == 1) return std::nullopt;
  Bytes out(text.size() * 3 / 4, '\0');
  char* to = out.data();
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : text) {
    const std::uint8_t digit = values[octet(c)];
    if (digit == kNoDigit) return std::nullopt;
    bits = bits << 6 | digit;
    held += 6;
    if (held >= 8) {
      held -= 8;
      *to++ = static_cast<char>(bits >> held & 0xff);
    }
  }
  if ((bits & ((1U << held) - 1)) != 0) return std::nullopt;
  return out;
}

bool decode_hex(std::string_view text, std::uint8_t* out) {
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const std::uint8_t high = kHexValues[octet(text[i])];
    const std::uint8_t low = kHexValues[octet(text[i + 1])];
    if (high == kNoDigit || low == kNoDigit) return false;
    out[i / 2] = static_cast<std::uint8_t>(high << 4 | low);
  }
  return true;
}

}  // namespace

void write_hex(char* to, ByteView bytes) {
  for (const char c : bytes) {
    *to++ = kHexDigits[octet(c) >> 4];
    *to++ = kHexDigits[octet(c) & 15];
  }
}

void append_hex(std::string& out, ByteView bytes) {
  const std::size_t start = out.size();
  out.resize(start + 2 * bytes.size());
  write_hex(out.data() + start, bytes);
}

std::string to_hex(ByteView bytes) {
  std::string out;
  append_hex(out, bytes);
  return out;
}

std::optional<Bytes> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  Bytes out(text.size() / 2, '\0');
  if (!decode_hex(text, reinterpret_cast<std::uint8_t*>(out.data()))) return std::nullopt;
  return out;
}

std::optional<Digest> digest_from_hex(std::string_view text) {
  Digest out;
  if (text.size() != 2 * out.size() || !decode_hex(text, out.data())) return std::nullopt;
  return out;
}

std::string to_base64(ByteView bytes) {
  std::string out;
  append_encoded(out, bytes, kBase64);
  out.append((4 - out.size() % 4) % 4, '=');
  return out;
}

std::optional<Bytes> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  return decode_unpadded(text.substr(0, text.size() - padding), kBase64Values);
}

void append_base64url(std::string& out, ByteView bytes) {
  append_encoded(out, bytes, kBase64Url);
}

void write_base64url(char* to, ByteView bytes) {
  write_encoded(to, bytes, kBase64Url);
}

std::string to_base64url(ByteView bytes) {
  std::string out;
  append_base64url(out, bytes);
  return out;
}

std::optional<Bytes> from_base64url(std::string_view text) {
  return decode_unpadded(text, kBase64UrlValues);
}

}  // namespace tallygate::core
