#include "core/card_number.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "core/ascii.hpp"
#include "core/time.hpp"

namespace tallygate::core {
namespace {

constexpr std::size_t kDigitsMin = 13, kDigitsMax = 19;
constexpr std::size_t kHashTextMin = 32;         // hex and base64url from here on may be a hash, never a card number
constexpr std::size_t kWindow = 4 * kDigitsMax;  // digits of one run that are looked at as one

constexpr std::uint32_t lengths(std::size_t min, std::size_t max) {  // a set of lengths, a bit each
  std::uint32_t out = 0;
  for (std::size_t n = min; n <= max; ++n) out |= 1U << n;
  return out;
}
constexpr std::uint32_t only(std::size_t n) {
  return 1U << n;
}

struct IssuerRange {
  int first, last;  // of the first four digits
  std::uint32_t lengths;
};

// Published ranges of the networks.
constexpr IssuerRange kIssuers[] = {
    {2200, 2204, lengths(16, 19)},             // Mir
    {2221, 2720, only(16)},                    // Mastercard
    {3000, 3059, only(14) | lengths(16, 19)},  // Diners Club
    {3095, 3095, only(14) | lengths(16, 19)},
    {3400, 3499, only(15)},                        // American Express
    {3528, 3589, lengths(16, 19)},                 // JCB
    {3600, 3699, only(14) | only(16) | only(19)},  // Diners Club
    {3700, 3799, only(15)},                        // American Express
    {3800, 3999, only(14) | only(16) | only(19)},  // Diners Club
    {4000, 4999, only(13) | only(16) | only(19)},  // Visa
    {5000, 5099, lengths(13, 19)},                 // Maestro, Elo, Verve
    {5100, 5599, only(16)},                        // Mastercard
    {5600, 5899, lengths(13, 19)},                 // Maestro
    {6000, 6999, lengths(13, 19)},                 // UnionPay, Discover, Maestro, RuPay
    {8100, 8171, lengths(16, 19)},                 // UnionPay
    {9792, 9792, only(16)},                        // Troy
};

bool issued(const char* digits, std::size_t n) {
  const int prefix = (digits[0] - '0') * 1000 + (digits[1] - '0') * 100 + (digits[2] - '0') * 10 + (digits[3] - '0');
  return std::ranges::any_of(kIssuers, [&](const IssuerRange& r) {
    return prefix >= r.first && prefix <= r.last && (r.lengths >> n & 1U) != 0;
  });
}

bool passes_luhn(const char* digits, std::size_t n) {  // ISO/IEC 7812-1 annex B
  int sum = 0;
  for (std::size_t i = 0; i < n; ++i) {
    int d = digits[n - 1 - i] - '0';
    if (i % 2 == 1) d = d > 4 ? 2 * d - 9 : 2 * d;
    sum += d;
  }
  return sum % 10 == 0;
}

// Digits joined by single separators; a number may begin and end only where a group of digits does.
struct Run {
  std::array<char, kWindow> digits;
  std::array<bool, kWindow + 1> boundary;  // a group begins before digit i (or the run ends there)
  std::size_t n = 0;

  bool holds_card_number() {
    boundary[n] = true;
    for (std::size_t from = 0; from + kDigitsMin <= n; ++from) {
      if (!boundary[from]) continue;
      for (std::size_t length = kDigitsMin; length <= kDigitsMax && from + length <= n; ++length)
        if (boundary[from + length] && issued(&digits[from], length) && passes_luhn(&digits[from], length)) return true;
    }
    return false;
  }
};

bool separator(char c) {
  return c == ' ' || c == '-';
}

bool hash_character(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '+' ||
         c == '/' || c == '=';
}

// A hash has letters among its digits; a text of digits and separators alone does not pass as one.
bool looks_like_hash(std::string_view text) {
  return text.size() >= kHashTextMin && std::ranges::all_of(text, hash_character) &&
         std::ranges::count_if(text, is_digit) < static_cast<std::ptrdiff_t>(text.size() * 9 / 10);
}

}  // namespace

bool holds_card_number(std::string_view text) {
  if (text.size() < kDigitsMin) return false;
  if (std::ranges::count_if(text, is_digit) < static_cast<std::ptrdiff_t>(kDigitsMin)) return false;
  Run run;
  bool group_begins = true;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const char c = i < text.size() ? text[i] : '\0';
    if (is_digit(c) && run.n < kWindow) {
      run.boundary[run.n] = group_begins;
      run.digits[run.n++] = c;
      group_begins = false;
    } else if (separator(c) && i > 0 && is_digit(text[i - 1])) {
      group_begins = true;
    } else {
      if (run.n >= kDigitsMin && run.holds_card_number()) return true;
      run.n = 0;
      group_begins = true;
      if (is_digit(c)) run.boundary[0] = false, run.digits[run.n++] = c, group_begins = false;
    }
  }
  return false;
}

bool card_number_in(std::string_view text) {
  return text.size() >= kDigitsMin && holds_card_number(text) && !looks_like_hash(text) && !parse_time(text);
}

}  // namespace tallygate::core
