#include "tests/support/cel_language.hpp"

namespace tallygate::testing {
namespace {

TEST(CelLiterals, MeanWhatTheyShow) {
  expect_all({
      {"0", "0"},
      {"-9223372036854775808", "-9223372036854775808"},
      {"0x7FFFFFFFFFFFFFFF", "9223372036854775807"},
      {"-0x10", "-16"},
      {"18446744073709551615u", "18446744073709551615u"},
      {"0xFFU", "255u"},
      {"1.5", "1.5"},
      {".5e1", "5.0"},
      {"1e-400", "0.0"},
      {"-2.3e+1", "-23.0"},
      {"true", "true"},
      {"null", "null"},
      {"'it\\'s'", "\"it's\""},
      {"\"\\u270c\\U0001f431\"", "\"✌🐱\""},
      {"'\\uD83D\\uDC31'", "\"🐱\""},
      {"r'\\d+'", "\"\\\\d+\""},
      {"'''a\nb'''", "\"a\\x0ab\""},
      {"b'\\xff\\000'", "b\"\\xff\\x00\""},
      {"b'ÿ'", "b\"\\xc3\\xbf\""},
      {"[1, 2,]", "[1, 2]"},
      {"{'a': 1}", "{\"a\": 1}"},
      {"1 // a comment\n + 2", "3"},
  });
}

TEST(CelLiterals, ThatCannotBeAreRefused) {
  for (const char* source : {"9223372036854775808", "1e400", "18446744073709551616u", "'\\ud800'", "'\\400'", "'\\q'",
                             "b'\\u0041'", "'a\nb'", "'open", "1x", "'\\U00110000'", "0x", "99999999999999999999"})
    EXPECT_EQ(result(source), "refused: syntax") << source;
}

TEST(CelArithmetic, OfIntsIsExactOrAnError) {
  expect_all({
      {"7 / 2", "3"},
      {"-7 / 2", "-3"},
      {"-7 % 2", "-1"},
      {"7 % -2", "1"},
      {"1 / 0", "error: division by zero"},
      {"1 % 0", "error: division by zero"},
      {"9223372036854775807 + 1", "error: the result is out of range"},
      {"-9223372036854775807 - 2", "error: the result is out of range"},
      {"5000000000 * 5000000000", "error: the result is out of range"},
      {"-9223372036854775808 / -1", "error: the result is out of range"},
      {"-9223372036854775808 % -1", "0"},
      {"-(-9223372036854775808)", "error: the result is out of range"},
      {"2 + 3 * 4 - 10 / 5", "12"},
      {"(2 + 3) * 4", "20"},
      {"1 - 2 - 3", "-4"},
  });
}

TEST(CelArithmetic, OfUintsNeverGoesBelowZero) {
  expect_all({
      {"1u + 2u", "3u"},
      {"1u - 2u", "error: the result is out of range"},
      {"18446744073709551615u + 1u", "error: the result is out of range"},
      {"18446744073709551615u * 2u", "error: the result is out of range"},
      {"7u / 2u", "3u"},
      {"7u % 4u", "3u"},
      {"7u / 0u", "error: division by zero"},
  });
}

TEST(CelArithmetic, OfDoublesIsIeee) {
  expect_all({
      {"0.1 + 0.2", "0.30000000000000004"},
      {"1.0 / 0.0", "+Inf"},
      {"0.0 / 0.0 == 0.0 / 0.0", "false"},
      {"-0.0", "-0.0"},
      {"1e308 * 10.0", "+Inf"},
      {"5.0 - 7.5", "-2.5"},
  });
}

TEST(CelArithmetic, NeverConvertsByItself) {
  for (const char* source : {"1 + 1u", "1 + 1.0", "1u * 2.0", "1 == 1.0", "1 == 1u", "'a' + 1", "true + 1", "1 in [1u]",
                             "5.0 % 2.0", "-1u", "!1", "1 && true", "1 ? 2 : 3", "null + 1", "1 == null"})
    EXPECT_EQ(result(source), "refused: no_such_overload") << source;
}

TEST(CelComparison, OrdersNumbersByWhatTheyStandFor) {
  expect_all({
      {"1 < 2u", "true"},
      {"-1 < 0u", "true"},
      {"2u >= 1.5", "true"},
      {"9223372036854775807 < 9223372036854775808.0", "true"},
      {"9007199254740993 > 9007199254740992.0", "true"},
      {"1 < 0.0 / 0.0", "false"},
      {"1 >= 0.0 / 0.0", "false"},
      {"18446744073709551615u < 18446744073709551616.0", "true"},
      {"-1.5 < -1", "true"},
      {"1.0 <= 1", "true"},
  });
}

TEST(CelComparison, OrdersTextByCodePointAndTheRestByNature) {
  expect_all({
      {"'a' < 'b'", "true"},
      {"'Z' < 'a'", "true"},
      {"'\\uFFFF' < '\\U00010000'", "true"},
      {"b'\\x01' < b'\\xff'", "true"},
      {"false < true", "true"},
      {"'abc' == 'abc'", "true"},
      {"[1, 2] == [1, 2]", "true"},
      {"[1, 2] == [2, 1]", "false"},
      {"{'a': 1, 'b': 2} == {'b': 2, 'a': 1}", "true"},
      {"{'a': 1} != {'a': 2}", "true"},
      {"[] == []", "true"},
      {"null == null", "true"},
      {"type(1) == int", "true"},
      {"type([1]) == list && type(int) == type", "true"},
  });
}

TEST(CelLogic, AbsorbsErrorsOnEitherSide) {
  expect_all({
      {"false && 1 / 0 == 1", "false"},
      {"1 / 0 == 1 && false", "false"},
      {"true || 1 / 0 == 1", "true"},
      {"1 / 0 == 1 || true", "true"},
      {"1 / 0 == 1 && true", "error: division by zero"},
      {"true && 1 / 0 == 1", "error: division by zero"},
      {"1 / 0 == 1 || false", "error: division by zero"},
      {"1 / 0 == 1 || 1 / 0 == 2 || true", "true"},
      {"!(1 / 0 == 1)", "error: division by zero"},
  });
}

TEST(CelLogic, TheTernaryTakesOneBranchOnly) {
  expect_all({
      {"true ? 1 : 1 / 0", "1"},
      {"false ? 1 / 0 : 2", "2"},
      {"1 / 0 == 1 ? 1 : 2", "error: division by zero"},
      {"true ? (false ? 1 : 2) : 3", "2"},
      {"true ? false ? 1 : 2 : 3", "refused: syntax"},
      {"false ? 1 : true ? 2 : 3", "2"},
      {"true ? [] : [1]", "[]"},
      {"true ? 1 : 'a'", "refused: mixed_types"},
  });
}

TEST(CelStrings, AreSequencesOfCodePoints) {
  expect_all({
      {"size('ÿ✌🐱')", "3"},
      {"'ÿ✌🐱'.size()", "3"},
      {"size(b'ÿ')", "2"},
      {"'你好' + '!'", "\"你好!\""},
      {"'tallygate'.contains('gate')", "true"},
      {"'tallygate'.contains('')", "true"},
      {"'a'.contains('ab')", "false"},
      {"'tallygate'.startsWith('tally')", "true"},
      {"'tallygate'.endsWith('tally')", "false"},
      {"'order-17'.matches('^order-[0-9]+$')", "true"},
      {"matches('xyz', 'y')", "true"},
      {"'héllo'.matches('h.llo')", "true"},
  });
}

TEST(CelLists, IndexConcatenateAndHold) {
  expect_all({
      {"[7, 8, 9][2]", "9"},
      {"[7, 8, 9][3]", "error: the index is outside the list"},
      {"[7, 8, 9][-1]", "error: the index is outside the list"},
      {"[1] + [2, 3]", "[1, 2, 3]"},
      {"2 in [1, 2]", "true"},
      {"'x' in []", "false"},
      {"size([1, 2, 3])", "3"},
      {"[[1], []]", "[[1], []]"},
      {"[1, 'a']", "refused: mixed_types"},
  });
}

TEST(CelMaps, AreReadByKeyAndByField) {
  expect_all({
      {"{'a': 1, 'b': 2}['b']", "2"},
      {"{'a': 1}.a", "1"},
      {"{'a': 1}.b", "error: the map has no such key"},
      {"{1: 'x'}[2]", "error: the map has no such key"},
      {"'a' in {'a': 1}", "true"},
      {"has({'a': 1}.a)", "true"},
      {"has({'a': 1}.b)", "false"},
      {"{'content-type': 'json'}.`content-type`", "\"json\""},
      {"{'a': 1, 'a': 2}", "error: two keys of the map are the same"},
      {"{1.5: 1}", "refused: no_such_overload"},
      {"{'a': 1, 2: 2}", "refused: mixed_types"},
      {"{'a': {'b': [10, 20]}}.a.b[1]", "20"},
  });
}

TEST(CelConversions, RefuseWhatDoesNotFit) {
  expect_all({
      {"int('42')", "42"},
      {"int('4x')", "error: the text does not read as a value of the type asked for"},
      {"int(3.99)", "3"},
      {"int(-3.99)", "-3"},
      {"int(1e19)", "error: the value is out of the range of its new type"},
      {"int(18446744073709551615u)", "error: the value is out of the range of its new type"},
      {"uint(-1)", "error: the value is out of the range of its new type"},
      {"uint('7')", "7u"},
      {"double('1e3')", "1000.0"},
      {"double('ten')", "error: the text does not read as a value of the type asked for"},
      {"string(1.0)", "\"1\""},
      {"string(-0.0045)", "\"-0.0045\""},
      {"string(1e100)", "\"1e+100\""},
      {"string(b'\\xff')", "error: the bytes are not UTF-8"},
      {"bytes('ÿ')", "b\"\\xc3\\xbf\""},
      {"bool('True')", "true"},
      {"bool('yes')", "error: the text does not read as a value of the type asked for"},
      {"string(true) + string(7u)", "\"true7\""},
  });
}

TEST(CelMacros, RunOverListsAndMaps) {
  expect_all({
      {"[1, 2, 3].all(x, x > 0)", "true"},
      {"[].all(x, x > 0)", "true"},
      {"[1, 2, 3].exists(x, x == 2)", "true"},
      {"[1, 2, 3].exists_one(x, x > 2)", "true"},
      {"[1, 2, 3].exists_one(x, x > 1)", "false"},
      {"[1, 2, 3].map(x, x * x)", "[1, 4, 9]"},
      {"[1, 2, 3].map(x, x != 2, x * 10)", "[10, 30]"},
      {"[1, 2, 3].filter(x, x % 2 == 1)", "[1, 3]"},
      {"{'a': 1, 'b': 2}.filter(k, k != 'a')", "[\"b\"]"},
      {"{'a': 1, 'b': 2}.all(k, v, v > 0 && k != '')", "true"},
      {"[5, 6].exists(i, x, i == 1 && x == 6)", "true"},
      {"[5, 6].transformList(i, x, i * 10 + x)", "[5, 16]"},
      {"{'a': 1}.transformMap(k, v, v + 1)", "{\"a\": 2}"},
      {"[1, 2].map(x, [3, 4].map(y, x * y))", "[[3, 4], [6, 8]]"},
      {"[1, 2, 3].filter(x, x > 1).map(x, x + 1).exists(x, x == 4)", "true"},
      {"cel.bind(x, 20, x + x + 2)", "42"},
      {"[1, 2].map(x, cel.bind(y, x + 1, y * y))", "[4, 9]"},
  });
}

TEST(CelMacros, TreatErrorsAsTheirOperatorsDo) {
  expect_all({
      {"[1, 2, 0].all(x, 4 / x > 1)", "error: division by zero"},
      {"[1, 0, 8].all(x, 4 / x > 1)", "false"},
      {"[0, 1].exists(x, 4 / x == 4)", "true"},
      {"[0, 1].exists_one(x, 4 / x == 4)", "error: division by zero"},
      {"[1, 0].map(x, 4 / x)", "error: division by zero"},
      {"[1, 0].filter(x, 4 / x > 1)", "error: division by zero"},
      {"cel.bind(x, 1 / 0, true)", "true"},
      {"cel.bind(x, 1 / 0, x == 1)", "error: division by zero"},
  });
}

TEST(CelMacros, BindNamesThatHideOthersAndEndWithTheirBody) {
  Scene scene;
  scene.integer("x", 100).integers("items", {1, 2, 3});
  EXPECT_EQ(scene.result("items.map(x, x + 1)"), "[2, 3, 4]");
  EXPECT_EQ(scene.result("items.all(x, x < 10) && x == 100"), "true");
  EXPECT_EQ(scene.result("items.map(x, .x)"), "[100, 100, 100]");
  EXPECT_EQ(scene.result("items.map(i, [1].exists(j, i == j)) && true"), "refused: no_such_overload");
}

}  // namespace
}  // namespace tallygate::testing
