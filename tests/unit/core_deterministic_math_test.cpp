#include <gtest/gtest.h>

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

TEST(DeterministicMath, IsExactWhereItMustBe) {
  EXPECT_EQ(sine(0), 0.0);
  EXPECT_EQ(cosine(0), 1.0);
  EXPECT_EQ(arc_sine(0), 0.0);
  EXPECT_EQ(arc_sine(1), kPi / 2);
  EXPECT_EQ(arc_sine(-2), -kPi / 2);
  EXPECT_EQ(square_root(2), std::sqrt(2.0));
}

TEST(DeterministicMath, GivesTheSameBitsEverywhere) {
  EXPECT_EQ(sine(1), 0x1.aed548f090ceep-1);
  EXPECT_EQ(cosine(2), -0x1.aa22657537207p-2);
  EXPECT_EQ(arc_sine(0.7), 0x1.8d00e692afd97p-1);
}

}  // namespace
}  // namespace tallygate::core
