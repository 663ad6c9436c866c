#include "core/canonical_scan.hpp"

#include <algorithm>

#include "core/ascii.hpp"

namespace tallygate::core {
namespace {

constexpr std::size_t kSignalNameMax = 32;
constexpr std::size_t kAmountDigitsMax = 16;

// The byte that the escape at `text`, a backslash, stands for; -1 where it is none that RFC 8785 writes. 3.2.2.2: two
// characters where there are such, \u00xx in lower case for the other control characters, and nothing else is escaped.
int escaped_byte(const char* text) {
  switch (text[1]) {
    case 'b':
      return '\b';
    case 't':
      return '\t';
    case 'n':
      return '\n';
    case 'f':
      return '\f';
    case 'r':
      return '\r';
    case '"':
    case '\\':
      return text[1];
    case 'u':
      break;
    default:
      return -1;
  }
  if (text[2] != '0' || text[3] != '0' || (text[4] != '0' && text[4] != '1')) return -1;
  const char low = text[5];
  if (!is_digit(low) && (low < 'a' || low > 'f')) return -1;
  const int byte = (text[4] - '0') * 16 + (is_digit(low) ? low - '0' : low - 'a' + 10);
  return byte == '\b' || byte == '\t' || byte == '\n' || byte == '\f' || byte == '\r' ? -1 : byte;
}

std::size_t escape_size(const char* text) {
  return text[1] == 'u' ? 6 : 2;
}

}  // namespace

constinit const char CanonicalScan::kNothing[kPadding] = {};

std::size_t unescaped_size(std::string_view text) {
  std::size_t out = 0;
  for (std::size_t i = 0; i < text.size(); i += text[i] == '\\' ? escape_size(&text[i]) : 1) ++out;
  return out;
}

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const bool escape = text[i] == '\\';
    out += escape ? static_cast<char>(escaped_byte(&text[i])) : text[i];
    i += escape ? escape_size(&text[i]) : 1;
  }
  return out;
}

Digest digest_of(std::string_view hex_digest) {
  const auto nibble = [](char c) { return static_cast<std::uint8_t>((c & 15) + 9 * (c >> 6)); };
  Digest out;
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = static_cast<std::uint8_t>(nibble(hex_digest[2 * i]) << 4 | nibble(hex_digest[2 * i + 1]));
  return out;
}

void CanonicalScan::escape() {
  if (*at_ != '\\' || escaped_byte(at_) < 0) return fail();  // a control character, or the end
  at_ += escape_size(at_);
}

std::int64_t CanonicalScan::integer() {
  const bool negative = *at_ == '-';
  if (negative) ++at_;
  if (*at_ == '0') {  // and no digit after it, which no separator would be
    require(!negative);
    ++at_;
    return 0;
  }
  const char* const end = at_ + kAmountDigitsMax;
  std::int64_t value = 0;
  const char* p = at_;
  while (p < end && is_digit(*p)) value = value * 10 + (*p++ - '0');
  require(p != at_ && valid_amount(value));
  if (!failed_) at_ = p;
  return negative ? -value : value;
}

std::uint64_t CanonicalScan::count() {
  require(*at_ != '-');
  return static_cast<std::uint64_t>(integer());
}

Time CanonicalScan::time() {
  const auto written = text();
  // Of the forms that parse_time takes this length leaves, beside the canonical one, those with an offset.
  const auto time =
      written.size() == kTimeTextLength && written.back() == 'Z' ? parse_time(written) : std::optional<Time>();
  require(time.has_value());
  return time.value_or(Time{});
}

std::string_view CanonicalScan::hex_digest() {
  constexpr std::size_t kDigestDigits = 2 * sizeof(Digest);
  if (at_[0] != '"' || at_[kDigestDigits + 1] != '"') {
    fail();
    return {};
  }
  unsigned wrong = 0;
  for (std::size_t i = 1; i <= kDigestDigits; ++i) {
    const auto c = static_cast<unsigned char>(at_[i]);
    wrong |= static_cast<unsigned>(static_cast<unsigned char>(c - '0') > 9) &
             static_cast<unsigned>(static_cast<unsigned char>(c - 'a') > 5);
  }
  const std::string_view out(at_ + 1, kDigestDigits);
  at_ += kDigestDigits + 2;
  require(wrong == 0);
  return out;
}

bool CanonicalScan::boolean() {
  constexpr std::string_view kTrue = "true", kFalse = "false";
  const bool is_true = std::memcmp(at_, kTrue.data(), kTrue.size()) == 0;
  require(is_true || std::memcmp(at_, kFalse.data(), kFalse.size()) == 0);
  if (!failed_) at_ += is_true ? kTrue.size() : kFalse.size();
  return is_true;
}

void CanonicalScan::personal() {
  open();
  const char* const begin = at_ + 1;
  if (key("country")) text_not_empty();
  const char* const ciphertext_begin = at_ + 1;
  if (key("ct")) text_not_empty();
  const char* const ciphertext_end = at_ + 1;
  if (key("net")) text_not_empty();
  const char* const end = at_ + 1;
  required("pn");
  const auto pseudonym = text_not_empty();
  require(pseudonym.size() <= kPseudonymMax || unescaped_size(pseudonym) <= kPseudonymMax);
  if (!failed_ && begin != end) sealed_.push_back({begin, end, ciphertext_begin, ciphertext_end});
  close();
}

std::string_view CanonicalScan::signal_name() {
  require(*at_ == separator_);
  ++at_;
  separator_ = ',';
  const auto name = text();
  const auto good = [](char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '_'; };
  require(!name.empty() && name.size() <= kSignalNameMax && name[0] >= 'a' && name[0] <= 'z' &&
          std::ranges::all_of(name, good));
  require(*at_ == ':');
  ++at_;
  return name;
}

void CanonicalScan::value(const Signals&) {
  open();
  std::string_view before;
  std::size_t n = 0;
  do {
    const auto name = signal_name();
    require(before < name && ++n <= kSignalsMax);
    before = name;
    if (at_text())
      text();
    else
      integer();
  } while (*at_ == ',');
  close();
}

}  // namespace tallygate::core
