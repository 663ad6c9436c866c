#include "core/canonical_json.hpp"

#include <algorithm>
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

constexpr std::size_t kEscapedMax = 6;  // \u00xx

char* write_escaped(char* to, unsigned char c) {
  constexpr char kHex[] = "0123456789abcdef";
  const char escape = kEscapes[c];
  *to++ = '\\';
  *to++ = escape;
  if (escape != kAsHex) return to;
  *to++ = '0';
  *to++ = '0';
  *to++ = kHex[c >> 4];
  *to++ = kHex[c & 15];
  return to;
}

char* write_bytes(char* to, std::string_view bytes) {
  std::memcpy(to, bytes.data(), bytes.size());
  return to + bytes.size();
}

}  // namespace

void JsonWriter::grow(std::size_t n) {
  constexpr std::size_t kStep = 2048;
  const std::size_t used = position();
  out_.resize(used + std::max(n, kStep));
  at_ = out_.data() + used;
  end_ = out_.data() + out_.size();
}

void JsonWriter::settle() {
  if (at_ == nullptr) return;
  out_.resize(position());
  at_ = end_ = nullptr;
}

void JsonWriter::open(char bracket, bool object) {
  separate();
  TALLYGATE_CHECK(depth_ < kDepthMax, "JSON nested deeper than the writer goes");
  levels_[depth_++] = {.last_key = {}, .first = true, .object = object};
  *room(1) = bracket;
  ++at_;
}

void JsonWriter::close(char bracket, bool object) {
  TALLYGATE_CHECK(depth_ > 0 && levels_[depth_ - 1].object == object && !after_key_,
                  "JSON closed where it is not open");
  --depth_;
  char* const to = room(1);
  *to = bracket;
  wrote(to + 1);
}

void JsonWriter::separate() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (depth_ == 0) return;
  Level& level = levels_[depth_ - 1];
  TALLYGATE_CHECK(!level.object, "a JSON value in an object without its key");
  if (!level.first) {
    *room(1) = ',';
    ++at_;
  }
  level.first = false;
}

void JsonWriter::key(std::string_view name) {
  TALLYGATE_CHECK(depth_ > 0 && levels_[depth_ - 1].object && !after_key_, "a JSON key outside an object");
  Level& level = levels_[depth_ - 1];
  TALLYGATE_CHECK(level.first || level.last_key < name, "JSON keys that are not in canonical order");
  char* to = room(name.size() + 4);
  if (!level.first) *to++ = ',';
  *to++ = '"';
  to = write_bytes(to, name);
  *to++ = '"';
  *to++ = ':';
  at_ = to;
  level.first = false;
  level.last_key = name;
  after_key_ = true;
}

void JsonWriter::string(std::string_view utf8) {
  separate();
  char* to = room(utf8.size() + 2 + kEscapedMax);
  *to++ = '"';
  for (;;) {
    const std::size_t plain = plain_prefix(utf8);
    to = write_bytes(to, utf8.substr(0, plain));
    if (plain == utf8.size()) break;
    to = write_escaped(to, static_cast<unsigned char>(utf8[plain]));
    utf8.remove_prefix(plain + 1);
    at_ = to;
    to = room(utf8.size() + 1 + kEscapedMax);
  }
  *to++ = '"';
  wrote(to);
}

void JsonWriter::integer(std::int64_t value) {
  constexpr std::size_t kDigitsMax = 20;
  TALLYGATE_CHECK(valid_amount(value), "an integer that JSON readers would round");
  separate();
  char* const to = room(kDigitsMax);
  wrote(std::to_chars(to, to + kDigitsMax, value).ptr);
}

void JsonWriter::plain(std::string_view text) {
  separate();
  wrote(write_bytes(room(text.size()), text));
}

}  // namespace tallygate::core
