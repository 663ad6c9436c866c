// Room ahead of the log: the file is longer than what LMDB uses, and nobody notices.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "eventstore/growth.hpp"
#include "eventstore/lmdb_log.hpp"
#include "tests/support/log_batch.hpp"
#include "tests/support/temporary_directory.hpp"

namespace tallygate::eventstore {
namespace {

constexpr std::uint64_t kMegabyte = 1024 * 1024;

class GrowthTest : public ::testing::Test {
 protected:
  std::filesystem::path file_of(std::uint64_t bytes) {
    const auto path = directory_.path() / "data";
    std::ofstream(path, std::ios::binary) << std::string(bytes, 'd');
    return path;
  }
  static std::string bytes_of(const std::filesystem::path& path) {
    std::string bytes(std::filesystem::file_size(path), '?');
    std::ifstream(path, std::ios::binary).read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return bytes;
  }
  tests::TemporaryDirectory directory_;
};

TEST_F(GrowthTest, AddsAnEighthOfZerosAndOnlyWhenLittleIsAhead) {
  const auto path = file_of(16 * kMegabyte);
  Growth growth(path);
  growth.keep_ahead(16 * kMegabyte);
  EXPECT_EQ(std::filesystem::file_size(path), 18 * kMegabyte);
  growth.keep_ahead(17 * kMegabyte);
  EXPECT_EQ(std::filesystem::file_size(path), 18 * kMegabyte);
  const std::string bytes = bytes_of(path);
  EXPECT_EQ(bytes.find_first_not_of('d'), 16 * kMegabyte);
  EXPECT_EQ(bytes.find_first_not_of('\0', 16 * kMegabyte), std::string::npos);
}

TEST_F(GrowthTest, NeverWritesBeforeTheEndThatLmdbHasReachedMeanwhile) {
  const auto path = file_of(16 * kMegabyte);
  Growth growth(path);
  file_of(20 * kMegabyte);  // a large commit
  growth.keep_ahead(20 * kMegabyte);
  const std::string bytes = bytes_of(path);
  EXPECT_EQ(bytes.find_first_not_of('d'), 20 * kMegabyte);
  EXPECT_GT(bytes.size(), 22 * kMegabyte);
}

TEST_F(GrowthTest, LeavesSmallLogsSmall) {
  const auto path = file_of(kMegabyte);
  Growth growth(path);
  growth.keep_ahead(kMegabyte);
  EXPECT_EQ(std::filesystem::file_size(path), kMegabyte);
}

TEST_F(GrowthTest, StepsAreBounded) {
  const auto path = file_of(0);
  Growth growth(path);
  growth.keep_ahead(1'000 * kMegabyte);  // a file with a hole: only its length is looked at
  EXPECT_EQ(std::filesystem::file_size(path), 1'000 * kMegabyte + kGrowthStepMax);
}

TEST_F(GrowthTest, ALogWithRoomAheadOpensAndGoesOnAsBefore) {
  const auto path = directory_.path() / "log";
  core::Digest root{};
  {
    auto log = std::move(LmdbLog::open(path)).value();
    ASSERT_TRUE(log->create_tenant("acme").ok());
    for (std::uint64_t size = 0; size < 6'000; size += 500) {
      root = tests::LogBatch().numbered(size, 500, 1'000).append_to(*log, "acme", size)->root;
    }
    EXPECT_GT(log->bytes_on_disk(), 6U * kMegabyte + kMegabyte / 2);
  }
  auto log = std::move(LmdbLog::open(path)).value();
  EXPECT_EQ(log->head("acme")->root, root);
  EXPECT_TRUE(tests::LogBatch().record("next").append_to(*log, "acme", 6'000).ok());
  EXPECT_EQ(tests::all_records(*log, "acme").size(), 6'001U);
}

}  // namespace
}  // namespace tallygate::eventstore
