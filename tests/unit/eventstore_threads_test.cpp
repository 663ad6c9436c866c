// One writer, any number of readers, and a reopen between them.
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "eventstore/lmdb_log.hpp"
#include "tests/support/log_batch.hpp"
#include "tests/support/temporary_directory.hpp"

namespace tallygate::eventstore {
namespace {

// What every reader must find, whenever it looks.
void read_and_check(const LmdbLog& log, std::uint64_t& looks) {
  const Head head = *log.head("acme");
  EXPECT_EQ(*log.root_at("acme", head.size), head.root);
  if (head.size > 0) {
    EXPECT_EQ(*log.leaf("acme", head.size - 1), head.last_leaf);
    EXPECT_EQ(core::leaf_hash(*log.read_one("acme", head.size - 1)), head.last_leaf);
  }
  for (std::uint64_t seq = head.size > 50 ? head.size - 50 : 0; seq < head.size;) {
    seq = *log.read("acme", seq, 100, [&](std::uint64_t at, std::string_view bytes) {
      EXPECT_EQ(bytes, tests::numbered_record(at));
      return true;
    });
  }
  ++looks;
}

TEST(LogThreads, ReadersSeeAWholeLogWhileItGrowsAndReopens) {
  const tests::TemporaryDirectory directory;
  auto log = std::move(LmdbLog::open(directory.path())).value();
  ASSERT_TRUE(log->create_tenant("acme").ok());
  std::atomic<bool> writing = true;
  std::vector<std::uint64_t> looks(3);
  std::vector<std::thread> readers;
  for (auto& count : looks) {
    readers.emplace_back([&] {
      do read_and_check(*log, count);
      while (writing);
    });
  }
  std::uint64_t size = 0;
  for (int i = 0; i < 200; ++i) {
    const std::size_t count = 1 + static_cast<std::size_t>(i) % 29;
    ASSERT_TRUE(tests::LogBatch().numbered(size, count).append_to(*log, "acme", size).ok());
    size += count;
    if (i % 25 == 24) ASSERT_TRUE(log->reopen().ok());
  }
  writing = false;
  for (auto& reader : readers) reader.join();
  for (const auto count : looks) EXPECT_GT(count, 0U);
  EXPECT_EQ(log->head("acme")->size, size);
}

}  // namespace
}  // namespace tallygate::eventstore
