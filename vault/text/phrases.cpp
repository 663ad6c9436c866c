#include "vault/text/phrases.hpp"

#include <algorithm>
#include <utility>

#include "core/check.hpp"

namespace tallygate::vault::text {
namespace {

bool within_a_word(std::span<const Letter> letters, std::size_t at) {
  if (at == 0 || letters[at].gap() || !is_latin(letters[at].c)) return false;
  return is_latin(letters[at - 1].c) || is_digit(letters[at - 1].c);
}

bool stands_at(std::span<const Letter> letters, std::size_t at, const std::u32string& phrase) {
  return phrase.size() <= letters.size() - at &&
         std::equal(phrase.begin(), phrase.end(), letters.begin() + static_cast<std::ptrdiff_t>(at),
                    [](char32_t c, const Letter& letter) { return c == letter.c; });
}

}  // namespace

void Phrases::add(std::u32string letters, std::size_t entry) {
  TALLYGATE_CHECK(!letters.empty(), "a phrase without letters");
  const char32_t first = letters.front();
  by_first_[first].push_back({std::move(letters), entry});
}

std::vector<Phrases::Found> Phrases::find(std::span<const Letter> letters) const {
  std::vector<Found> found;
  for (std::size_t at = 0; at < letters.size(); ++at) {
    const auto candidates = by_first_.find(letters[at].c);
    if (candidates == by_first_.end() || within_a_word(letters, at)) continue;
    for (const Phrase& phrase : candidates->second)
      if (stands_at(letters, at, phrase.letters)) found.push_back({phrase.entry, at, at + phrase.letters.size()});
  }
  return found;
}

}  // namespace tallygate::vault::text
