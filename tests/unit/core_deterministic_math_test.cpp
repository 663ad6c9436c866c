#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/deterministic_math.hpp"

namespace tallygate::core {
namespace {

TEST(DeterministicMath, AgreesWithTheMathLibraryToTheLastDigits) {
  for (int i = -40'000; i <= 40'000; ++i) {
    const double x = i / 400.0;  // -100 to 100
    ASSERT_NEAR(sine(x), std::sin(x), 4e-15) << x;
    ASSERT_NEAR(cosine(x), std::cos(x), 4e-15) << x;
  }
  for (int i = -10'000; i <= 10'000; ++i) {
    const double x = i / 10'000.0;
    ASSERT_NEAR(arc_sine(x), std::asin(x), 4e-15) << x;
  }
}

TEST(DeterministicMath, ExponentialsAndLogarithmsAreRightToTheLastDigits) {
  for (int i = -70'800; i <= 70'900; ++i) {
    const double x = i / 100.0;
    ASSERT_NEAR(exponential(x) / std::exp(x), 1.0, 5e-16) << x;
  }
  for (int i = -1'000'000; i <= 1'000'000; i += 7) {
    const double x = i / 1'000'000.0;
    ASSERT_NEAR(exponential(x) / std::exp(x), 1.0, 5e-16) << x;
    const double y = std::exp(700.0 * x);
    ASSERT_NEAR(logarithm(y), std::log(y), 3e-16 * std::max(1.0, std::abs(std::log(y)))) << y;
  }
}

TEST(DeterministicMath, ExponentialsEndWhereDoublesDo) {
  EXPECT_EQ(exponential(-1e300), exponential(-708));
  EXPECT_EQ(exponential(1e300), exponential(709));
  EXPECT_GT(exponential(-708), 0.0);
  EXPECT_TRUE(std::isfinite(exponential(709)));
}

TEST(DeterministicMath, IsExactWhereItMustBe) {
  EXPECT_EQ(sine(0), 0.0);
  EXPECT_EQ(cosine(0), 1.0);
  EXPECT_EQ(arc_sine(0), 0.0);
  EXPECT_EQ(exponential(0), 1.0);
  EXPECT_EQ(logarithm(1), 0.0);
  EXPECT_EQ(arc_sine(1), kPi / 2);
  EXPECT_EQ(arc_sine(-2), -kPi / 2);
  EXPECT_EQ(square_root(2), std::sqrt(2.0));
}

TEST(DeterministicMath, GivesTheSameBitsEverywhere) {
  EXPECT_EQ(sine(1), 0x1.aed548f090ceep-1);
  EXPECT_EQ(cosine(2), -0x1.aa22657537207p-2);
  EXPECT_EQ(exponential(1), 0x1.5bf0a8b14576ap+1);
  EXPECT_EQ(logarithm(10), 0x1.26bb1bbb55516p+1);
  EXPECT_EQ(arc_sine(0.7), 0x1.8d00e692afd97p-1);
}

}  // namespace
}  // namespace tallygate::core
