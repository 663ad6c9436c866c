// The words of those who order fake sales, and of those who lead a customer away, with what each is worth: a TOML file.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/result.hpp"
#include "vault/text/phrases.hpp"

namespace tallygate::vault::text {

struct VocabularyLimits {
  std::size_t bytes = 64 * 1024;  // of the file; the one that is built in takes a tenth of it
  std::size_t entries = 1'000;    // terms and cues each
  std::size_t phrases = 64;       // ways to write one of them
  std::size_t letters = 32;       // of one phrase: it is compared at each place that begins like it
};
constexpr VocabularyLimits kVocabularyLimits;

class Vocabulary {
 public:
  // An error names the entry and the key that is wrong. The format: rulesets/text-vocabulary.toml says it at its head.
  static core::Result<Vocabulary> read(std::string_view toml);
  // rulesets/text-vocabulary.toml, built into the program.
  static std::string_view default_toml();
  static const Vocabulary& standard();  // of it; any thread

  // Recorded with each score, since a score means something only beside its list.
  int version() const { return version_; }

  // The letters with each character as the one that the file reads it as.
  std::vector<Letter> as_read(std::vector<Letter> letters) const;

  struct Cue {
    int alone = 0;  // contact points where no name or number follows
  };
  const Phrases& terms() const { return terms_; }
  int points_of(std::size_t term) const { return points_[term]; }  // -100 to 100
  const Phrases& cues() const { return cues_; }
  const Cue& cue(std::size_t index) const { return cue_[index]; }
  // Characters that may stand between a cue and the name or number that it announces.
  bool is_filler(char32_t c) const { return fillers_.find(c) != std::u32string::npos; }

 private:
  friend class VocabularyReading;
  int version_ = 0;
  std::unordered_map<char32_t, char32_t> read_as_;
  Phrases terms_, cues_;
  std::vector<int> points_;
  std::vector<Cue> cue_;
  std::u32string fillers_;
};

}  // namespace tallygate::vault::text
