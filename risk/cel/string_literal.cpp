#include "risk/cel/string_literal.hpp"

#include <cstdint>

#include "risk/cel/text.hpp"

namespace tallygate::risk::cel {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

class Decoder {
 public:
  Decoder(std::string_view body, bool bytes) : body_(body), bytes_(bytes) {}

  DecodedLiteral run() {
    while (at_ < body_.size() && out_.problem.empty()) {
      if (body_[at_] != '\\') {
        out_.text.push_back(body_[at_++]);
        continue;
      }
      escape_at_ = at_++;
      if (at_ == body_.size()) {
        fail("A backslash ends the literal.");
        break;
      }
      escape(body_[at_++]);
    }
    return std::move(out_);
  }

 private:
  void escape(char c) {
    switch (c) {
      case '\\':
      case '?':
      case '"':
      case '\'':
      case '`':
        out_.text.push_back(c);
        return;
      case 'a':
        out_.text.push_back('\a');
        return;
      case 'b':
        out_.text.push_back('\b');
        return;
      case 'f':
        out_.text.push_back('\f');
        return;
      case 'n':
        out_.text.push_back('\n');
        return;
      case 'r':
        out_.text.push_back('\r');
        return;
      case 't':
        out_.text.push_back('\t');
        return;
      case 'v':
        out_.text.push_back('\v');
        return;
      case 'x':
      case 'X':
        numeric(2);
        return;
      case 'u':
        bytes_ ? fail("\\u is not allowed in bytes.") : unicode(4);
        return;
      case 'U':
        bytes_ ? fail("\\U is not allowed in bytes.") : unicode(8);
        return;
      case '0':
      case '1':
      case '2':
      case '3':
        octal(c);
        return;
      default:
        fail("This is not an escape sequence.");
        return;
    }
  }

  std::optional<std::uint32_t> hex(int digits) {
    std::uint32_t v = 0;
    for (int i = 0; i < digits; ++i, ++at_) {
      const int d = at_ < body_.size() ? hex_digit(body_[at_]) : -1;
      if (d < 0) {
        fail("The escape sequence needs more hexadecimal digits.");
        return std::nullopt;
      }
      v = (v << 4) | static_cast<std::uint32_t>(d);
    }
    return v;
  }

  void numeric(int digits) {
    if (const auto v = hex(digits)) put(*v);
  }

  void octal(char first) {
    std::uint32_t v = static_cast<std::uint32_t>(first - '0');
    for (int i = 0; i < 2; ++i, ++at_) {
      if (at_ >= body_.size() || body_[at_] < '0' || body_[at_] > '7') return fail("An octal escape has three digits.");
      v = v * 8 + static_cast<std::uint32_t>(body_[at_] - '0');
    }
    put(v);
  }

  // A code point in a string, an octet in bytes.
  void put(std::uint32_t v) {
    if (bytes_)
      out_.text.push_back(static_cast<char>(static_cast<unsigned char>(v)));
    else
      append_utf8(out_.text, v);
  }

  void unicode(int digits) {
    auto v = hex(digits);
    if (!v) return;
    if (digits == 4 && *v >= 0xD800 && *v <= 0xDBFF && body_.substr(at_).starts_with("\\u")) {
      at_ += 2;
      const auto low = hex(4);
      if (!low) return;
      if (*low < 0xDC00 || *low > 0xDFFF) return fail("A high surrogate must be followed by a low one.");
      v = 0x10000 + ((*v - 0xD800) << 10) + (*low - 0xDC00);
    }
    if (!scalar_value(*v)) return fail("This is not a Unicode code point.");
    append_utf8(out_.text, *v);
  }

  void fail(const char* why) {
    out_.problem = why;
    out_.at = escape_at_;
  }

  std::string_view body_;
  bool bytes_;
  std::size_t at_ = 0;
  std::size_t escape_at_ = 0;
  DecodedLiteral out_;
};

}  // namespace

DecodedLiteral decode_literal(std::string_view body, bool bytes) {
  return Decoder(body, bytes).run();
}

}  // namespace tallygate::risk::cel
