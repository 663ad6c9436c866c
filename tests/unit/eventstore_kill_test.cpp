// kill -9 at any instant loses no acknowledged append and leaves no half of one.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <memory>
#include <string>

#include "core/random.hpp"
#include "eventstore/lmdb_log.hpp"
#include "tests/support/log_batch.hpp"
#include "tests/support/temporary_directory.hpp"

namespace tallygate::eventstore {
namespace {

constexpr int kRounds = 20;
constexpr std::size_t kBatch = 7;  // records an append, all or none of them
constexpr std::size_t kRecordBytes = 900;

// In the child: appends for ever and writes the new size into the pipe after each append that was acknowledged.
[[noreturn]] void append_until_killed(const std::filesystem::path& directory, int acknowledgements) {
  auto log = LmdbLog::open(directory);
  if (!log) ::_exit(1);
  for (;;) {
    const auto size = (*log)->head("acme")->size;
    tests::LogBatch batch;
    batch.numbered(size, kBatch, kRecordBytes).row("person", "last", std::to_string(size + kBatch));
    const auto appended = batch.append_to(**log, "acme", size);
    if (!appended) ::_exit(2);
    if (::write(acknowledgements, &appended->size, sizeof appended->size) != sizeof appended->size) ::_exit(3);
  }
}

// Starts a writer, waits for so many acknowledgements, kills it, and gives the last size that it acknowledged.
std::uint64_t kill_a_writer_after(std::uint64_t acknowledged_appends, const std::filesystem::path& directory) {
  int ends[2];
  EXPECT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    append_until_killed(directory, ends[1]);
  }
  ::close(ends[1]);
  std::uint64_t size = 0;
  for (std::uint64_t i = 0; i < acknowledged_appends; ++i) {
    if (::read(ends[0], &size, sizeof size) != sizeof size) break;
  }
  ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << "the writer ended by itself: " << status;
  std::uint64_t more = 0;
  while (::read(ends[0], &more, sizeof more) == sizeof more) size = more;
  ::close(ends[0]);
  return size;
}

TEST(KilledLog, LosesNoAcknowledgedAppendAndHoldsNoHalfOfOne) {
  const tests::TemporaryDirectory directory;
  {
    ASSERT_TRUE((*LmdbLog::open(directory.path()))->create_tenant("acme").ok());
  }
  core::SeededRandom random(20'261'122);
  for (int round = 0; round < kRounds; ++round) {
    const std::uint64_t acknowledged = kill_a_writer_after(1 + random.below(30), directory.path());
    auto log = LmdbLog::open(directory.path());
    ASSERT_TRUE(log.ok()) << "round " << round << ": " << log.error().message;
    const auto size = (*log)->head("acme")->size;
    EXPECT_GE(size, acknowledged) << "round " << round;
    EXPECT_LE(size, acknowledged + kBatch) << "round " << round;
    EXPECT_EQ(size % kBatch, 0U) << "round " << round;
    const auto records = tests::all_records(**log, "acme");
    ASSERT_EQ(records.size(), size);
    for (std::uint64_t seq = 0; seq < size; ++seq) ASSERT_EQ(records[seq], tests::numbered_record(seq, kRecordBytes));
    std::string last;
    ASSERT_TRUE((*log)->read_rows("acme", "person", [&](auto, auto value) { last = value; }).ok());
    EXPECT_EQ(last, std::to_string(size)) << "the row is of another append than the records";
  }
}

}  // namespace
}  // namespace tallygate::eventstore
