#include "vault/text/scores.hpp"

#include <algorithm>
#include <vector>

#include "vault/text/contacts.hpp"
#include "vault/text/gibberish.hpp"
#include "vault/text/letters.hpp"

namespace tallygate::vault::text {
namespace {

// The sum of the terms that occur, each once: to say it again and again adds nothing.
int brushing_score(const std::vector<Letter>& letters, const Vocabulary& vocabulary) {
  std::vector<std::size_t> terms;
  for (const Phrases::Found& found : vocabulary.terms().find(letters)) terms.push_back(found.entry);
  std::ranges::sort(terms);
  const auto again = std::ranges::unique(terms);
  terms.erase(again.begin(), again.end());
  int sum = 0;
  for (const std::size_t term : terms) sum += vocabulary.points_of(term);
  return std::clamp(sum, 0, 100);
}

}  // namespace

TextScores text_scores(std::string_view normalised, const Vocabulary& vocabulary) {
  const std::vector<Letter> letters = vocabulary.as_read(letters_of(normalised));
  return {brushing_score(letters, vocabulary), contact_score(normalised, letters, vocabulary),
          gibberish_score(normalised)};
}

}  // namespace tallygate::vault::text
