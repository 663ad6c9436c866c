#include <gtest/gtest.h>

#include "risk/country_centroids.hpp"
#include "risk/window_key.hpp"

namespace tallygate::risk {
namespace {

TEST(CountryDistance, IsAboutWhatAnAtlasSays) {
  const struct {
    std::string_view a, b;
    double km, tolerance;
  } cases[] = {{"GB", "CN", 7800, 300}, {"GB", "FR", 920, 120}, {"US", "AU", 15'200, 500},
               {"BE", "NL", 175, 40},   {"FJ", "TO", 830, 150}, {"NZ", "ES", 19'700, 400}};
  for (const auto& c : cases) EXPECT_NEAR(distance_km(c.a, c.b).value(), c.km, c.tolerance) << c.a << " " << c.b;
}

TEST(CountryDistance, IsSymmetricAndZeroAtHome) {
  EXPECT_EQ(distance_km("DE", "DE"), 0.0);
  EXPECT_EQ(distance_km("DE", "JP"), distance_km("JP", "DE"));
}

TEST(CountryDistance, IsTheSameBitsEverywhere) {
  EXPECT_EQ(distance_km("GB", "CN").value(), 0x1.e41288bcd2e34p+12);
  EXPECT_EQ(distance_km("US", "AU").value(), 0x1.d13d6c4230c22p+13);
}

TEST(CountryDistance, DoesNotGuessUnknownCodes) {
  for (const std::string_view code : {"", "QQ", "gb", "GBR", "ZZ"})
    EXPECT_FALSE(distance_km("GB", code).has_value()) << code;
}

// The first vectors of the reference implementation (veorq/SipHash, vectors.h, 128-bit output), as little-endian words.
TEST(WindowKeys, AreSipHash) {
  EXPECT_EQ(hash_value(""), (WindowKey{0xe6a825ba047f81a3ULL, 0x930255c71472f66dULL}));
  EXPECT_EQ(hash_value(std::string_view("\0", 1)), (WindowKey{0x44af996bd8c187daULL, 0x45fc229b11597634ULL}));
}

TEST(WindowKeys, DependOnTheOrderOfTheirParts) {
  const WindowKey x = hash_value("x"), y = hash_value("y");
  EXPECT_NE(combine(x, y), combine(y, x));
  EXPECT_NE(combine(x, x), combine(y, y));
}

}  // namespace
}  // namespace tallygate::risk
