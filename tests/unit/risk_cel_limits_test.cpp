#include "tests/support/cel_language.hpp"

namespace tallygate::testing {
namespace {

using risk::cel::CompileCode;
using risk::cel::Limits;
using risk::cel::Scratch;
using risk::cel::Value;

std::string repeated(std::string_view part, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += part;
  return out;
}

std::string refused(const std::string& source) {
  return result(source);
}

TEST(CelLimits, AllowWhatTheLanguageAsksFor) {
  EXPECT_EQ(result(repeated("(", 32) + "7" + repeated(")", 32)), "7");
  EXPECT_EQ(result(repeated("!", 32) + "true"), "true");
  EXPECT_EQ(result(repeated("-", 32) + "19"), "19");
  EXPECT_EQ(result("0" + repeated(" + 1", 32)), "32");
  EXPECT_EQ(result("true" + repeated(" && true", 300)), "true");
  EXPECT_EQ(result(repeated("true ? ", 1) + "1 : 2"), "1");
  EXPECT_EQ(result(repeated("false ? 1 : ", 32) + "2"), "2");
}

TEST(CelLimits, RefuseHostileShapesWhenPublished) {
  EXPECT_EQ(refused(repeated("(", 33) + "7" + repeated(")", 33)), "refused: too_deep");
  EXPECT_EQ(refused(repeated("[", 2000) + repeated("]", 2000)), "refused: too_deep");
  EXPECT_EQ(refused(repeated("-", 4000) + "1"), "refused: too_deep");
  EXPECT_EQ(refused("0" + repeated("+1", 1000)), "refused: too_deep");
  EXPECT_EQ(refused("a" + repeated(".a", 1000)), "refused: too_deep");
  EXPECT_EQ(refused("'" + std::string(5000, 'a') + "'"), "refused: too_long");
  EXPECT_EQ(refused("[" + repeated("1,", 257) + "]"), "refused: too_long");
  EXPECT_EQ(refused("[1].map(a, [1].map(b, [1].map(c, c)))"), "refused: too_deep");
  EXPECT_EQ(refused("'a'.matches('" + std::string(300, 'a') + "')"), "refused: bad_pattern");
  EXPECT_EQ(refused("'a'.matches('((a{1000}){1000}){1000}')"), "refused: bad_pattern");
}

TEST(CelLimits, ACatastrophicPatternIsLinear) {
  Scene scene;
  const std::string text = std::string(20'000, 'a') + "!";
  scene.text("note", text);
  EXPECT_EQ(scene.result("note.matches('^(a+)+$')"), "false");
}

TEST(CelCost, GrowsWithTheDeclaredBounds) {
  Scene scene;
  scene.integers("few", {}, 10).integers("many", {}, 1000).integer("n", 1);
  const auto cost = [&](const char* source) {
    const auto compiled = scene.compiled(source);
    EXPECT_TRUE(compiled.ok()) << source;
    return compiled.ok() ? compiled.program().cost() : 0;
  };
  EXPECT_LT(cost("n > 1"), 10u);
  EXPECT_LT(cost("few.all(x, x > 1)"), cost("many.all(x, x > 1)"));
  EXPECT_GT(cost("many.all(x, x > 1)"), 1000u);
  EXPECT_GT(cost("few.all(x, few.all(y, x == y))"), 10 * cost("few.all(x, x > 1)") / 2);
  EXPECT_EQ(cost("n > 1 ? n : n + 1 + 1 + 1"), cost("n > 1 ? n + 1 + 1 + 1 : n"));
}

TEST(CelCost, ARuleOverBudgetIsRefusedWithTheFigure) {
  Scene scene;
  scene.integers("many", {}, 1000);
  const auto compiled = scene.compiled("many.all(x, many.exists(y, x == y))");
  ASSERT_FALSE(compiled.ok());
  EXPECT_EQ(compiled.error().code, CompileCode::over_budget);
  EXPECT_NE(compiled.error().message.find("100000 are allowed"), std::string::npos) << compiled.error().message;
}

TEST(CelCost, AListOfTheSameListManyTimesIsPricedByAllThatIsInIt) {
  const std::string nested = "cel.bind(a, [" + repeated("0,", 200) + "], cel.bind(b, [" + repeated("a,", 200) +
                             "], cel.bind(c, [" + repeated("b,", 200) + "], c == c)))";
  EXPECT_EQ(result(nested), "refused: over_budget");
}

TEST(CelCost, StepsOfAnEvaluationStayBelowTheStaticCost) {
  Scene scene;
  scene.integers("items", {1, 2, 3, 4, 5, 6, 7, 8}, 8).text("note", "hello").integer("n", 5);
  for (const char* source :
       {"n + 1 > 2 && n < 10", "items.all(x, x > 0)", "items.map(x, x * 2).exists(y, y == n)",
        "note.contains('ell') || note.matches('^h')", "items.filter(x, x in items)",
        "items.map(x, items.map(y, x * y))", "items == [1, 2]", "[n, n, n].exists_one(x, x > 1)"}) {
    const auto compiled = scene.compiled(source);
    ASSERT_TRUE(compiled.ok()) << source;
    Scratch scratch;
    (void)evaluate(compiled.program(), scene.activation(), scratch);
    EXPECT_LE(scratch.steps(), compiled.program().cost() * 3) << source;
    EXPECT_GT(scratch.steps(), 0u) << source;
  }
}

TEST(CelRunTime, AListLongerThanDeclaredMeetsTheStepLimit) {
  Scene scene;
  scene.integers("items", std::vector<std::int64_t>(2000, 1), 10);
  const auto compiled = scene.compiled("items.all(x, items.all(y, x == y)) || true");
  ASSERT_TRUE(compiled.ok());
  Scratch scratch;
  const Value value = evaluate(compiled.program(), scene.activation(), scratch);
  EXPECT_TRUE(value.is_error());
  EXPECT_EQ(describe(value.error_code()), "the evaluation took too many steps");
  EXPECT_LE(scratch.steps(), Limits{}.steps_max + 10'000);
}

TEST(CelRunTime, MemoryIsBoundedAndNothingAbsorbsTheLimit) {
  Scene scene;
  const std::string long_text(60'000, 'x');
  scene.text("note", long_text);
  const auto compiled = scene.compiled("(note + note + note + note + note) == 'a' || true");
  ASSERT_TRUE(compiled.ok());
  Scratch scratch;
  const Value value = evaluate(compiled.program(), scene.activation(), scratch);
  ASSERT_TRUE(value.is_error());
  EXPECT_EQ(describe(value.error_code()), "the evaluation took too much memory");
  const auto small = scene.compiled("size(note) == 60000");
  EXPECT_EQ(to_text(evaluate(small.program(), scene.activation(), scratch)), "true");
}

TEST(CelRunTime, AWarmScratchGivesTheSameAnswersAgain) {
  Scene scene;
  scene.integers("items", {3, 1, 2}).text("name", "n");
  const auto compiled = scene.compiled("items.map(x, string(x) + name)");
  ASSERT_TRUE(compiled.ok());
  Scratch scratch;
  for (int i = 0; i < 1000; ++i)
    ASSERT_EQ(to_text(evaluate(compiled.program(), scene.activation(), scratch)), "[\"3n\", \"1n\", \"2n\"]");
}

}  // namespace
}  // namespace tallygate::testing
