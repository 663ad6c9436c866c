#include "vault/text/normalised.hpp"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <utility>

#include "core/check.hpp"
#include "vault/text/simplified.hpp"
#include "vault/text/utf8.hpp"

namespace tallygate::vault::text {
namespace {

// Folding may bring characters together that compose, and so on: each round is shorter, and the third changes nothing
// in any text that was seen.
constexpr int kRoundsMax = 8;

UChar32 icu_of(char32_t c) {
  return static_cast<UChar32>(c);
}

bool is_gap(char32_t c) {
  constexpr char32_t kBrailleBlank = 0x2800;  // a letter to Unicode, a space to the eye
  return u_isUWhiteSpace(icu_of(c)) != 0 || u_charType(icu_of(c)) == U_CONTROL_CHAR || c == kBrailleBlank;
}

bool is_unseen(char32_t c) {
  if (u_hasBinaryProperty(icu_of(c), UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0) return true;
  switch (u_charType(icu_of(c))) {
    case U_FORMAT_CHAR:
      return true;
    case U_ENCLOSING_MARK:
    case U_NON_SPACING_MARK: {
      UErrorCode status = U_ZERO_ERROR;
      const UScriptCode script = uscript_getScript(icu_of(c), &status);
      return script == USCRIPT_INHERITED || script == USCRIPT_COMMON;
    }
    case U_MODIFIER_SYMBOL:
      return u_hasBinaryProperty(icu_of(c), UCHAR_EMOJI_MODIFIER) != 0;
    default:
      return false;
  }
}

// Letters in circles and squares, white on black, and the two halves of flags: Unicode decomposes none of them.
char32_t enclosed_letter(char32_t c) {
  for (const char32_t first : {0x1F150U, 0x1F170U, 0x1F1E6U})
    if (c >= first && c < first + 26) return U'a' + (c - first);
  return 0;
}

// The value of a digit of any script, and of numbers in circles up to twenty; -1 for what is none.
int number_of(char32_t c) {
  switch (u_charType(icu_of(c))) {
    case U_DECIMAL_DIGIT_NUMBER:
      return u_charDigitValue(icu_of(c));
    case U_OTHER_NUMBER: {
      const double value = u_getNumericValue(icu_of(c));
      for (int n = 0; n <= 20; ++n)
        if (value == n) return n;
      return -1;
    }
    default:
      return -1;
  }
}

void append_folded(std::u32string& out, char32_t c) {
  if (const char32_t letter = enclosed_letter(c)) {
    out += letter;
  } else if (const int number = number_of(c); number >= 0) {
    if (number >= 10) out += U'0' + static_cast<char32_t>(number / 10);
    out += U'0' + static_cast<char32_t>(number % 10);
  } else {
    out += simplified(c);
  }
}

std::u32string folded(const std::u32string& in) {
  std::u32string out;
  out.reserve(in.size());
  bool gap = false;
  for (const char32_t c : in) {
    const bool ascii = c < 0x80;
    if (ascii ? c <= U' ' || c == 0x7F : is_gap(c)) {
      gap = true;
      continue;
    }
    if (!ascii && is_unseen(c)) continue;
    if (gap && !out.empty()) out += U' ';
    gap = false;
    if (ascii)
      out += c;
    else
      append_folded(out, c);
  }
  return out;
}

std::string within_limit(const std::u32string& in) {
  std::string out;
  for (const char32_t c : in) {
    if (out.size() + utf8_length(c) > kTextBytesMax) break;
    append_utf8(out, c);
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

std::string nfkc_casefold(std::string_view well_formed) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* normalizer = icu::Normalizer2::getNFKCCasefoldInstance(status);
  TALLYGATE_CHECK(U_SUCCESS(status), "ICU has no NFKC_Casefold");
  std::string out;
  icu::StringByteSink<std::string> sink(&out, static_cast<std::int32_t>(well_formed.size()));
  normalizer->normalizeUTF8(0, {well_formed.data(), static_cast<std::int32_t>(well_formed.size())}, sink, nullptr,
                            status);
  TALLYGATE_CHECK(U_SUCCESS(status), "ICU cannot normalise");
  return out;
}

std::string_view beginning(std::string_view text) {
  if (text.size() <= kTextBytesMax) return text;
  std::size_t end = kTextBytesMax;
  for (int back = 0; back < 3 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U; ++back) --end;
  return text.substr(0, end);
}

}  // namespace

std::string normalised(std::string_view text) {
  std::string form = within_limit(code_points(beginning(text)));
  for (int round = 0; round < kRoundsMax; ++round) {
    std::string next = within_limit(folded(code_points(nfkc_casefold(form))));
    if (next == form) break;
    form = std::move(next);
  }
  return form;
}

}  // namespace tallygate::vault::text
