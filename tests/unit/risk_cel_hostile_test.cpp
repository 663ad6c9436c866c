// Rules that somebody writes to hurt: refused when they are published, with a reason that names the limit, or bounded
// when they run.
#include <chrono>

#include "tests/support/cel_language.hpp"

namespace tallygate::testing {
namespace {

using risk::cel::CompileError;
using risk::cel::Kind;
using risk::cel::Limits;
using risk::cel::Scratch;
using risk::cel::Type;
using risk::cel::Value;

std::string many(std::string_view part, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += part;
  return out;
}

std::string doubled(int times) {
  std::string out = "s";
  for (int i = 0; i < times; ++i)
    out = "cel.bind(x" + std::to_string(i) + ", " + out + ", x" + std::to_string(i) + " + x" + std::to_string(i) + ")";
  return out;
}

// The fields of an order, as rules have them: texts of 128 bytes, lists of 64.
Scene order() {
  Scene scene;
  scene.with("s", Kind::string, Value::string("x"), false, 128).with("t", Kind::string, Value::string("y"), false, 128);
  scene.integers("l", {1, 2, 3}).integer("n", 3);
  return scene;
}

struct Hostile {
  const char* name;
  std::string source;
  const char* reason;  // part of the sentence
};

TEST(CelHostile, IsRefusedWithTheLimitThatItPasses) {
  const Hostile table[] = {
      {"parentheses", many("(", 40) + "1" + many(")", 40), "Nested deeper than 32."},
      {"lists in lists", many("[", 40) + many("]", 40), "Nested deeper than 32."},
      {"negations", many("!", 4000) + "true", "The expression is too deep."},
      {"a chain of sums", "0" + many(" + 1", 600), "The expression is too deep."},
      {"a chain of fields", "n" + many(".n", 600), "The expression is too deep."},
      {"a long expression", "'" + std::string(4200, 'a') + "' == s", "An expression has at most 4096 bytes."},
      {"a huge list", "n in [" + many("1,", 300) + "]", "A literal has at most 256 elements"},
      {"a huge map", "n in {" + many("1:1,", 300) + "}", "A literal has at most 256 elements"},
      {"three levels of macros", "l.all(a, l.all(b, l.all(c, a == b)))", "Macros are nested deeper than 2."},
      {"three levels of two-variable macros", "l.all(i, a, l.exists(j, b, l.all(k, c, a == b && i == j)))",
       "Macros are nested deeper than 2."},
      {"macros of macros of macros", "l.map(a, l.map(b, l.map(c, c)))", "Macros are nested deeper than 2."},
      {"a quadratic rule", "l.map(a, s + s).all(x, l.map(b, t + t).all(y, x == y))", "100000 are allowed."},
      {"doubling by cel.bind", doubled(24) + " == s", "100000 are allowed."},
      {"doubling by cel.bind, and split",
       "cel.bind(a, s + s + s + s, cel.bind(b, a + a + a + a, b + b + b + b)).split('').join('-').split('') == [s]",
       "100000 are allowed."},
      {"a list of the same list",
       "cel.bind(a, [" + many("0,", 200) + "], cel.bind(b, [" + many("a,", 200) + "], cel.bind(c, [" + many("b,", 200) +
           "], c == c)))",
       "100000 are allowed."},
      {"growth by replace", "s.replace('', t).replace('', t) == t", "100000 are allowed."},
      {"growth by join", "l.map(x, s).map(y, l.map(x, s).join(t)).join(t).reverse() == t", "100000 are allowed."},
      {"growth by format",
       "'%.100f%.100f'.format([1.0, 2.0]).replace('', s) == t && '%s'.format([l.map(a, l.map(b, s))]) == s",
       "100000 are allowed."},
      {"growth by quote", "l.all(x, strings.quote(strings.quote(strings.quote(strings.quote(strings.quote(s))))) == t)",
       "100000 are allowed."},
      {"many pieces", "s.split('').all(x, s.split('').all(y, x == y))", "100000 are allowed."},
      {"long keys",
       "{" +
           [] {
             std::string keys;
             for (int i = 0; i < 250; ++i) keys += "s + t+'" + std::to_string(i) + "':1,";
             return keys;
           }() +
           "}.size() == 1",
       "100000 are allowed."},
      {"keys that a macro carries on",
       "{s + s + s + s + s + s + s + s: 1}.transformMap(k, v, v).map(k, k.replace('', k)).size() == 1",
       "100000 are allowed."},
      {"entries with new keys", "l.transformMapEntry(i, v, {s + string(i): t}).all(k, l.all(x, k + string(x) == s))",
       "100000 are allowed."},
      {"maps among maps", "{1: l} in l.map(x, {x: l}) && l.map(x, {x: l}).all(m, m in l.map(y, {y: l}))",
       "100000 are allowed."},
      {"conversions of long texts", "l.all(x, l.all(y, timestamp(s + t) < timestamp(t + s)))", "100000 are allowed."},
      {"a repeated repetition", "s.matches('((a{30}){30}){30}')", "The pattern is refused"},
      {"a large automaton", "s.matches('[^a]{900}')", "instructions; 4096 are allowed."},
      {"an automaton that is too slow", "s.matches('.{400}z')", "100000 are allowed."},
      {"alternatives a hundred times",
       "s.matches('(a|b|ab|ba|aab|bba){100}c') && t.matches('(a|b|ab|ba|aab|bba){100}d') && "
       "s.matches('(a|b|ab|ba|aab|bba){99}e')",
       "100000 are allowed."},
      {"a long pattern", "s.matches('" + std::string(300, 'a') + "')", "A pattern has at most 256 bytes."},
      {"many patterns",
       [] {
         std::string out = "false";
         for (int i = 0; i < 20; ++i) out += " || s.matches('p" + std::to_string(i) + "')";
         return out;
       }(),
       "An expression has at most 16 different patterns."},
      {"a pattern made at run time", "s.matches(t)", "A pattern is a literal"},
  };
  const Scene scene = order();
  for (const Hostile& row : table) {
    const auto begun = std::chrono::steady_clock::now();
    const auto compiled = scene.compiled(row.source);
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(2)) << row.name;
    ASSERT_FALSE(compiled.ok()) << row.name << " costs " << compiled.program().cost();
    EXPECT_NE(compiled.error().message.find(row.reason), std::string::npos)
        << row.name << ": " << compiled.error().message;
  }
}

// What overflows or is missing is an error value: found when constants are folded, kept as it is, never undefined.
TEST(CelHostile, OverflowAndMissingFieldsAreErrors) {
  Scene scene = order();
  scene.missing("gone", Kind::integer).missing("title", Kind::string);
  const Expectation table[] = {
      {"9223372036854775807 + 1 > 0", "error: the result is out of range"},
      {"-9223372036854775808 / -1 == 0", "error: the result is out of range"},
      {"math.abs(-9223372036854775808) == 0", "error: the result is out of range"},
      {"9223372036854775807 * n > 0", "error: the result is out of range"},
      {"9223372036854775807 + 1 > 0 || n == 3", "true"},
      {"timestamp('9999-12-31T23:59:59Z') + duration('1s') > timestamp(0)", "error: the result is out of range"},
      {"duration('2562047h') * 2 > duration('0')", "refused: no_such_overload"},
      {"gone > 1", "error: the value is missing"},
      {"has(gone) && gone > 1", "false"},
      {"title.split(',').join() == ''", "error: the value is missing"},
      {"math.greatest(n, gone, 1) > 1", "error: the value is missing"},
      {"'%s'.format([title]) == ''", "error: the value is missing"},
      {"l.transformMapEntry(i, v, {gone: v}).size() == 0", "error: the value is missing"},
      {"l[99] == 1", "error: the index is outside the list"},
      {"{'a': 1}['b'] == 1", "error: the map has no such key"},
      {"never.heard.of.it", "refused: unknown_name"},
  };
  for (const Expectation& e : table) EXPECT_EQ(scene.result(e.expression), e.result) << e.expression;
}

// A host that passes longer texts and lists than it declared is stopped by steps or memory, soon.
TEST(CelHostile, IsBoundedWhenItRunsWhateverTheHostPasses) {
  const std::string text = many("ab,", 100'000);
  std::string random;
  for (std::uint32_t i = 0, x = 1; i < 60'000; ++i) random += (x = x * 1'664'525 + 1'013'904'223) >> 31 ? 'a' : 'b';
  Scene scene;
  scene.with("s", Kind::string, Value::string(text), false, 16)
      .with("r", Kind::string, Value::string(random), false, 16);
  scene.integers("l", std::vector<std::int64_t>(3000, 7), 4);
  for (const char* source :
       {"s.split('').size() == 1", "s.replace('', s) == s", "s.replace(',', s).reverse() == s",
        "s.split(',').join(s) == s", "strings.quote(s) + strings.quote(s) == s", "'%s%s'.format([s, s]) == s",
        "'%x'.format([s]) == s", "l.all(x, l.all(y, x == y))", "l.map(x, s.indexOf('zz')).size() == 1",
        "l.map(x, s + s).size() == 1", "r.matches('a[ab]{100}c')", "l.all(x, r.matches('a[ab]{20}c') || x == 7)",
        "l.transformMapEntry(i, v, {i: v}).size() == 1", "s.lastIndexOf('b,a') == 1", "base64.encode(bytes(s)) == s",
        "l.map(x, '%.100f'.format([1.0])).join() == s"}) {
    const auto compiled = scene.compiled(std::string(source) + " || true");
    ASSERT_TRUE(compiled.ok()) << source << ": " << compiled.error().message;
    Scratch scratch;
    const auto begun = std::chrono::steady_clock::now();
    const Value value = evaluate(compiled.program(), scene.activation(), scratch);
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(1)) << source;
    EXPECT_TRUE(value.is_error() || value.is_true()) << source;
    EXPECT_LE(scratch.steps(), Limits{}.steps_max + 30'000'000) << source;
  }
}

// The steps that a rule takes stay below what it was published with, as long as the host keeps to its declarations.
TEST(CelHostile, NoRunTakesMoreThanItsStaticCost) {
  Scene scene;
  const std::string full = many("a,", 64), letters = many("b", 128);
  scene.with("s", Kind::string, Value::string(full), false, 128)
      .with("t", Kind::string, Value::string(letters), false, 128);
  scene.integers("l", std::vector<std::int64_t>(64, -9'000'000'000'000'000'000)).integer("n", 3);
  for (const char* source :
       {"s.split(',').size() > 1", "s.split('').join('--') == t", "s.replace(',', t) == t", "s.replace('', 'xyz') == t",
        "strings.quote(s).reverse().trim() == t", "'%s %d %.3f %s'.format([s, n, 1.5, l]) == t",
        "'%x'.format([s]) == t", "s.lowerAscii().upperAscii().substring(3).indexOf('zz') == 1",
        "s.lastIndexOf(t, 100) == -1", "l.map(x, string(x)).join(s) == t", "math.greatest(l) == math.least(1, 2, 3, n)",
        "l.transformMapEntry(i, v, {string(i): v}).exists(k, k == t)",
        "{'a': s}.transformMap(k, v, v + k).map(k, k + k) == [t]", "base64.encode(bytes(s)) == t",
        "timestamp(0).getHours('Asia/Shanghai') == n", "s.matches('a,b|c{3}')",
        "cel.bind(x, s + s, x.split(',')).all(p, p.size() < 100)", "l.map(x, l.map(y, y)) == [l]"}) {
    const auto compiled = scene.compiled(source);
    ASSERT_TRUE(compiled.ok()) << source << ": " << compiled.error().message;
    Scratch scratch;
    (void)evaluate(compiled.program(), scene.activation(), scratch);
    EXPECT_LE(scratch.steps(), 2 * compiled.program().cost()) << source;
    EXPECT_GT(scratch.steps(), 0u) << source;
  }
}

}  // namespace
}  // namespace tallygate::testing
