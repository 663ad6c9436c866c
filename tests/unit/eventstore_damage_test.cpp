// What the log does with files that are not as it left them, with other processes, and with a disk that lets it down.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "eventstore/directory_lock.hpp"
#include "eventstore/little_endian.hpp"
#include "eventstore/lmdb_handles.hpp"
#include "eventstore/lmdb_log.hpp"
#include "tests/support/log_batch.hpp"
#include "tests/support/temporary_directory.hpp"

namespace tallygate::eventstore {
namespace {

using core::ErrorKind;
using tests::all_records;
using tests::LogBatch;

class DamagedLog : public ::testing::Test {
 protected:
  void SetUp() override {
    log_ = std::move(LmdbLog::open(directory_.path())).value();
    ASSERT_TRUE(log_->create_tenant("acme").ok());
    ASSERT_TRUE(LogBatch().numbered(0, 300).append_to(*log_, "acme").ok());
    ASSERT_TRUE(LogBatch().record("an unmistakable record").append_to(*log_, "acme").ok());
  }
  std::filesystem::path data() const { return directory_.path() / "data.mdb"; }
  core::OperatingError error_of_open(const LmdbOptions& options = {}) {
    auto opened = LmdbLog::open(directory_.path(), options);
    return opened.ok() ? core::OperatingError{ErrorKind::io, "it opened"} : opened.error();
  }
  std::string file_bytes() const {
    std::ifstream in(data(), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void overwrite(std::size_t at, std::string_view bytes) {
    std::fstream file(data(), std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(static_cast<std::streamoff>(at));
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
  // Every copy: LMDB leaves old pages as they were.
  void overwrite_all(std::string_view from, std::string_view to) {
    const std::string bytes = file_bytes();
    std::size_t found = 0;
    for (std::size_t at = bytes.find(from); at != std::string::npos; at = bytes.find(from, at + 1), ++found)
      overwrite(at, to);
    ASSERT_GT(found, 0U);
  }
  // Writes a row as a newer program might have.
  void put_row(const char* table, std::string_view key, std::string_view value) {
    auto env = Environment::open(directory_.path(), {LmdbOptions{}.map_bytes, 64, 16, false});
    ASSERT_TRUE(env.ok());
    auto txn = Transaction::begin_write(*env);
    ASSERT_TRUE(txn.ok());
    const auto handle = txn->open_table(table, 0);
    ASSERT_TRUE(handle.ok());
    ASSERT_TRUE(txn->put(*handle, key, value).ok());
    ASSERT_TRUE(txn->commit().ok());
  }
  static std::string version_row(std::uint16_t version) {
    std::string row(sizeof version, '\0');
    store(row.data(), version);
    return row;
  }

  tests::TemporaryDirectory directory_;
  std::unique_ptr<LmdbLog> log_;
};

TEST_F(DamagedLog, AFlippedByteInTheLastBlockIsFoundByReopen) {
  EXPECT_TRUE(log_->reopen().ok());
  overwrite_all("an unmistakable record", "an unmistakabLe record");
  const auto status = log_->reopen();
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().kind, ErrorKind::corrupt);
  EXPECT_NE(status.error().message.find("acme"), std::string::npos);
}

TEST_F(DamagedLog, AfterAFailedReopenEverythingIsRefusedUntilOneSucceeds) {
  overwrite_all("an unmistakable record", "an unmistakabLe record");
  ASSERT_FALSE(log_->reopen().ok());
  EXPECT_EQ(log_->head("acme").error().kind, ErrorKind::unavailable);
  EXPECT_EQ(log_->read_one("acme", 0).error().kind, ErrorKind::unavailable);
  EXPECT_EQ(log_->append({}).error().kind, ErrorKind::unavailable);
  EXPECT_TRUE(log_->tenants().empty());
  overwrite_all("an unmistakabLe record", "an unmistakable record");
  EXPECT_TRUE(log_->reopen().ok());
  EXPECT_EQ(log_->head("acme")->size, 301U);
}

TEST_F(DamagedLog, AFlippedByteInAFullTileIsFoundWhenTheLogIsOpened) {
  const auto leaf = *log_->leaf("acme", 7);
  log_.reset();
  core::Digest other = leaf;
  other[5] ^= 1;
  overwrite_all(core::view(leaf), core::view(other));
  EXPECT_EQ(error_of_open().kind, ErrorKind::corrupt);
}

TEST_F(DamagedLog, ANewerFormatIsRefusedBeforeAnythingElseIsRead) {
  log_.reset();
  overwrite_all("an unmistakable record", "an unmistakabLe record");  // would be found next
  put_row(nullptr, "format", version_row(kFormatVersion + 1));
  EXPECT_EQ(error_of_open().kind, ErrorKind::version);
  EXPECT_EQ(error_of_open({.read_only = true}).kind, ErrorKind::version);
}

TEST_F(DamagedLog, ATenantOfANewerFormatIsRefusedBeforeItIsRead) {
  log_.reset();
  overwrite_all("an unmistakable record", "an unmistakabLe record");
  put_row("acme/meta", "format", version_row(kArchivedFormatVersion + 1));
  const auto error = error_of_open();
  EXPECT_EQ(error.kind, ErrorKind::version);
  EXPECT_NE(error.message.find("acme"), std::string::npos);
}

TEST_F(DamagedLog, AnEnvironmentWithoutAFormatIsNotTakenForANewOne) {
  log_.reset();
  tests::TemporaryDirectory other;
  {
    auto env = Environment::open(other.path(), {1 << 20, 8, 16, false});
    auto txn = Transaction::begin_write(*env);
    const auto main = txn->open_table(nullptr, 0);
    ASSERT_TRUE(txn->put(*main, "somebody", "else's").ok());
    ASSERT_TRUE(txn->commit().ok());
  }
  EXPECT_EQ(LmdbLog::open(other.path()).error().kind, ErrorKind::corrupt);
}

TEST_F(DamagedLog, FilesThatAreNotAWholeDatabaseGiveASentenceNotACrash) {
  log_.reset();
  const std::string good = file_bytes();
  const auto with = [&](std::size_t at, char byte) {
    std::string bytes = good;
    bytes[at] = byte;
    return bytes;
  };
  const struct {
    const char* name;
    std::string bytes;
    ErrorKind expected;
  } cases[] = {{"empty", "", ErrorKind::corrupt},
               {"shorter than a page", good.substr(0, 100), ErrorKind::corrupt},
               {"one meta page", good.substr(0, 4'096), ErrorKind::corrupt},
               {"cut in the middle of a meta page", good.substr(0, 4'200), ErrorKind::corrupt},
               {"text", std::string(20'000, 't'), ErrorKind::corrupt},
               {"wrong mark on the first page", with(16, 'x'), ErrorKind::corrupt},
               {"wrong mark on the second page", with(4'096 + 16, 'x'), ErrorKind::corrupt},
               {"impossible page size", with(16 + 24 + 2, '\x7f'), ErrorKind::corrupt},
               {"another LMDB version", with(20, '\x07'), ErrorKind::version}};
  for (const auto& c : cases) {
    std::ofstream(data(), std::ios::binary | std::ios::trunc) << c.bytes;
    const auto error = error_of_open();
    EXPECT_EQ(error.kind, c.expected) << c.name << ": " << error.message;
    EXPECT_EQ(file_bytes(), c.bytes) << c.name << ": the file was changed";
  }
  std::ofstream(data(), std::ios::binary | std::ios::trunc) << good;
  EXPECT_TRUE(LmdbLog::open(directory_.path()).ok());
}

TEST_F(DamagedLog, ALogThatWasCutOffIsRefused) {
  ASSERT_TRUE(LogBatch().numbered(0, 4'000, 1'000).append_to(*log_, "acme").ok());
  log_.reset();
  std::filesystem::resize_file(data(), std::filesystem::file_size(data()) / 2);
  EXPECT_EQ(error_of_open().kind, ErrorKind::corrupt);
  EXPECT_EQ(error_of_open({.read_only = true}).kind, ErrorKind::corrupt);
}

TEST_F(DamagedLog, ALogThatLostItsLastPagesIsRefusedOrWhole) {
  const auto before = log_->head("acme")->root;
  log_.reset();
  const std::string good = file_bytes();
  for (std::size_t pages = 1; pages <= 12; ++pages) {
    std::ofstream(data(), std::ios::binary | std::ios::trunc) << good.substr(0, good.size() - pages * 4'096);
    auto opened = LmdbLog::open(directory_.path());
    if (opened.ok()) {
      EXPECT_EQ((*opened)->head("acme")->root, before) << pages;
    } else {
      EXPECT_EQ(opened.error().kind, ErrorKind::corrupt) << pages;
    }
  }
}

// What LMDB leaves where a meta page could not be written: the older one with tables of the commit that failed.
TEST_F(DamagedLog, TheTablesOfTheOlderMetaPageCountForNothing) {
  constexpr std::size_t kPage = 4'096, kRootOfMain = 16 + 112, kLastPage = 16 + 120, kTransaction = 16 + 128;
  log_.reset();
  const std::string bytes = file_bytes();
  const auto number = [&](std::size_t at) { return load<std::uint64_t>(bytes.data() + at); };
  const std::size_t newer = number(kTransaction) > number(kPage + kTransaction) ? 0 : kPage, older = kPage - newer;
  const std::uint64_t beyond = number(newer + kLastPage) + 7;
  overwrite(older + kRootOfMain, {reinterpret_cast<const char*>(&beyond), sizeof beyond});
  auto opened = LmdbLog::open(directory_.path());
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  EXPECT_EQ((*opened)->head("acme")->size, 301U);
  ASSERT_TRUE(LogBatch().record("after it").append_to(**opened, "acme").ok());
  opened->reset();
  overwrite(older + kRootOfMain, {reinterpret_cast<const char*>(&beyond), sizeof beyond});  // now the newer one
  const auto error = error_of_open();
  EXPECT_EQ(error.kind, ErrorKind::corrupt);
  EXPECT_NE(error.message.find("begins outside of the file"), std::string::npos) << error.message;
}

TEST_F(DamagedLog, ASecondWriterIsRefusedAndToldWhoWrites) {
  const auto error = error_of_open();
  EXPECT_EQ(error.kind, ErrorKind::locked);
  EXPECT_NE(error.message.find(std::to_string(::getpid())), std::string::npos) << error.message;
  log_.reset();
  EXPECT_TRUE(LmdbLog::open(directory_.path()).ok());
}

TEST_F(DamagedLog, ThereIsNothingToReadWhereNothingWasWritten) {
  tests::TemporaryDirectory empty;
  EXPECT_EQ(LmdbLog::open(empty.path(), {.read_only = true}).error().kind, ErrorKind::not_found);
  EXPECT_TRUE(std::filesystem::is_empty(empty.path()));
}

TEST_F(DamagedLog, FilesAreTheOwnersAlone) {
  using std::filesystem::perms;
  constexpr perms kOthers = perms::group_all | perms::others_all;
  for (const char* name : {"data.mdb", "lock.mdb", "lock"}) {
    EXPECT_EQ(std::filesystem::status(directory_.path() / name).permissions() & kOthers, perms::none) << name;
  }
}

TEST(DirectoryLock, IsFreeAgainWhenItsOwnerIsGone) {
  const tests::TemporaryDirectory directory;
  {
    const auto first = DirectoryLock::acquire(directory.path());
    ASSERT_TRUE(first.ok());
    EXPECT_EQ(DirectoryLock::acquire(directory.path()).error().kind, ErrorKind::locked);
  }
  EXPECT_TRUE(DirectoryLock::acquire(directory.path()).ok());
  EXPECT_FALSE(DirectoryLock::acquire(directory.path() / "absent").ok());
}

TEST(FullLog, SaysSoLosesNothingAndMustBeReopened) {
  const tests::TemporaryDirectory directory;
  auto log = std::move(LmdbLog::open(directory.path(), {.map_bytes = 1 << 20})).value();
  ASSERT_TRUE(log->create_tenant("acme").ok());
  std::uint64_t size = 0;
  auto appended = LogBatch().numbered(size, 20, 1'000).append_to(*log, "acme");
  while (appended.ok()) {
    size = appended->size;
    appended = LogBatch().numbered(size, 20, 1'000).append_to(*log, "acme");
  }
  EXPECT_EQ(appended.error().kind, ErrorKind::storage_full);
  EXPECT_GT(size, 100U);
  EXPECT_EQ(log->head("acme")->size, size);  // readers go on with what is durable
  EXPECT_EQ(LogBatch().record("x").append_to(*log, "acme", size).error().kind, ErrorKind::unavailable);
  EXPECT_EQ(log->create_tenant("beta").error().kind, ErrorKind::unavailable);
  ASSERT_TRUE(log->reopen().ok());
  const auto records = all_records(*log, "acme");
  ASSERT_EQ(records.size(), size);
  for (std::uint64_t seq = 0; seq < size; ++seq) EXPECT_EQ(records[seq], tests::numbered_record(seq, 1'000));
}

TEST(NewLog, MakesItsDirectoriesAndAnEmptyLogOnce) {
  const tests::TemporaryDirectory directory;
  const auto shard = directory.path() / "shards" / "0";
  {
    auto log = LmdbLog::open(shard);
    ASSERT_TRUE(log.ok());
    EXPECT_TRUE((*log)->tenants().empty());
  }
  EXPECT_TRUE(LmdbLog::open(shard).ok());
}

}  // namespace
}  // namespace tallygate::eventstore
