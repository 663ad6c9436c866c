#include "core/canonical_json.hpp"

#include <array>
#include <charconv>
#include <cstring>

#include "core/check.hpp"
#include "core/money.hpp"

namespace tallygate::core {
namespace {

constexpr char kPlain = 0;
constexpr char kAsHex = 'u';

// What follows the backslash (RFC 8785 3.2.2.2), kAsHex for \u00xx, kPlain for a byte that stands as it is.
constexpr auto kEscapes = [] {
  std::array<char, 256> out{};
  for (int c = 0; c < 0x20; ++c) out[c] = kAsHex;
  out['\b'] = 'b';
  out['\t'] = 't';
  out['\n'] = 'n';
  out['\f'] = 'f';
  out['\r'] = 'r';
  out['"'] = '"';
  out['\\'] = '\\';
  return out;
}();

// Whether one of the eight bytes needs escaping: below 0x20, a quote or a backslash. (Mycroft's test for a zero byte.)
bool any_escaped(std::uint64_t w) {
  constexpr std::uint64_t kOnes = 0x0101010101010101ULL, kHighs = 0x8080808080808080ULL;
  const std::uint64_t quote = w ^ (kOnes * '"'), backslash = w ^ (kOnes * '\\');
  const std::uint64_t hit = (w - kOnes * 0x20) | (quote - kOnes) | (backslash - kOnes);
  return (hit & ~w & kHighs) != 0;
}

std::size_t plain_prefix(std::string_view text) {
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t word;
    std::memcpy(&word, text.data() + i, 8);
    if (any_escaped(word)) break;
  }
  while (i < text.size() && kEscapes[static_cast<unsigned char>(text[i])] == kPlain) ++i;
  return i;
}

void append_escaped(std::string& out, unsigned char c) {
  constexpr char kHex[] = "0123456789abcdef";
  const char escape = kEscapes[c];
  out += '\\';
  out += escape;
  if (escape != kAsHex) return;
  out += "00";
  out += kHex[c >> 4];
  out += kHex[c & 15];
}

}  // namespace

void JsonWriter::open(char bracket, bool object) {
  separate();
  TALLYGATE_CHECK(depth_ < kDepthMax, "JSON nested deeper than the writer goes");
  levels_[depth_++] = {.last_key = {}, .first = true, .object = object};
  out_ += bracket;
}

void JsonWriter::close(char bracket, bool object) {
  TALLYGATE_CHECK(depth_ > 0 && levels_[depth_ - 1].object == object && !after_key_,
                  "JSON closed where it is not open");
  --depth_;
  out_ += bracket;
}

void JsonWriter::separate() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (depth_ == 0) return;
  Level& level = levels_[depth_ - 1];
  TALLYGATE_CHECK(!level.object, "a JSON value in an object without its key");
  if (!level.first) out_ += ',';
  level.first = false;
}

void JsonWriter::key(std::string_view name) {
  TALLYGATE_CHECK(depth_ > 0 && levels_[depth_ - 1].object && !after_key_, "a JSON key outside an object");
  Level& level = levels_[depth_ - 1];
  TALLYGATE_CHECK(level.first || level.last_key < name, "JSON keys that are not in canonical order");
  if (!level.first) out_ += ',';
  level.first = false;
  level.last_key = name;
  after_key_ = true;
  out_ += '"';
  out_ += name;
  out_.append("\":", 2);
}

void JsonWriter::string(std::string_view utf8) {
  separate();
  out_ += '"';
  for (;;) {
    const std::size_t plain = plain_prefix(utf8);
    out_.append(utf8.data(), plain);
    if (plain == utf8.size()) break;
    append_escaped(out_, static_cast<unsigned char>(utf8[plain]));
    utf8.remove_prefix(plain + 1);
  }
  out_ += '"';
}

void JsonWriter::begin_plain_string() {
  separate();
  out_ += '"';
}

void JsonWriter::end_plain_string() {
  out_ += '"';
}

void JsonWriter::integer(std::int64_t value) {
  TALLYGATE_CHECK(valid_amount(value), "an integer that JSON readers would round");
  separate();
  char text[20];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  out_.append(text, end - text);
}

void JsonWriter::boolean(bool value) {
  separate();
  out_ += value ? "true" : "false";
}

void JsonWriter::null() {
  separate();
  out_ += "null";
}

void JsonWriter::raw(std::string_view canonical) {
  separate();
  out_ += canonical;
}

}  // namespace tallygate::core
