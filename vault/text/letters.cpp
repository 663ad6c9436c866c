#include "vault/text/letters.hpp"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <array>
#include <utility>

#include "vault/text/utf8.hpp"

namespace tallygate::vault::text {
namespace {

struct LooksLike {
  std::u32string_view written, read;  // of one length
};

// Not ICU's skeletons (UTS 39): they write m as rn, 1 as l and 0 as o, and no number survives that.
constexpr std::array kLooksLike = {
    LooksLike{U"авекмнорстухѕіјԁԛԝһӏьғг", U"abekmhopctyxsijdqwhlbfr"},
    LooksLike{U"αβγεηικνορτυχω", U"abyenikvoptuxw"},
    LooksLike{U"ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢɡıʋⱱ", U"abcdefghijklmnoprstuvwyzgivv"},
    LooksLike{U"∨⋁√˅", U"vvvv"},
    LooksLike{U"+➕﹢", U"加加加"},
};
constexpr std::array kNumerals = {
    LooksLike{U"零〇一二三四五六七八九", U"00123456789"},
    LooksLike{U"壹贰叁肆伍陆柒捌玖幺", U"1234567891"},
    LooksLike{U"○◯⭕", U"000"},
};

static_assert(std::ranges::all_of(kLooksLike, [](const LooksLike& x) { return x.written.size() == x.read.size(); }));
static_assert(std::ranges::all_of(kNumerals, [](const LooksLike& x) { return x.written.size() == x.read.size(); }));

using Pairs = std::vector<std::pair<char32_t, char32_t>>;

template <std::size_t N>
Pairs pairs_of(const std::array<LooksLike, N>& tables) {
  Pairs pairs;
  for (const LooksLike& table : tables)
    for (std::size_t i = 0; i < table.written.size(); ++i) pairs.emplace_back(table.written[i], table.read[i]);
  std::ranges::sort(pairs);
  return pairs;
}

// 0 for a character that looks like nothing else.
char32_t look_up(const Pairs& pairs, char32_t c) {
  const auto found = std::ranges::lower_bound(pairs, c, {}, &Pairs::value_type::first);
  return found != pairs.end() && found->first == c ? found->second : 0;
}

}  // namespace

bool is_latin(char32_t c) {
  return c >= U'a' && c <= U'z';
}
bool is_digit(char32_t c) {
  return c >= U'0' && c <= U'9';
}
bool is_han(char32_t c) {
  if (c < 0x2E80) return false;
  UErrorCode status = U_ZERO_ERROR;
  return uscript_getScript(static_cast<UChar32>(c), &status) == USCRIPT_HAN;
}

std::vector<Letter> letters_of(std::string_view normalised) {
  static const Pairs looks = pairs_of(kLooksLike), numerals = pairs_of(kNumerals);
  std::vector<Letter> letters;
  letters.reserve(normalised.size());
  bool space = false, sign = false;
  for (const char32_t c : code_points(normalised)) {
    Letter letter{c, space, sign, false};
    if (!is_latin(c) && !is_digit(c)) {
      if (const char32_t digit = look_up(numerals, c)) {
        letter.c = digit;
        letter.disguised = true;
      } else if (const char32_t read = look_up(looks, c)) {
        letter.c = read;
      } else if (u_isalnum(static_cast<UChar32>(c)) == 0) {
        (c == U' ' ? space : sign) = true;
        continue;
      }
    }
    letters.push_back(letter);
    space = sign = false;
  }
  return letters;
}

}  // namespace tallygate::vault::text
