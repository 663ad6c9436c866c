#include "vault/text/gibberish.hpp"

#include <unicode/uchar.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "vault/text/gb2312_level.hpp"
#include "vault/text/letters.hpp"
#include "vault/text/utf8.hpp"

namespace tallygate::vault::text {
namespace {

constexpr std::size_t kEnoughLetters = 12;
constexpr std::size_t kWordMin = 5;  // shorter ones are names of things: hdmi, psvr
constexpr std::size_t kWindow = 32, kWindowMin = 8;
constexpr std::size_t kKeyRow = 5, kSigns = 4, kInARow = 5, kAlternations = 4;

// Which consonants follow each one often enough not to be noticed, in English words, in pinyin and in names. A vowel
// goes with everything but itself.
constexpr std::array<std::string_view, 26> kFollowers = {"",
                                                         "bdjlrst",
                                                         "chklqrstz",
                                                         "dgjlmnrsvw",
                                                         "",
                                                         "flrst",
                                                         "ghlmnrstw",
                                                         "dlmnrstw",
                                                         "",
                                                         "",
                                                         "fhklnrsw",
                                                         "bcdfgkmlnprstvwz",
                                                         "bcfhlmnprst",
                                                         "bcdfghjklmnpqrstvwxz",
                                                         "",
                                                         "hlprst",
                                                         "",
                                                         "bcdfghklmnpqrstvwz",
                                                         "bcfghklmnpqrstwz",
                                                         "bchlmrstwz",
                                                         "",
                                                         "rl",
                                                         "dfhklnrs",
                                                         "chpt",
                                                         "",
                                                         "hlz"};

// The rows of a keyboard, as they lie.
constexpr std::array<std::string_view, 3> kRows = {"qwertyuiop", "asdfghjkl", "zxcvbnm"};

bool is_vowel(char32_t c) {
  return c == U'a' || c == U'e' || c == U'i' || c == U'o' || c == U'u' || c == U'y';
}

bool usual_pair(char32_t a, char32_t b) {
  if (!is_latin(a) || !is_latin(b)) return true;  // letters with strokes and dots
  if (is_vowel(a) || is_vowel(b)) return a != b || a == U'e' || a == U'o';
  return kFollowers[a - U'a'].find(static_cast<char>(b)) != std::string_view::npos;
}

bool side_by_side(char32_t a, char32_t b) {
  if (!is_latin(a) || !is_latin(b)) return false;
  return std::ranges::any_of(kRows, [&](std::string_view row) {
    const auto x = row.find(static_cast<char>(a)), y = row.find(static_cast<char>(b));
    return x != std::string_view::npos && y != std::string_view::npos && (x + 1 == y || y + 1 == x);
  });
}

bool is_sign(char32_t c) {
  return u_ispunct(static_cast<UChar32>(c)) != 0 || c == U'$' || c == U'^' || c == U'+' || c == U'=' || c == U'|' ||
         c == U'~' || c == U'<' || c == U'>' || c == U'`';
}

enum class Kind { other, latin, han, digit, sign, lost };
Kind kind_of(char32_t c) {
  if (is_digit(c)) return Kind::digit;
  if (c == kReplacement) return Kind::lost;
  if (is_latin(c)) return Kind::latin;
  if (is_han(c)) return Kind::han;
  if (u_isalpha(static_cast<UChar32>(c)) != 0) return Kind::latin;  // judged by its Latin neighbours alone
  return is_sign(c) ? Kind::sign : Kind::other;
}

struct Character {
  char32_t c;
  Kind kind;
  int oddness = 0;  // in halves
};
using Characters = std::vector<Character>;

bool mashed(const Character* word, std::size_t size) {
  if (size < kWordMin) return false;
  std::size_t odd = 0, keys = 1, vowels = 0, consonants = 0;
  for (std::size_t i = 0; i < size; ++i) {
    vowels = is_vowel(word[i].c) ? vowels + 1 : 0;
    consonants = is_vowel(word[i].c) ? 0 : consonants + 1;
    if (i == 0) continue;
    keys = side_by_side(word[i - 1].c, word[i].c) ? keys + 1 : 1;
    if (keys >= kKeyRow) return true;
    if (!usual_pair(word[i - 1].c, word[i].c) || vowels >= kInARow || consonants >= kInARow) ++odd;
  }
  return odd * 4 >= size - 1;
}

void mark(Character* first, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i)
    if (first[i].kind != Kind::digit) first[i].oddness = 2;
}

// Calls take(first, size) for each longest run of characters for which `in` holds.
template <class In, class Take>
void runs(Characters& characters, In in, Take take) {
  for (std::size_t begin = 0; begin < characters.size();) {
    std::size_t end = begin;
    while (end < characters.size() && in(characters[end])) ++end;
    if (end > begin) take(&characters[begin], end - begin);
    begin = end + 1;
  }
}

void judge_words(Characters& characters) {
  runs(
      characters, [](const Character& x) { return x.kind == Kind::latin; },
      [](Character* word, std::size_t size) {
        if (mashed(word, size)) mark(word, size);
      });
  runs(
      characters, [](const Character& x) { return is_latin(x.c) || is_digit(x.c); },
      [](Character* token, std::size_t size) {
        std::size_t alternations = 0;
        for (std::size_t i = 1; i < size; ++i) alternations += token[i].kind != token[i - 1].kind ? 1 : 0;
        if (alternations >= kAlternations) mark(token, size);
      });
}

void judge_characters(Characters& characters) {
  for (Character& x : characters) {
    if (x.kind == Kind::lost) x.oddness = 2;
    if (x.kind != Kind::han) continue;
    const int level = gb2312_level(x.c);
    x.oddness = std::max(x.oddness, level == 0 ? 2 : level - 1);
  }
}

void judge_signs(Characters& characters) {
  runs(
      characters, [](const Character& x) { return x.kind == Kind::sign; },
      [](Character* signs, std::size_t size) {
        std::vector<char32_t> different;
        different.reserve(size);
        for (std::size_t i = 0; i < size; ++i) different.push_back(signs[i].c);
        std::ranges::sort(different);
        const auto again = std::ranges::unique(different);
        different.erase(again.begin(), again.end());
        if (size >= kSigns && different.size() >= kSigns - 1) mark(signs, size);
      });
}

bool counts(const Character& x) {
  return x.kind == Kind::latin || x.kind == Kind::han || x.kind == Kind::lost ||
         (x.kind == Kind::sign && x.oddness > 0);
}

void judge_repetition(Characters& characters) {
  Characters letters;
  std::ranges::copy_if(characters, std::back_inserter(letters),
                       [](const Character& x) { return x.kind == Kind::latin || x.kind == Kind::han; });
  std::vector<std::pair<char32_t, char32_t>> pairs;
  std::vector<bool> same(letters.size());
  for (std::size_t begin = 0; begin < letters.size(); begin += kWindow) {
    const std::size_t size = std::min(kWindow, letters.size() - begin);
    if (size < kWindowMin) break;
    pairs.clear();
    for (std::size_t i = begin + 1; i < begin + size; ++i) pairs.emplace_back(letters[i - 1].c, letters[i].c);
    std::ranges::sort(pairs);
    const auto again = std::ranges::unique(pairs);
    const std::size_t different = pairs.size() - again.size();
    if (different * 2 <= pairs.size())
      std::fill(same.begin() + static_cast<std::ptrdiff_t>(begin),
                same.begin() + static_cast<std::ptrdiff_t>(begin + size), true);
  }
  std::size_t at = 0;
  for (Character& x : characters)
    if ((x.kind == Kind::latin || x.kind == Kind::han) && same[at++]) x.oddness = 2;
}

}  // namespace

int gibberish_score(std::string_view normalised) {
  Characters characters;
  for (const char32_t c : code_points(normalised)) characters.push_back({c, kind_of(c)});
  judge_words(characters);
  judge_characters(characters);
  judge_signs(characters);
  judge_repetition(characters);
  std::size_t letters = 0, odd = 0;
  for (const Character& x : characters) {
    if (!counts(x)) continue;
    ++letters;
    odd += static_cast<std::size_t>(x.oddness);
  }
  if (letters == 0) return 0;
  return static_cast<int>(odd * 100 * std::min(letters, kEnoughLetters) / (2 * letters * kEnoughLetters));
}

}  // namespace tallygate::vault::text
