#include <gtest/gtest.h>

#include <fstream>

#include "api/http/geoip.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/tiny_geoip.hpp"

namespace tallygate::http {
namespace {

TEST(GeoIp, KnowsTheCountryOfAnAddress) {
  const tests::TemporaryDirectory directory;
  const auto file = directory.path() / "country.mmdb";
  tests::TinyGeoIp().add(81, "GB").add(36, "CN").write(file);
  const auto geoip = GeoIp::open(file.string());
  ASSERT_TRUE(geoip) << geoip.error().message;
  EXPECT_EQ((*geoip)->country("81.2.69.142"), "GB");
  EXPECT_EQ((*geoip)->country("36.110.0.1"), "CN");
  EXPECT_EQ((*geoip)->country("10.0.0.1"), "");
  EXPECT_EQ((*geoip)->country("::1"), "");
  EXPECT_EQ((*geoip)->country("not an address"), "");
}

TEST(GeoIp, RefusesAFileThatIsNone) {
  const tests::TemporaryDirectory directory;
  const auto file = directory.path() / "country.mmdb";
  EXPECT_FALSE(GeoIp::open(file.string()));
  std::ofstream(file) << "hello";
  EXPECT_FALSE(GeoIp::open(file.string()));
}

}  // namespace
}  // namespace tallygate::http
