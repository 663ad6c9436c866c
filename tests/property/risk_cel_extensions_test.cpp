// The strings and math extensions over random values, against what a reader would write without a care for speed.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <string>
#include <vector>

#include "core/random.hpp"
#include "risk/cel/text.hpp"
#include "tests/support/cel_language.hpp"

namespace tallygate::testing {
namespace {

using core::SeededRandom;
using risk::cel::Kind;
using risk::cel::Scratch;
using risk::cel::Value;

constexpr int kTexts = 3000;

// Code points, each as the string that holds it.
using Letters = std::vector<std::string>;

Letters some_letters(SeededRandom& random, std::size_t most) {
  constexpr const char* kLetters[] = {"a", "b", "ab", "你", "ß", "😀", " ", ","};
  Letters letters;
  for (std::size_t n = random.below(most + 1); n > 0; --n) {
    const std::string letter = kLetters[random.below(8)];
    if (letter == "ab")
      letters.emplace_back("a"), letters.emplace_back("b");
    else
      letters.push_back(letter);
  }
  return letters;
}

std::string written(const Letters& letters) {
  std::string out;
  for (const std::string& letter : letters) out += letter;
  return out;
}

bool stands_at(const Letters& text, const Letters& part, std::size_t at) {
  return at + part.size() <= text.size() &&
         std::equal(part.begin(), part.end(), text.begin() + static_cast<std::ptrdiff_t>(at));
}

std::int64_t first_from(const Letters& text, const Letters& part, std::size_t from) {
  for (std::size_t i = from; i + part.size() <= text.size(); ++i)
    if (stands_at(text, part, i)) return static_cast<std::int64_t>(i);
  return -1;
}

std::int64_t last_up_to(const Letters& text, const Letters& part, std::size_t upto) {
  for (std::size_t i = std::min(upto, text.size()) + 1; i-- > 0;)
    if (stands_at(text, part, i)) return static_cast<std::int64_t>(i);
  return -1;
}

// An expression over two strings and an int, evaluated again and again.
class Over {
 public:
  explicit Over(const char* source) {
    const Value none = Value::string("");
    scene_.with("s", Kind::string, none, false, 64).with("p", Kind::string, none, false, 64).integer("n", 0);
    compiled_.emplace(scene_.compiled(source));
    EXPECT_TRUE(compiled_->ok()) << source << (compiled_->ok() ? "" : compiled_->error().message);
  }
  Value operator()(const std::string& s, const std::string& p, std::int64_t n) {
    const Value slots[] = {Value::string(s), Value::string(p), Value::integer(n)};
    return evaluate(compiled_->program(), {slots, nullptr}, scratch_);
  }

 private:
  Scene scene_;
  std::optional<risk::cel::Compiled> compiled_;
  Scratch scratch_;
};

TEST(CelTextLaws, PositionsAreThoseOfASearchLetterByLetter) {
  Over first("s.indexOf(p, n)"), last("s.lastIndexOf(p, n)"), last_of_all("s.lastIndexOf(p)"), at("s.charAt(n)");
  SeededRandom random(1);
  for (int i = 0; i < kTexts; ++i) {
    const Letters text = some_letters(random, 12), part = some_letters(random, 2);
    const std::size_t n = random.below(text.size() + 1);
    const std::string s = written(text), p = written(part);
    const auto where = static_cast<std::int64_t>(n);
    ASSERT_EQ(first(s, p, where).as_int(), first_from(text, part, n)) << s << " / " << p << " / " << n;
    ASSERT_EQ(last(s, p, where).as_int(), last_up_to(text, part, n)) << s << " / " << p << " / " << n;
    ASSERT_EQ(last_of_all(s, p, 0).as_int(), last_up_to(text, part, text.size())) << s << " / " << p;
    ASSERT_EQ(at(s, p, where).as_text(), n == text.size() ? "" : text[n]) << s << " / " << n;
  }
}

TEST(CelTextLaws, WhatIsTakenApartGoesTogetherAgain) {
  Over apart("s.split(p).join(p)"), twice("s.reverse().reverse()"), cut("s.substring(0, n) + s.substring(n)"),
      replaced("s.replace(p, p) == s && s.replace(p, '+') == s.split(p).join('+')"), kept("s.split(p, n).join(p)"),
      code("string(base64.decode(base64.encode(bytes(s))))"), said("'%s%%%s'.format([s, p]) == s + '%' + p"),
      lower("s.upperAscii().lowerAscii() == s.lowerAscii() && s.trim().trim() == s.trim() && s.contains(s.trim())");
  SeededRandom random(2);
  for (int i = 0; i < kTexts; ++i) {
    const Letters text = some_letters(random, 12);
    Letters part = some_letters(random, 2);
    const std::string s = written(text);
    const auto n = static_cast<std::int64_t>(random.below(text.size() + 1));
    ASSERT_EQ(apart(s, written(part), 0).as_text(), s) << s << " / " << written(part);
    if (part.empty()) part.emplace_back("a");
    const std::string p = written(part);
    ASSERT_EQ(twice(s, p, 0).as_text(), s);
    ASSERT_EQ(cut(s, p, n).as_text(), s);
    ASSERT_TRUE(replaced(s, p, 0).is_true()) << s << " / " << p;
    ASSERT_EQ(kept(s, p, n + 1).as_text(), s) << s << " / " << p << " / " << n;
    ASSERT_EQ(code(s, p, 0).as_text(), s);
    ASSERT_TRUE(said(s, p, 0).is_true());
    ASSERT_TRUE(lower(s, p, 0).is_true()) << s;
  }
}

TEST(CelMathLaws, RoundingIsThatOfTheCLibrary) {
  Scene scene;
  scene.with("d", Kind::floating, Value());
  Scratch scratch;
  constexpr std::pair<const char*, double (*)(double)> kPairs[] = {
      {"math.round(d)", std::round}, {"math.floor(d)", std::floor},
      {"math.ceil(d)", std::ceil},   {"math.trunc(d)", std::trunc},
      {"math.abs(d)", std::fabs},    {"math.sqrt(math.abs(d))", [](double d) { return std::sqrt(std::fabs(d)); }}};
  for (const auto& [source, library] : kPairs) {
    const auto compiled = scene.compiled(source);
    ASSERT_TRUE(compiled.ok()) << source;
    SeededRandom random(3);
    for (int i = 0; i < 50'000; ++i) {
      std::uint64_t bits = random.next();
      // Half of them where fractions are: exponents of 2^-3 to 2^54.
      if (i % 2 == 0) bits = (bits & 0x800F'FFFF'FFFF'FFFFULL) | ((1020 + random.below(58)) << 52);
      double d = 0;
      std::memcpy(&d, &bits, sizeof d);
      const Value slots[] = {Value::floating(d)};
      const double ours = evaluate(compiled.program(), {slots, nullptr}, scratch).as_double();
      const double theirs = library(d);
      ASSERT_TRUE(std::memcmp(&ours, &theirs, sizeof ours) == 0 || (std::isnan(ours) && std::isnan(theirs)))
          << source << " of " << d << " (" << bits << "): " << ours << " and " << theirs;
    }
  }
}

}  // namespace
}  // namespace tallygate::testing
