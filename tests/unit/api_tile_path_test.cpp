// The paths of tiles, and waits: what is refused is as much a part of them as what is read.
#include <gtest/gtest.h>

#include "api/http/proofs.hpp"
#include "api/http/tile_path.hpp"

namespace tallygate::http {
namespace {

struct Good {
  const char* path;
  std::size_t level;
  std::uint64_t index;
  std::size_t width;
};
class TilePaths : public testing::TestWithParam<Good> {};
TEST_P(TilePaths, AreRead) {
  const auto tile = parse_tile_path(GetParam().path);
  ASSERT_TRUE(tile) << GetParam().path;
  EXPECT_EQ(tile->level, GetParam().level);
  EXPECT_EQ(tile->index, GetParam().index);
  EXPECT_EQ(tile->width, GetParam().width);
}
INSTANTIATE_TEST_SUITE_P(Written, TilePaths,
                         testing::Values(Good{"0/000", 0, 0, 256}, Good{"0/x001/x234/067", 0, 1'234'067, 256},
                                         Good{"1/007.p/1", 1, 7, 1}, Good{"7/x999/000.p/255", 7, 999'000, 255},
                                         Good{"0/x999/x999/x999/x999/x999/999", 0, 999'999'999'999'999'999, 256}));

class NoTilePaths : public testing::TestWithParam<const char*> {};
TEST_P(NoTilePaths, AreRefused) {
  EXPECT_FALSE(parse_tile_path(GetParam())) << GetParam();
}
INSTANTIATE_TEST_SUITE_P(Written, NoTilePaths,
                         testing::Values("", "0", "0/", "/000", "0/0", "0/00", "0/0000", "0/x000/001", "0/001/234",
                                         "0/x001", "0/x001/", "0/x001/x234", "00/000", "8/000", "-1/000", "+1/000",
                                         "0/-01", "0/000.p/0", "0/000.p/256", "0/000.p/01", "0/000.p/", "0/000.p",
                                         "0/000.q/1", "0/000/1", "0/000.p/1/1", "0/%30%30%30", "0/ 00", "a/000",
                                         "0/x001/x001/x001/x001/x001/x001/001", "entries/000",
                                         "99999999999999999999/000"));

TEST(TilePath, LiesWithinATreeThatHasAllOfIt) {
  EXPECT_TRUE(parse_tile_path("0/000")->within(256));
  EXPECT_FALSE(parse_tile_path("0/000")->within(255));
  EXPECT_TRUE(parse_tile_path("0/000.p/255")->within(255));
  EXPECT_TRUE(parse_tile_path("1/000.p/2")->within(512));
  EXPECT_FALSE(parse_tile_path("1/000.p/2")->within(511));
  EXPECT_FALSE(parse_tile_path("0/x999/x999/x999/x999/x999/999")->within(UINT64_MAX >> 8));
  EXPECT_FALSE(parse_tile_path("7/000.p/1")->within((std::uint64_t{1} << 56) - 1));
  EXPECT_FALSE(parse_tile_path("0/000.p/1")->within(0));
}

TEST(Wait, IsANumberAndItsUnit) {
  EXPECT_EQ(parse_wait("2s"), std::chrono::seconds(2));
  EXPECT_EQ(parse_wait("1500ms"), std::chrono::milliseconds(1'500));
  EXPECT_EQ(parse_wait("0s"), std::chrono::seconds(0));
  EXPECT_EQ(parse_wait("30s"), kWaitMax);
  for (const char* text : {"", "s", "2", "-1s", "31s", "30001ms", "2m", "2 s", "2s ", "1.5s", "99999999999999999999s"})
    EXPECT_FALSE(parse_wait(text)) << text;
}

}  // namespace
}  // namespace tallygate::http
