// Laws of the expression language over random values. Each failure prints what it was about.
#include <gtest/gtest.h>

#include <cstring>
#include <limits>
#include <string>

#include "core/random.hpp"
#include "risk/cel/compile.hpp"
#include "risk/cel/double_text.hpp"
#include "risk/cel/evaluate.hpp"
#include "risk/cel/ordering.hpp"
#include "tests/support/cel_language.hpp"

namespace tallygate::testing {
namespace {

using core::SeededRandom;
using risk::cel::Kind;
using risk::cel::Order;
using risk::cel::Scratch;
using risk::cel::Value;

constexpr int kRounds = 20'000;

// Small numbers, the ends of the range and everything between, in equal parts.
std::int64_t any_int(SeededRandom& random) {
  constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  const auto small = static_cast<std::int64_t>(random.below(9)) - 4;
  switch (random.below(4)) {
    case 0:
      return small;
    case 1:
      return small < 0 ? kMax + small : kMin + small;
    case 2:
      return static_cast<std::int64_t>(random.next() >> 32) * (small < 0 ? -1 : 1);
    default:
      return static_cast<std::int64_t>(random.next());
  }
}

double any_double(SeededRandom& random) {
  const std::uint64_t bits = random.next();
  double d = 0;
  static_assert(sizeof(d) == sizeof(bits));
  std::memcpy(&d, &bits, sizeof(d));
  return random.below(3) == 0 ? static_cast<double>(any_int(random)) : d;
}

struct Two {
  Scene scene;
  Two() { scene.integer("a", 0).integer("b", 0); }
  Value run(const risk::cel::Compiled& compiled, std::int64_t a, std::int64_t b) {
    scene.slots() = {Value::integer(a), Value::integer(b)};
    return evaluate(compiled.program(), scene.activation(), scratch);
  }
  Scratch scratch;
};

TEST(CelArithmetic, IsTheMathematicalResultOrAnError) {
  SeededRandom random(1);
  Two two;
  const auto plus = two.scene.compiled("a + b");
  const auto minus = two.scene.compiled("a - b");
  const auto times = two.scene.compiled("a * b");
  const auto over = two.scene.compiled("a / b");
  const auto rest = two.scene.compiled("a % b");
  const auto agrees = [](const Value& got, __int128 want) {
    const bool fits =
        want >= std::numeric_limits<std::int64_t>::min() && want <= std::numeric_limits<std::int64_t>::max();
    return fits ? got.is(Kind::integer) && got.as_int() == static_cast<std::int64_t>(want) : got.is_error();
  };
  for (int i = 0; i < kRounds; ++i) {
    const std::int64_t a = any_int(random);
    const std::int64_t b = any_int(random);
    const __int128 wide = a;
    EXPECT_TRUE(agrees(two.run(plus, a, b), wide + b)) << a << " + " << b;
    EXPECT_TRUE(agrees(two.run(minus, a, b), wide - b)) << a << " - " << b;
    EXPECT_TRUE(agrees(two.run(times, a, b), wide * b)) << a << " * " << b;
    if (b == 0) {
      EXPECT_TRUE(two.run(over, a, b).is_error() && two.run(rest, a, b).is_error());
      continue;
    }
    EXPECT_TRUE(agrees(two.run(over, a, b), wide / b)) << a << " / " << b;
    EXPECT_TRUE(agrees(two.run(rest, a, b), wide % b)) << a << " % " << b;
  }
}

TEST(CelLogic, DoesNotDependOnTheOrderOfItsTerms) {
  SeededRandom random(2);
  const std::string terms[] = {"true", "false", "(1 / zero == 1)", "gone", "yes", "no"};
  Scene scene;
  scene.integer("zero", 0).missing("gone", Kind::boolean).boolean("yes", true).boolean("no", false);
  const auto kind_of = [](const std::string& text) { return text.starts_with("error") ? std::string("error") : text; };
  for (int i = 0; i < 500; ++i) {
    for (const std::string op : {" && ", " || "}) {
      std::vector<std::string> chosen;
      for (std::uint64_t n = 0; n < 2 + random.below(3); ++n) chosen.push_back(terms[random.below(6)]);
      std::string forward = chosen.front();
      std::string backward = chosen.back();
      for (std::size_t n = 1; n < chosen.size(); ++n) {
        forward += op + chosen[n];
        backward += op + chosen[chosen.size() - 1 - n];
      }
      EXPECT_EQ(kind_of(scene.result(forward)), kind_of(scene.result(backward))) << forward;
    }
  }
}

TEST(CelOrder, IsTotalOverNumbersOfAllTypesButNan) {
  SeededRandom random(3);
  const auto any = [&]() -> Value {
    switch (random.below(3)) {
      case 0:
        return Value::integer(any_int(random));
      case 1:
        return Value::unsigned_integer(static_cast<std::uint64_t>(any_int(random)));
      default:
        return Value::floating(any_double(random));
    }
  };
  const auto nan = [](const Value& v) { return v.is(Kind::floating) && v.as_double() != v.as_double(); };
  const auto at_most = [](Order o) { return o == Order::less || o == Order::equal; };
  for (int i = 0; i < kRounds; ++i) {
    const Value a = any();
    const Value b = any();
    const Value c = any();
    const Order ab = order(a, b);
    if (nan(a) || nan(b) || nan(c)) continue;
    ASSERT_NE(ab, Order::none);
    EXPECT_EQ(ab == Order::less, order(b, a) == Order::greater) << to_text(a) << ", " << to_text(b);
    EXPECT_EQ(ab == Order::equal, equal(a, b)) << to_text(a) << ", " << to_text(b);
    EXPECT_EQ(order(a, a), Order::equal);
    if (at_most(ab) && at_most(order(b, c)))
      EXPECT_TRUE(at_most(order(a, c))) << to_text(a) << ", " << to_text(b) << ", " << to_text(c);
  }
}

TEST(CelText, OfADoubleReadsBackAsTheSameDouble) {
  SeededRandom random(4);
  for (int i = 0; i < kRounds; ++i) {
    const double d = any_double(random);
    const auto text = risk::cel::double_text(d);
    const auto back = risk::cel::parse_double(text.view());
    ASSERT_TRUE(back) << text.view();
    EXPECT_TRUE(*back == d || (d != d && *back != *back)) << text.view();
  }
}

TEST(CelTimes, SubtractToWhatWasAdded) {
  SeededRandom random(5);
  Scene scene;
  scene.with("t", Kind::timestamp, Value()).with("r", Kind::duration, Value());
  const auto back = scene.compiled("(t + r) - t == r && string(duration(string(r))) == string(r)");
  ASSERT_TRUE(back.ok());
  Scratch scratch;
  for (int i = 0; i < kRounds; ++i) {
    const risk::cel::Instant t{static_cast<std::int64_t>(random.below(4'000'000'000)),
                               static_cast<std::uint32_t>(random.below(1'000'000'000))};
    scene.slots() = {Value::timestamp(t), Value::duration_ns(any_int(random) / 4)};
    EXPECT_EQ(to_text(evaluate(back.program(), scene.activation(), scratch)), "true") << to_text(scene.slots()[1]);
  }
}

// Text made of the language's own words: most is refused, some compiles, nothing else happens.
TEST(CelSource, OfRandomWordsIsRefusedOrRunsWithinItsLimits) {
  SeededRandom random(6);
  const std::string words[] = {"1",    "2u",   "0.5",      "'a'",    "x",       "items",  "(",        ")",
                               "[",    "]",    "{",        "}",      ":",       ",",      ".",        "+",
                               "-",    "*",    "/",        "%",      "<",       "==",     "&&",       "||",
                               "!",    "?",    "in",       "has",    "size",    "all",    "map",      "y",
                               "true", "null", "cel.bind", "filter", "matches", "string", "timestamp"};
  Scene scene;
  scene.integer("x", 3).integers("items", {1, 2, 3});
  Scratch scratch;
  int ran = 0;
  for (int i = 0; i < kRounds; ++i) {
    std::string source;
    for (std::uint64_t n = 0; n < 1 + random.below(8); ++n) source += words[random.below(std::size(words))] + " ";
    const auto compiled = scene.compiled(source);
    if (!compiled.ok()) {
      EXPECT_LE(compiled.error().position.offset, source.size()) << source;
      continue;
    }
    ++ran;
    const Value value = evaluate(compiled.program(), scene.activation(), scratch);
    EXPECT_EQ(to_text(value), to_text(explain(compiled.program(), scene.activation(), scratch).value)) << source;
  }
  EXPECT_GT(ran, 100);
}

}  // namespace
}  // namespace tallygate::testing
