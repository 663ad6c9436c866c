#include "tests/support/cel_language.hpp"

namespace tallygate::testing {
namespace {

constexpr const char* kNotAllowed = "error: an argument is not allowed";

TEST(CelMath, GreatestAndLeastOfNumbersOfOneType) {
  expect_all({
      {"math.greatest(3)", "3"},
      {"math.greatest(-7, 5)", "5"},
      {"math.least(1u, 2u)", "1u"},
      {"math.greatest(1.5, 1.25, -2.0, 1.75)", "1.75"},
      {"math.least(4, 2, 8, 6, 5, 9, 3, 7, 2, 2)", "2"},
      {"math.greatest([1, 9, 3])", "9"},
      {"math.least([1.5])", "1.5"},
      {"math.greatest([])", kNotAllowed},
      {"math.greatest(9223372036854775807, 9223372036854775806)", "9223372036854775807"},
      {"math.greatest(0.0 / 0.0, 1.0)", kNotAllowed},
      {"math.least(1.0, 2.0, 0.0 / 0.0)", kNotAllowed},
      {"math.greatest(1, 1.0)", "refused: mixed_types"},
      {"math.greatest(1, 2, 3u)", "refused: mixed_types"},
      {"math.greatest('a', 'b')", "refused: no_such_overload"},
      {"math.greatest(['a'])", "refused: no_such_overload"},
      {"math.greatest()", "refused: no_such_overload"},
  });
}

TEST(CelMath, RoundsDoublesExactly) {
  expect_all({
      {"math.ceil(1.2)", "2.0"},
      {"math.ceil(-1.2)", "-1.0"},
      {"math.ceil(-0.5)", "-0.0"},
      {"math.floor(-1.2)", "-2.0"},
      {"math.floor(7.0)", "7.0"},
      {"math.trunc(-1.9)", "-1.0"},
      {"math.round(2.5)", "3.0"},
      {"math.round(-2.5)", "-3.0"},
      {"math.round(-0.4)", "-0.0"},
      {"math.round(0.49999999999999994)", "0.0"},
      {"math.round(4503599627370495.5)", "4503599627370496.0"},
      {"math.round(9007199254740993.0)", "9007199254740992.0"},
      {"math.floor(-1.0 / 0.0)", "-Inf"},
      {"math.isNaN(math.round(0.0 / 0.0))", "true"},
      {"math.floor(1e300)", "1e+300"},
      {"math.ceil(1)", "refused: no_such_overload"},
  });
}

TEST(CelMath, SignsAndKinds) {
  expect_all({
      {"math.abs(-5)", "5"},
      {"math.abs(5u)", "5u"},
      {"math.abs(-2.5)", "2.5"},
      {"math.abs(-9223372036854775808)", "error: the result is out of range"},
      {"math.sign(-9)", "-1"},
      {"math.sign(0u)", "0u"},
      {"math.sign(-0.5)", "-1.0"},
      {"math.sign(0.0)", "0.0"},
      {"math.isNaN(math.sign(0.0 / 0.0))", "true"},
      {"math.isInf(-1.0 / 0.0)", "true"},
      {"math.isInf(1.0)", "false"},
      {"math.isFinite(1.0)", "true"},
      {"math.isFinite(0.0 / 0.0)", "false"},
      {"math.sqrt(2.0)", "1.4142135623730951"},
      {"math.sqrt(81)", "9.0"},
      {"math.sqrt(81u)", "9.0"},
      {"math.isNaN(math.sqrt(-1))", "true"},
  });
}

TEST(CelMath, BitsAreOfTheTypeThatTheyWereTakenFrom) {
  expect_all({
      {"math.bitAnd(6, 3)", "2"},
      {"math.bitAnd(-1, 9223372036854775807)", "9223372036854775807"},
      {"math.bitOr(4u, 1u)", "5u"},
      {"math.bitXor(5, 1)", "4"},
      {"math.bitNot(0)", "-1"},
      {"math.bitNot(0u)", "18446744073709551615u"},
      {"math.bitShiftLeft(1, 63)", "-9223372036854775808"},
      {"math.bitShiftLeft(1, 64)", "0"},
      {"math.bitShiftRight(-1, 63)", "1"},
      {"math.bitShiftRight(-1024, 3)", "2305843009213693824"},
      {"math.bitShiftRight(8u, 100)", "0u"},
      {"math.bitShiftLeft(1, -1)", kNotAllowed},
      {"math.bitAnd(1, 1u)", "refused: no_such_overload"},
      {"math.bitShiftLeft(1u, 1u)", "refused: no_such_overload"},
  });
}

TEST(CelMath, OfVariablesIsComputedWhenTheRuleRuns) {
  Scene scene;
  scene.integer("amount", 1299).integers("amounts", {5, -3, 8}).missing("gone", risk::cel::Kind::integer);
  EXPECT_EQ(scene.result("math.greatest(amount, 1000, 500)"), "1299");
  EXPECT_EQ(scene.result("math.least(amounts)"), "-3");
  EXPECT_EQ(scene.result("math.greatest(amount, gone)"), "error: the value is missing");
  EXPECT_EQ(scene.result("math.round(double(amount) / 100.0)"), "13.0");
}

TEST(CelMacros, MakeMapsWithNewKeys) {
  expect_all({
      {"{'a': 1, 'b': 2}.transformMapEntry(k, v, {v: k})", "{1: \"a\", 2: \"b\"}"},
      {"['x', 'y'].transformMapEntry(i, v, {v: i})", "{\"x\": 0, \"y\": 1}"},
      {"{'a': 1, 'b': 2}.transformMapEntry(k, v, v > 1, {v: k})", "{2: \"b\"}"},
      {"['x', 'x'].transformMapEntry(i, v, {v: i})", "error: two keys of the map are the same"},
      {"[1, 0].transformMapEntry(i, v, {i: 1 / v})", "error: division by zero"},
      {"[1, 0].transformMapEntry(i, v, {1 / v: i})", "error: division by zero"},
      {"[].transformMapEntry(i, v, {v: i})", "{}"},
      {"[1.5].transformMapEntry(i, v, {v: i})", "refused: no_such_overload"},
      {"[1].transformMapEntry(i, v, {v: i, i: v})", "refused: syntax"},
      {"[1].transformMapEntry(i, v, v)", "refused: syntax"},
  });
}

}  // namespace
}  // namespace tallygate::testing
