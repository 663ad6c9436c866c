// How much a title, note or address reads like a fake order: scores that stand in the record in place of the text.
#pragma once

#include <string_view>

#include "vault/text/vocabulary.hpp"

namespace tallygate::vault::text {

// Each from 0 to 100, integers alone. What 100 and the steps below it mean: docs/rules.md, "What a text is scored for".
struct TextScores {
  int brushing = 0;   // words of those who order and pay for fake sales
  int contact = 0;    // a way to go on outside the platform: names at messengers, phone numbers, addresses of pages
  int gibberish = 0;  // what nobody would write in order to be read
  bool operator==(const TextScores&) const = default;
};

// Of a text that normalised() made. Any thread.
TextScores text_scores(std::string_view normalised, const Vocabulary& vocabulary);

}  // namespace tallygate::vault::text
