// Phrases that are looked for in the letters of a text, whatever stands between these.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "vault/text/letters.hpp"

namespace tallygate::vault::text {

class Phrases {
 public:
  struct Found {
    std::size_t entry, begin, end;  // the entry it was added for; letters [begin, end)
  };

  // A phrase of at least one letter.
  void add(std::u32string letters, std::size_t entry);

  // All that occur, by where they begin. One that begins with a Latin letter does not begin within a word.
  std::vector<Found> find(std::span<const Letter> letters) const;

 private:
  struct Phrase {
    std::u32string letters;
    std::size_t entry;
  };
  std::unordered_map<char32_t, std::vector<Phrase>> by_first_;
};

}  // namespace tallygate::vault::text
