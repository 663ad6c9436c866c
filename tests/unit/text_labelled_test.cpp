// How well the scores tell a labelled set: drawn with a fixed seed, as it is and after each thing that is done to a
// text so that its words are not found. docs/rules.md has the figures that these tests hold.
#include <gtest/gtest.h>

#include <cstdio>
#include <functional>

#include "tests/support/text_samples.hpp"
#include "vault/text/normalised.hpp"
#include "vault/text/scores.hpp"

namespace tallygate::vault::text {
namespace {

constexpr std::size_t kEach = 2'000;

struct Labelled {
  std::vector<std::string> genuine, brushing;
};

const Labelled& labelled() {
  static const Labelled drawn = [] {
    core::SeededRandom random(39);
    Labelled out;
    for (std::size_t i = 0; i < kEach; ++i) {
      out.genuine.push_back(support::filled(support::genuine_texts(), random));
      out.brushing.push_back(support::filled(support::brushing_texts(), random));
    }
    return out;
  }();
  return drawn;
}

// As a rule would ask: words that weigh enough by themselves, or a contact that is more than a phone number.
bool suspected(std::string_view text) {
  const TextScores scores = text_scores(normalised(text), Vocabulary::standard());
  return scores.brushing >= 50 || scores.contact >= 60;
}

using Change = std::function<std::string(const std::string&, core::SeededRandom&)>;
struct Told {
  std::size_t found = 0, wrongly = 0;  // of kEach
  double recall() const { return static_cast<double>(found) / kEach; }
  double precision() const { return static_cast<double>(found) / static_cast<double>(found + wrongly); }
};
Told told(const Change& change) {
  core::SeededRandom random(40);
  Told out;
  for (const std::string& text : labelled().brushing) out.found += suspected(change(text, random)) ? 1 : 0;
  for (const std::string& text : labelled().genuine) out.wrongly += suspected(change(text, random)) ? 1 : 0;
  return out;
}
const Told& told_as_written() {
  static const Told as_written = told([](const std::string& text, core::SeededRandom&) { return text; });
  return as_written;
}

struct Disguise {
  std::string name;
  Change change;
  double recall_lost_max, precision_min;
};

class LabelledTexts : public testing::TestWithParam<Disguise> {};

TEST_P(LabelledTexts, AreToldAfterEachDisguise) {
  const Told after = told(GetParam().change);
  std::printf("%-14s recall %.4f precision %.4f\n", GetParam().name.c_str(), after.recall(), after.precision());
  EXPECT_GE(after.recall(), told_as_written().recall() - GetParam().recall_lost_max);
  EXPECT_GE(after.precision(), GetParam().precision_min);
}

INSTANTIATE_TEST_SUITE_P(
    Seeded, LabelledTexts,
    testing::Values(
        Disguise{"as_written", [](const std::string& t, core::SeededRandom&) { return t; }, 0, 0.95},
        Disguise{"full_width", [](const std::string& t, core::SeededRandom&) { return support::full_width(t); }, 0,
                 0.95},
        Disguise{"zero_width",
                 [](const std::string& t, core::SeededRandom& r) { return support::with_zero_width(t, r); }, 0, 0.95},
        Disguise{"traditional", [](const std::string& t, core::SeededRandom&) { return support::traditional(t); }, 0,
                 0.95},
        Disguise{"look_alikes", [](const std::string& t, core::SeededRandom& r) { return support::look_alikes(t, r); },
                 0.04, 0.95},
        Disguise{"spaced", [](const std::string& t, core::SeededRandom&) { return support::spaced(t); }, 0.0, 0.87},
        Disguise{"pictures", [](const std::string& t, core::SeededRandom& r) { return support::with_pictures(t, r); },
                 0.0, 0.87},
        Disguise{"all_at_once",
                 [](const std::string& t, core::SeededRandom& r) {
                   return support::with_pictures(
                       support::with_zero_width(support::traditional(support::look_alikes(support::full_width(t), r)),
                                                r),
                       r);
                 },
                 0.04, 0.87}),
    [](const auto& info) { return info.param.name; });

TEST(LabelledTexts, AreToldAsWritten) {
  EXPECT_GE(told_as_written().recall(), 0.85);
  EXPECT_GE(told_as_written().precision(), 0.98);
}

// Keys struck at random, characters drawn at random: against the genuine texts.
TEST(GibberishOfALabelledSet, IsTold) {
  core::SeededRandom random(41);
  constexpr int kSuspected = 50;
  std::size_t keys_found = 0, han_found = 0, wrongly = 0;
  const auto score = [](std::string_view text) {
    return text_scores(normalised(text), Vocabulary::standard()).gibberish;
  };
  for (std::size_t i = 0; i < kEach; ++i) {
    std::string keys, han;
    for (std::uint64_t letters = 10 + random.below(20); letters > 0; --letters) {
      keys += static_cast<char>('a' + random.below(26));
      if (random.below(8) == 0) keys += ' ';
      append_utf8(han, static_cast<char32_t>(0x4E00 + random.below(0x5200)));
    }
    keys_found += score(keys) >= kSuspected ? 1 : 0;
    han_found += score(han) >= kSuspected ? 1 : 0;
    wrongly += score(labelled().genuine[i]) >= kSuspected ? 1 : 0;
  }
  std::printf("gibberish: keys %zu, characters %zu, wrongly %zu of %zu\n", keys_found, han_found, wrongly, kEach);
  EXPECT_GE(keys_found, kEach * 6 / 10);
  EXPECT_GE(han_found, kEach * 9 / 10);
  EXPECT_EQ(wrongly, 0U);
}

}  // namespace
}  // namespace tallygate::vault::text
