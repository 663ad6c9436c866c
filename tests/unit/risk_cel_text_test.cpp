#include "tests/support/cel_language.hpp"

namespace tallygate::testing {
namespace {

constexpr const char* kOutside = "error: the position is outside the string";

TEST(CelText, PositionsCountCodePoints) {
  expect_all({
      {"'你好ab'.charAt(1)", "\"好\""},
      {"'ab'.charAt(2)", "\"\""},
      {"'ab'.charAt(3)", kOutside},
      {"'ab'.charAt(-1)", kOutside},
      {"'你好ab'.indexOf('a')", "2"},
      {"'你好ab'.indexOf('好', 1)", "1"},
      {"'你好ab'.indexOf('好', 2)", "-1"},
      {"'ab'.indexOf('', 2)", "2"},
      {"'ab'.indexOf('a', 2)", "-1"},
      {"'ab'.indexOf('a', 3)", kOutside},
      {"'ab'.indexOf('abc')", "-1"},
      {"'好a好a'.lastIndexOf('好')", "2"},
      {"'好a好a'.lastIndexOf('好', 1)", "0"},
      {"'好a好a'.lastIndexOf('好a', 2)", "2"},
      {"'好a好a'.lastIndexOf('a', 0)", "-1"},
      {"'aaaa'.lastIndexOf('aa')", "2"},
      {"'ab'.lastIndexOf('')", "2"},
      {"'ab'.lastIndexOf('', 1)", "1"},
      {"'ab'.lastIndexOf('b', -1)", kOutside},
      {"'ab'.lastIndexOf('b', 9)", kOutside},
      {"'你好ab'.substring(1)", "\"好ab\""},
      {"'你好ab'.substring(1, 3)", "\"好a\""},
      {"'ab'.substring(2)", "\"\""},
      {"'ab'.substring(1, 1)", "\"\""},
      {"'ab'.substring(2, 1)", kOutside},
      {"'ab'.substring(0, 3)", kOutside},
      {"'ab'.substring(-1)", kOutside},
      {"''.indexOf('a')", "-1"},
      {"''.lastIndexOf('')", "0"},
  });
}

TEST(CelText, IsTakenApartAndPutTogether) {
  expect_all({
      {"'a,b,,c'.split(',')", "[\"a\", \"b\", \"\", \"c\"]"},
      {"'a,b,c'.split(',', 2)", "[\"a\", \"b,c\"]"},
      {"'a,b,c'.split(',', 1)", "[\"a,b,c\"]"},
      {"'a,b,c'.split(',', 0)", "[]"},
      {"'a,b,c'.split(',', -1)", "[\"a\", \"b\", \"c\"]"},
      {"'你好'.split('')", "[\"你\", \"好\"]"},
      {"'abc'.split('', 2)", "[\"a\", \"bc\"]"},
      {"''.split('')", "[]"},
      {"''.split(',')", "[\"\"]"},
      {"'aaa'.split('aa')", "[\"\", \"a\"]"},
      {"['a', 'b'].join()", "\"ab\""},
      {"['a', 'b', 'c'].join(', ')", "\"a, b, c\""},
      {"[].join('-')", "\"\""},
      {"'x y z'.split(' ').map(w, w + w).join('-')", "\"xx-yy-zz\""},
      {"'a-b-c'.replace('-', '+')", "\"a+b+c\""},
      {"'a-b-c'.replace('-', '', 1)", "\"ab-c\""},
      {"'a-b-c'.replace('-', '+', 0)", "\"a-b-c\""},
      {"'a-b-c'.replace('-', '+', -1)", "\"a+b+c\""},
      {"'aaa'.replace('aa', 'b')", "\"ba\""},
      {"'你好'.replace('', '_')", "\"_你_好_\""},
      {"'你好'.replace('', '_', 2)", "\"_你_好\""},
      {"'abc'.replace('x', 'y')", "\"abc\""},
      {"''.replace('', 'x')", "\"x\""},
      {"'你好ab'.reverse()", "\"ba好你\""},
      {"'ÀbC'.lowerAscii()", "\"Àbc\""},
      {"'àbC'.upperAscii()", "\"àBC\""},
      {"'\\u3000 \\t你 好\\u2028\\n'.trim()", "\"你 好\""},
      {"' \\u200b '.trim() == '\\u200b'", "true"},
      {"'   '.trim()", "\"\""},
      {"strings.quote('a\"b\\\\c\\n\\a你')", "\"\\\"a\\\\\\\"b\\\\\\\\c\\\\n\\\\a你\\\"\""},
      {"base64.encode(b'hi')", "\"aGk=\""},
      {"base64.decode('aGk=')", "b\"hi\""},
      {"base64.decode('aGk')", "b\"hi\""},
      {"base64.decode('a')", kUnreadable},
      {"base64.decode('!!!!')", kUnreadable},
  });
}

TEST(CelText, OfVariablesIsReadWhenTheRuleRuns) {
  Scene scene;
  scene.text("note", "Side Door, 3rd floor").missing("title", risk::cel::Kind::string).integer("n", 4);
  EXPECT_EQ(scene.result("note.lowerAscii().contains('side door')"), "true");
  EXPECT_EQ(scene.result("note.substring(0, n)"), "\"Side\"");
  EXPECT_EQ(scene.result("note.split(',')[1].trim()"), "\"3rd floor\"");
  EXPECT_EQ(scene.result("title.trim() == ''"), "error: the value is missing");
  EXPECT_EQ(scene.result("note.substring(0, n + 100)"), kOutside);
}

TEST(CelText, TakesOnlyTheTypesThatItIsDeclaredFor) {
  for (const char* source : {"42.charAt(0)", "'a'.charAt('0')", "'a'.indexOf(1)", "[1].join()", "'a'.split(1)",
                             "'a'.replace('a')", "'a'.substring(0, 1, 2)", "strings.quote(1)", "base64.encode('a')"})
    EXPECT_EQ(result(source), "refused: no_such_overload") << source;
}

TEST(CelFormat, SaysValuesOfEveryType) {
  expect_all({
      {"'%s has %d of %s'.format(['b1', 3, [1, 2]])", "\"b1 has 3 of [1, 2]\""},
      {"'%% %s%%'.format(['x'])", "\"% x%\""},
      {"'%s'.format([null])", "\"null\""},
      {"'%s %s'.format([true, 2.5])", "\"true 2.5\""},
      {"'%s'.format([{'b': 1, 'a': 2}])", "\"{a: 2, b: 1}\""},
      {"'%s %s'.format([timestamp('2026-11-22T06:17:14Z'), duration('90m')])", "\"2026-11-22T06:17:14Z 5400s\""},
      {"'%s'.format([b'xyz'])", "\"xyz\""},
      {"'%s'.format([type(1)])", "\"int\""},
      {"'%s %s'.format([ip('::1'), cidr('10.0.0.0/8')])", "\"::1 10.0.0.0/8\""},
      {"'%.2f %.0f %f'.format([1.005, 2.5, 1.0])", "\"1.00 2 1.000000\""},
      {"'%.3e'.format([1052.5])", "\"1.052e+03\""},
      {"'%f %e %d %s'.format([0.0 / 0.0, 1.0 / 0.0, -1.0 / 0.0, 1.0 / 0.0])", "\"NaN Infinity -Infinity Infinity\""},
      {"'%b %b %b'.format([5, 5u, true])", "\"101 101 1\""},
      {"'%o %x %X %x'.format([8, 255, 255u, -16])", "\"10 ff FF -10\""},
      {"'%x %X'.format(['Hi', b'\\xff'])", "\"4869 FF\""},
      {"''.format([])", "\"\""},
  });
}

TEST(CelFormat, IsCheckedWhenPublishedAsFarAsItIsWrittenOut) {
  for (const char* source : {"'%s'.format([])", "'%s'.format([1, 2])", "'%y'.format([1])", "'%'.format([1])",
                             "'%d'.format(['x'])", "'%f'.format([1])", "'%.200f'.format([1.0])", "'%.f'.format([1.0])",
                             "'%.2d'.format([1])", "'%b'.format([1.5])", "'%x'.format([1.5])", "'%E'.format([1.5])"})
    EXPECT_EQ(result(source), "refused: bad_format") << source;
  EXPECT_EQ(result("'%s'.format('x')"), "refused: no_such_overload");
  EXPECT_EQ(result("'%s'.format([[1, 'a']])"), "refused: mixed_types");
}

TEST(CelFormat, ThatIsKnownOnlyLaterIsAnErrorThen) {
  Scene scene;
  scene.text("pattern", "%d%d")
      .text("wrong", "%")
      .integer("n", 1)
      .integers("list", {1, 2})
      .missing("gone", risk::cel::Kind::integer);
  EXPECT_EQ(scene.result("pattern.format([n, n])"), "\"11\"");
  EXPECT_EQ(scene.result("pattern.format(list)"), "\"12\"");
  EXPECT_EQ(scene.result("pattern.format([n])"), "error: an argument is not allowed");
  EXPECT_EQ(scene.result("pattern.format([n, n, n])"), "error: an argument is not allowed");
  EXPECT_EQ(scene.result("pattern.format(['a', n])"), "error: an argument is not allowed");
  EXPECT_EQ(scene.result("wrong.format([n])"), "error: an argument is not allowed");
  EXPECT_EQ(scene.result("'%d'.format([1.5])"), "error: an argument is not allowed");
  EXPECT_EQ(scene.result("'%d'.format([gone])"), "error: the value is missing");
}

}  // namespace
}  // namespace tallygate::testing
