#include <gtest/gtest.h>

#include "core/random.hpp"
#include "vault/text/normalised.hpp"
#include "vault/text/scores.hpp"
#include "vault/text/sketch.hpp"
#include "vault/text/utf8.hpp"

namespace tallygate::vault::text {
namespace {

// Characters from everywhere that something is done with, and bytes that are none.
std::string drawn_text(core::SeededRandom& random) {
  static constexpr std::pair<char32_t, char32_t> kFrom[] = {
      {0x20, 0x7E},       {0, 0x1F},           {0x80, 0x24F},      {0x300, 0x36F},     {0x370, 0x52F},
      {0x590, 0x6FF},     {0x900, 0x97F},      {0x1100, 0x11FF},   {0x1D00, 0x1DBF},   {0x2000, 0x206F},
      {0x20D0, 0x20FF},   {0x2150, 0x218B},    {0x2460, 0x24FF},   {0x2700, 0x27BF},   {0x2E80, 0x2FDF},
      {0x3000, 0x33FF},   {0x3400, 0x9FFF},    {0xAC00, 0xD7FF},   {0xE000, 0xF8FF},   {0xF900, 0xFAFF},
      {0xFB00, 0xFFFF},   {0x1D400, 0x1D7FF},  {0x1F100, 0x1F2FF}, {0x1F300, 0x1FAFF}, {0x20000, 0x323AF},
      {0xE0000, 0xE01EF}, {0x10FF00, 0x10FFFF}};
  std::string out;
  for (std::uint64_t left = random.below(60); left > 0; --left) {
    if (random.below(30) == 0) {
      out += static_cast<char>(random.below(256));
      continue;
    }
    const auto& [first, last] = kFrom[random.below(std::size(kFrom))];
    append_utf8(out, first + static_cast<char32_t>(random.below(last - first + 1)));
  }
  return out;
}

TEST(AnyText, IsNormalisedOnce) {
  core::SeededRandom random(1);
  for (int i = 0; i < 20'000; ++i) {
    const std::string text = drawn_text(random), once = normalised(text);
    ASSERT_EQ(normalised(once), once) << "text " << i;
    ASSERT_LE(once.size(), kTextBytesMax);
    std::string again;
    for (const char32_t c : code_points(once)) append_utf8(again, c);
    ASSERT_EQ(again, once) << "text " << i << " is not UTF-8 afterwards";
  }
}

TEST(AnyText, IsScoredWithinBounds) {
  core::SeededRandom random(2);
  const SketchKey key = random.bytes<16>();
  for (int i = 0; i < 5'000; ++i) {
    const std::string form = normalised(drawn_text(random));
    const TextScores scores = text_scores(form, Vocabulary::standard());
    for (const int score : {scores.brushing, scores.contact, scores.gibberish}) {
      ASSERT_GE(score, 0);
      ASSERT_LE(score, 100);
    }
    ASSERT_EQ(scores, text_scores(form, Vocabulary::standard()));
    ASSERT_EQ(similarity_sketch(form, key), similarity_sketch(form, key));
    ASSERT_EQ(address_sketch(form, key), address_sketch(form, key));
  }
}

TEST(EachCharacter, IsNormalisedOnce) {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c == 0xD800) c = 0xE000;
    if (c == 0x32400) c = 0xE0000;  // unassigned between
    if (c == 0xE1000) break;
    std::string text;
    append_utf8(text, c);
    const std::string once = normalised(text);
    ASSERT_EQ(normalised(once), once) << std::hex << static_cast<std::uint32_t>(c);
  }
}

TEST(AWordOfTheList, IsFoundWhateverStandsAroundIt) {
  core::SeededRandom random(3);
  std::size_t found = 0;
  constexpr std::size_t kDrawn = 2'000;
  for (std::size_t i = 0; i < kDrawn; ++i) {
    const std::string text = drawn_text(random) + " 魚\u200B塘單 " + drawn_text(random);
    found += text_scores(normalised(text), Vocabulary::standard()).brushing == 60 ? 1 : 0;
  }
  EXPECT_EQ(found, kDrawn);
}

}  // namespace
}  // namespace tallygate::vault::text
