#include "vault/text/contacts.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>

#include "vault/text/utf8.hpp"

namespace tallygate::vault::text {
namespace {

constexpr int kAnnounced = 100, kPage = 80, kDisguisedNumber = 80, kPlainNumber = 40;

constexpr std::size_t kFillersMax = 6;
constexpr std::size_t kNameMin = 6, kNameMax = 20;      // a WeChat name: 6 to 20 letters and digits, a letter first
constexpr std::size_t kNumberMin = 5, kNumberMax = 12;  // a QQ number, a phone number
constexpr std::size_t kMobileDigits = 11;

bool is_name_letter(char32_t c) {
  return is_latin(c) || is_digit(c);
}

// Where a name or number ends that begins at `at`: at a space, unless it is written letter by letter or digits go on.
std::size_t name_end(std::span<const Letter> letters, std::size_t at) {
  std::size_t end = at + 1, since_space = 1;
  for (; end < letters.size() && end - at <= kNameMax && is_name_letter(letters[end].c); ++end, ++since_space) {
    if (!letters[end].space) continue;
    if (since_space > 1 && !(is_digit(letters[end - 1].c) && is_digit(letters[end].c))) break;
    since_space = 0;
  }
  return end;
}

// A name or number that begins at `at`, behind a cue that is a Latin word or not. Where the word runs on ("加vitamin")
// only digits make it one, and where a word follows ("wechat payment") a sign between them or digits.
bool name_at(std::span<const Letter> letters, std::size_t at, bool behind_word) {
  const std::size_t size = name_end(letters, at) - at;
  const auto digits = static_cast<std::size_t>(
      std::ranges::count_if(letters.subspan(at, size), [](const Letter& letter) { return is_digit(letter.c); }));
  if (digits == size) return size >= kNumberMin && size <= kNumberMax;
  if (size < kNameMin || size > kNameMax || !is_latin(letters[at].c)) return false;
  constexpr std::size_t kDigitsOfAttached = 3;
  if (!behind_word) return true;
  return letters[at].gap() ? letters[at].sign || digits > 0 : digits >= kDigitsOfAttached;
}

bool announces(std::span<const Letter> letters, const Phrases::Found& cue, const Vocabulary& vocabulary) {
  std::size_t at = cue.end;
  for (std::size_t fillers = 0; at < letters.size() && fillers <= kFillersMax; ++at, ++fillers) {
    const bool behind_word = at == cue.end && is_latin(letters[at - 1].c);
    if (is_name_letter(letters[at].c) && name_at(letters, at, behind_word)) return true;
    if (!vocabulary.is_filler(letters[at].c)) return false;
  }
  return false;
}

int cue_score(std::span<const Letter> letters, const Vocabulary& vocabulary) {
  int score = 0;
  for (const Phrases::Found& cue : vocabulary.cues().find(letters))
    score = std::max(score, announces(letters, cue, vocabulary) ? kAnnounced : vocabulary.cue(cue.entry).alone);
  return score;
}

// The digit that a letter is taken for within a number.
std::optional<char32_t> digit_of(const Letter& letter) {
  if (is_digit(letter.c)) return letter.c;
  if (letter.c == U'o') return U'0';
  if (letter.c == U'l' || letter.c == U'i') return U'1';
  return std::nullopt;
}

// 13x to 19x and eight more, as China's mobile numbers are; it begins and ends where something else does.
int mobile_at(std::span<const Letter> run, std::size_t at) {
  std::size_t gaps = 0, disguised = 0, digits = 0;
  for (std::size_t i = 0; i < kMobileDigits; ++i) {
    const Letter& letter = run[at + i];
    if (i > 0 && letter.gap()) ++gaps;
    if (letter.disguised || !is_digit(letter.c)) ++disguised;
    if (is_digit(letter.c)) ++digits;
  }
  constexpr std::size_t kPlainGaps = 2, kDigitsMin = 7;
  if (digits < kDigitsMin || *digit_of(run[at]) != U'1' || *digit_of(run[at + 1]) < U'3') return 0;
  return gaps > kPlainGaps || disguised > 0 ? kDisguisedNumber : kPlainNumber;
}

int mobiles_in(std::span<const Letter> run) {
  int score = 0;
  for (std::size_t at = 0; at + kMobileDigits <= run.size(); ++at) {
    const std::size_t end = at + kMobileDigits;
    const bool country = at == 2 && *digit_of(run[0]) == U'8' && *digit_of(run[1]) == U'6';
    const bool begins = at == 0 || run[at].gap() || country;
    const bool ends = end == run.size() || run[end].gap();
    if (begins && ends) score = std::max(score, mobile_at(run, at));
  }
  return score;
}

int number_score(std::span<const Letter> letters) {
  int score = 0;
  for (std::size_t begin = 0; begin < letters.size();) {
    std::size_t end = begin;
    while (end < letters.size() && digit_of(letters[end])) ++end;
    if (end > begin) score = std::max(score, mobiles_in(letters.subspan(begin, end - begin)));
    begin = end + 1;
  }
  return score;
}

// The text without spaces, and with each way to write a dot as one.
std::u32string joined(std::string_view normalised) {
  std::u32string out;
  for (const char32_t c : code_points(normalised)) {
    if (c == U' ') continue;
    out += c == U'。' || c == U'．' || c == U'点' || c == U'·' ? U'.' : c;
  }
  for (const std::u32string_view dot : {U"(dot)", U"[dot]"})
    for (std::size_t at = out.find(dot); at != std::u32string::npos; at = out.find(dot, at))
      out.replace(at, dot.size(), U".");
  return out;
}

bool is_page_at(std::u32string_view text, std::size_t dot) {
  // Those that end in a common word as well count only with a path behind them.
  static constexpr std::array<std::u32string_view, 9> kEndings = {U"com", U"cn",  U"net",  U"org", U"top",
                                                                  U"xyz", U"vip", U"shop", U"club"};
  static constexpr std::array<std::u32string_view, 7> kShort = {U"me", U"cc", U"ly", U"io", U"gg", U"link", U"cn"};
  std::size_t label = 0;
  while (label < dot && (is_name_letter(text[dot - 1 - label]) || text[dot - 1 - label] == U'-')) ++label;
  const std::u32string_view rest = text.substr(dot + 1);
  const auto follows = [&](std::u32string_view ending, bool path) {
    if (!rest.starts_with(ending)) return false;
    const char32_t next = rest.size() > ending.size() ? rest[ending.size()] : U' ';
    return path ? next == U'/' : !is_name_letter(next);
  };
  return (label >= 2 && std::ranges::any_of(kEndings, [&](auto ending) { return follows(ending, false); })) ||
         (label >= 1 && std::ranges::any_of(kShort, [&](auto ending) { return follows(ending, true); }));
}

int page_score(std::string_view normalised) {
  const std::u32string text = joined(normalised);
  for (const std::u32string_view start : {U"http://", U"https://", U"hxxp", U"www."})
    if (text.find(start) != std::u32string::npos) return kPage;
  for (std::size_t dot = text.find(U'.'); dot != std::u32string::npos; dot = text.find(U'.', dot + 1))
    if (is_page_at(text, dot)) return kPage;
  return 0;
}

}  // namespace

int contact_score(std::string_view normalised, const std::vector<Letter>& letters, const Vocabulary& vocabulary) {
  return std::max({cue_score(letters, vocabulary), number_score(letters), page_score(normalised)});
}

}  // namespace tallygate::vault::text
