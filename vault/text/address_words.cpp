#include "vault/text/address_words.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "vault/text/letters.hpp"

namespace tallygate::vault::text {
namespace {

// Kinds of places and doors. What is between two of them is told apart by name or number all the same.
constexpr std::u32string_view kLeftOut = U"省市区县镇乡号栋幢座室楼层房户";
constexpr std::array<std::u32string_view, 4> kWordsLeftOut = {U"单元", U"中国", U"自治", U"号院"};

constexpr std::array<std::pair<std::u32string_view, std::u32string_view>, 28> kLatinWords = {{
    {U"street", U"st"},  {U"road", U"rd"},  {U"avenue", U"ave"}, {U"av", U"ave"},   {U"boulevard", U"blvd"},
    {U"lane", U"ln"},    {U"drive", U"dr"}, {U"court", U"ct"},   {U"place", U"pl"}, {U"square", U"sq"},
    {U"north", U"n"},    {U"south", U"s"},  {U"east", U"e"},     {U"west", U"w"},   {U"saint", U"st"},
    {U"apartment", U""}, {U"apt", U""},     {U"building", U""},  {U"bldg", U""},    {U"floor", U""},
    {U"fl", U""},        {U"room", U""},    {U"rm", U""},        {U"unit", U""},    {U"suite", U""},
    {U"ste", U""},       {U"no", U""},      {U"number", U""},
}};

bool begins_word(const std::vector<Letter>& letters, std::size_t at) {
  return at == 0 || letters[at].gap() || !is_latin(letters[at - 1].c);
}

class Reading {
 public:
  explicit Reading(const std::vector<Letter>& letters) : letters_(letters) {}

  AddressWords read() {
    while (at_ < letters_.size()) {
      if (is_digit(here()) || here() == U'十') {
        number();
      } else if (is_latin(here()) && begins_word(letters_, at_)) {
        word();
      } else if (!left_out()) {
        out_.letters += here();
        ++at_;
      }
    }
    return std::move(out_);
  }

 private:
  char32_t here() const { return letters_[at_].c; }

  // Digits, to where something stands between them; 十 among them is ten, or the tens of what is around it.
  void number() {
    std::u32string digits;
    for (std::size_t begin = at_; at_ < letters_.size(); ++at_) {
      if (at_ > begin && letters_[at_].gap()) break;
      if (here() == U'十') {
        const bool ones_follow = at_ + 1 < letters_.size() && is_digit(letters_[at_ + 1].c) && !letters_[at_ + 1].gap();
        if (digits.empty()) digits += U'1';
        if (!ones_follow) digits += U'0';
      } else if (is_digit(here())) {
        digits += here();
      } else {
        break;
      }
    }
    const std::size_t first = digits.find_first_not_of(U'0');
    out_.numbers.push_back(first == std::u32string::npos ? U"0" : digits.substr(first));
  }

  void word() {
    std::u32string word;
    for (std::size_t begin = at_; at_ < letters_.size() && is_latin(here()); ++at_) {
      if (at_ > begin && letters_[at_].gap()) break;
      word += here();
    }
    const auto known = std::ranges::find(kLatinWords, std::u32string_view(word),
                                         &std::pair<std::u32string_view, std::u32string_view>::first);
    out_.letters += known == kLatinWords.end() ? std::u32string_view(word) : known->second;
  }

  bool left_out() {
    for (const std::u32string_view word : kWordsLeftOut) {
      if (word.size() > letters_.size() - at_) continue;
      if (!std::equal(word.begin(), word.end(), letters_.begin() + static_cast<std::ptrdiff_t>(at_),
                      [](char32_t c, const Letter& letter) { return c == letter.c; }))
        continue;
      at_ += word.size();
      return true;
    }
    if (kLeftOut.find(here()) == std::u32string_view::npos) return false;
    ++at_;
    return true;
  }

  const std::vector<Letter>& letters_;
  std::size_t at_ = 0;
  AddressWords out_;
};

}  // namespace

AddressWords address_words(std::string_view normalised) {
  return Reading(letters_of(normalised)).read();
}

}  // namespace tallygate::vault::text
