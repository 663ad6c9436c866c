// However a sequence of records is cut into appends, blocks, tenants' commits and reopenings, it is the same log.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "core/random.hpp"
#include "eventstore/lmdb_log.hpp"
#include "tests/support/log_batch.hpp"
#include "tests/support/temporary_directory.hpp"

namespace tallygate::eventstore {
namespace {

constexpr std::uint64_t kRecords = 3'000;
constexpr std::uint64_t kSeeds = 6;

std::size_t length_of(std::uint64_t seq) {
  return 30 + (seq * seq * 31) % (seq % 97 == 0 ? 60'000 : 1'500);
}

struct Written {
  core::Digest root{};
  std::vector<core::Digest> roots;  // at every 250th size
  std::vector<std::string> records;
};

Written write_in_batches(std::uint64_t seed, std::size_t batch_max) {
  const tests::TemporaryDirectory directory;
  core::SeededRandom random(seed);
  auto log = std::move(LmdbLog::open(directory.path())).value();
  EXPECT_TRUE(log->create_tenant("acme").ok());
  for (std::uint64_t size = 0; size < kRecords;) {
    const std::size_t count = std::min<std::uint64_t>(1 + random.below(batch_max), kRecords - size);
    tests::LogBatch batch;
    for (std::uint64_t seq = size; seq < size + count; ++seq) batch.record(tests::numbered_record(seq, length_of(seq)));
    const auto appended = batch.append_to(*log, "acme", size);
    EXPECT_TRUE(appended.ok());
    size += count;
    EXPECT_EQ(appended->size, size);
    if (random.below(10) == 0) EXPECT_TRUE(log->reopen().ok());
  }
  Written out;
  out.root = log->head("acme")->root;
  for (std::uint64_t size = 0; size <= kRecords; size += 250) out.roots.push_back(*log->root_at("acme", size));
  out.records = tests::all_records(*log, "acme");
  return out;
}

TEST(Batches, AnySplitGivesTheSameRecordsAndTheSameRoots) {
  const Written whole = write_in_batches(0, kRecords);
  ASSERT_EQ(whole.records.size(), kRecords);
  for (std::uint64_t seq = 0; seq < kRecords; ++seq) {
    ASSERT_EQ(whole.records[seq], tests::numbered_record(seq, length_of(seq)));
  }
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const Written split = write_in_batches(seed, std::size_t{8} << (seed % 7));
    EXPECT_EQ(split.root, whole.root) << "seed " << seed;
    EXPECT_EQ(split.roots, whole.roots) << "seed " << seed;
    EXPECT_EQ(split.records, whole.records) << "seed " << seed;
  }
}

}  // namespace
}  // namespace tallygate::eventstore
