#include <chrono>

#include "risk/host_functions.hpp"
#include "risk/text_similarity.hpp"
#include "tests/support/cel_language.hpp"

namespace tallygate::testing {
namespace {

using risk::kSimilarityLetters;
using risk::text_similarity;
using risk::cel::Kind;
using risk::cel::Scratch;

double alike(std::string_view a, std::string_view b) {
  Scratch scratch;
  const double one = text_similarity(a, b, scratch).value();
  EXPECT_EQ(one, text_similarity(b, a, scratch).value()) << a << " / " << b;
  return one;
}

TEST(Similarity, IsTheShareOfPairsThatBothHave) {
  EXPECT_EQ(alike("night", "nacht"), 0.25);  // ht, of four pairs each
  EXPECT_EQ(alike("aaa", "aa"), 2.0 / 3.0);  // aa aa, and aa
  EXPECT_EQ(alike("abcd", "efgh"), 0.0);
  EXPECT_EQ(alike("北京市海淀区中关村大街1号", "北京市海淀区中关村大街2号"), 20.0 / 24.0);
}

TEST(Similarity, LooksPastCaseAndPunctuation) {
  EXPECT_EQ(alike("Side Door, 3rd floor", "side door  3rd FLOOR"), 1.0);
  EXPECT_EQ(alike("--a.b--", "a b "), 1.0);
  EXPECT_LT(alike("Straße 7", "Strasse 7"), 1.0);
}

TEST(Similarity, OfVeryShortTextsIsAllOrNothing) {
  EXPECT_EQ(alike("", ""), 1.0);
  EXPECT_EQ(alike("...", ""), 1.0);
  EXPECT_EQ(alike("a", "A"), 1.0);
  EXPECT_EQ(alike("a", "b"), 0.0);
  EXPECT_EQ(alike("a", ""), 0.0);
  EXPECT_EQ(alike("a", "ab"), 0.0);
}

TEST(Similarity, LooksAtTheBeginningOfLongTextsOnly) {
  const std::string same(kSimilarityLetters, 'x');
  EXPECT_EQ(alike(same + std::string(10'000, 'y'), same + std::string(5000, 'z')), 1.0);
}

TEST(Similarity, IsAFunctionOfRules) {
  Scene scene;
  risk::declare_host_functions(scene.environment());
  scene.with("a", Kind::string, risk::cel::Value::string("shop street 1"), false, 128).missing("b", Kind::string);
  EXPECT_EQ(scene.result("similarity(a, 'Shop Street 1') == 1.0"), "true");
  EXPECT_EQ(scene.result("similarity(a, b) > 0.5"), "error: the value is missing");
  EXPECT_EQ(scene.result("similarity(a, 1)"), "refused: no_such_overload");
  const auto compiled = scene.compiled("similarity(a, a) > 0.8");
  EXPECT_GT(compiled.program().cost(), std::uint64_t{risk::kSimilaritySteps});
}

}  // namespace
}  // namespace tallygate::testing
