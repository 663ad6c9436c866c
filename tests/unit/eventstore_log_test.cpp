// LmdbLog on real files: what is appended is there, in order, also after the files were closed and opened.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "eventstore/lmdb_log.hpp"
#include "eventstore/tree.hpp"
#include "tests/support/log_batch.hpp"
#include "tests/support/temporary_directory.hpp"

namespace tallygate::eventstore {
namespace {

using core::ErrorKind;
using tests::all_records;
using tests::LogBatch;
using tests::numbered_record;

class Log : public ::testing::Test {
 protected:
  void SetUp() override {
    log_ = open();
    ASSERT_TRUE(log_->create_tenant("acme").ok());
  }
  std::unique_ptr<LmdbLog> open(const LmdbOptions& options = {}) {
    auto opened = LmdbLog::open(directory_.path(), options);
    EXPECT_TRUE(opened.ok()) << (opened.ok() ? "" : opened.error().message);
    return std::move(opened).value();
  }
  void close_and_open() {
    log_.reset();
    log_ = open();
  }
  Head head(std::string_view tenant = "acme") { return *log_->head(tenant); }
  std::map<std::string, std::string> rows(std::string_view table, std::string_view tenant = "acme") {
    std::map<std::string, std::string> out;
    EXPECT_TRUE(log_->read_rows(tenant, table, [&](auto key, auto value) { out.emplace(key, value); }).ok());
    return out;
  }
  std::vector<KeyEntry> keys() {
    std::vector<KeyEntry> out;
    EXPECT_TRUE(log_->read_keys("acme", [&](const KeyEntry& entry) { out.push_back(entry); }).ok());
    return out;
  }

  tests::TemporaryDirectory directory_;
  std::unique_ptr<LmdbLog> log_;
};

TEST_F(Log, IsEmptyWhenItIsNew) {
  EXPECT_EQ(log_->tenants(), std::vector<std::string>{"acme"});
  EXPECT_EQ(head().size, 0U);
  EXPECT_EQ(head().last_leaf, core::Digest{});
  EXPECT_EQ(head().root, core::empty_root());
  EXPECT_TRUE(all_records(*log_, "acme").empty());
  EXPECT_EQ(*log_->root_at("acme", 0), core::empty_root());
  EXPECT_TRUE(keys().empty());
}

TEST_F(Log, GivesBackWhatWasAppendedAndSaysWhereItEnds) {
  const auto appended = LogBatch().record("first").record("second").at(77).append_to(*log_, "acme");
  ASSERT_TRUE(appended.ok());
  EXPECT_EQ(appended->size, 2U);
  EXPECT_EQ(appended->last_at_us, 77);
  EXPECT_EQ(appended->last_leaf, core::leaf_hash("second"));
  EXPECT_EQ(appended->root, core::node_hash(core::leaf_hash("first"), core::leaf_hash("second")));
  EXPECT_EQ(all_records(*log_, "acme"), (std::vector<std::string>{"first", "second"}));
  EXPECT_EQ(*log_->read_one("acme", 1), "second");
  EXPECT_EQ(*log_->leaf("acme", 0), core::leaf_hash("first"));
  EXPECT_EQ(*log_->root_at("acme", 1), core::leaf_hash("first"));
}

TEST_F(Log, HoldsTheSameAfterItWasClosedAndOpened) {
  ASSERT_TRUE(LogBatch().numbered(0, 700, 200).at(5).append_to(*log_, "acme").ok());
  ASSERT_TRUE(LogBatch()
                  .keyed_record("with a key", "k1")
                  .blob("a rule set")
                  .row("person", "p1", "wrapped")
                  .row("pseudonym", "x", "y")
                  .append_to(*log_, "acme")
                  .ok());
  const Head before = head();
  const auto root_before = *log_->root_at("acme", 300);
  close_and_open();
  EXPECT_EQ(head().size, before.size);
  EXPECT_EQ(head().last_leaf, before.last_leaf);
  EXPECT_EQ(head().root, before.root);
  EXPECT_EQ(head().last_at_us, before.last_at_us);
  EXPECT_EQ(*log_->root_at("acme", 300), root_before);
  EXPECT_EQ(*log_->read_one("acme", 699), numbered_record(699, 200));
  ASSERT_EQ(keys().size(), 1U);
  EXPECT_EQ(keys()[0].key, core::hash16("k1"));
  EXPECT_EQ(keys()[0].body, core::hash16("k1 body"));
  EXPECT_EQ(keys()[0].seq, 700U);
  EXPECT_EQ(*log_->blob("acme", core::sha256("a rule set")), "a rule set");
  EXPECT_EQ(rows("person"), (std::map<std::string, std::string>{{"p1", "wrapped"}}));
  EXPECT_EQ(rows("pseudonym"), (std::map<std::string, std::string>{{"x", "y"}}));
}

TEST_F(Log, RefusesAnAppendThatExpectsAnotherEndAndGoesOn) {
  ASSERT_TRUE(LogBatch().record("0").append_to(*log_, "acme").ok());
  for (const std::uint64_t wrong : {0U, 2U}) {
    const auto refused = LogBatch().record("1").append_to(*log_, "acme", wrong);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().kind, ErrorKind::wrong_position);
  }
  EXPECT_TRUE(LogBatch().record("1").append_to(*log_, "acme", 1).ok());
  EXPECT_EQ(all_records(*log_, "acme"), (std::vector<std::string>{"0", "1"}));
}

TEST_F(Log, WritesSeveralTenantsInOneCommitAndKeepsThemApart) {
  ASSERT_TRUE(log_->create_tenant("beta").ok());
  const LogBatch a = LogBatch().record("a0").record("a1").row("person", "p", "of a");
  const LogBatch b = LogBatch().record("b0");
  const TenantAppend both[] = {b.for_tenant("beta", 0), a.for_tenant("acme", 0)};
  const auto heads = log_->append(both);
  ASSERT_TRUE(heads.ok());
  EXPECT_EQ((*heads)[0].size, 1U);  // in the order given
  EXPECT_EQ((*heads)[1].size, 2U);
  EXPECT_EQ(all_records(*log_, "acme"), (std::vector<std::string>{"a0", "a1"}));
  EXPECT_EQ(all_records(*log_, "beta"), (std::vector<std::string>{"b0"}));
  EXPECT_TRUE(rows("person", "beta").empty());
}

TEST_F(Log, OneTenantAtAWrongEndStopsTheWholeAppend) {
  ASSERT_TRUE(log_->create_tenant("beta").ok());
  const LogBatch batch = LogBatch().record("x");
  const TenantAppend both[] = {batch.for_tenant("acme", 0), batch.for_tenant("beta", 1)};
  EXPECT_EQ(log_->append(both).error().kind, ErrorKind::wrong_position);
  EXPECT_EQ(head("acme").size, 0U);
  const TenantAppend twice[] = {batch.for_tenant("acme", 0), batch.for_tenant("acme", 1)};
  EXPECT_EQ(log_->append(twice).error().kind, ErrorKind::invalid);
}

TEST_F(Log, RefusesWhatIsOutsideItsLimitsBeforeItWritesAnything) {
  LogBatch false_blob;
  false_blob.blob("content").blobs()[0].sha256[0] ^= 1;
  const struct {
    const char* name;
    LogBatch batch;
  } cases[] = {{"an empty record", LogBatch().record("")},
               {"a record too long", LogBatch().record(std::string(kRecordBytesMax + 1, 'x'))},
               {"a blob under a false name", false_blob},
               {"a blob too long", LogBatch().blob(std::string(kBlobBytesMax + 1, 'x'))},
               {"a table name with a slash", LogBatch().row("a/b", "k", "v")},
               {"no table name", LogBatch().row("", "k", "v")},
               {"no row key", LogBatch().row("person", "", "v")},
               {"a row key too long", LogBatch().row("person", std::string(401, 'k'), "v")}};
  for (const auto& c : cases) {
    const auto refused = c.batch.append_to(*log_, "acme");
    ASSERT_FALSE(refused.ok()) << c.name;
    EXPECT_EQ(refused.error().kind, ErrorKind::invalid) << c.name;
  }
  EXPECT_TRUE(LogBatch().record(std::string(kRecordBytesMax, 'x')).append_to(*log_, "acme").ok());
  EXPECT_EQ(head().size, 1U);
}

TEST_F(Log, RefusesTenantsThatExistOrCannotBeNamed) {
  EXPECT_FALSE(log_->create_tenant("acme").ok());
  for (const char* name : {"", "a/b", ".hidden", "white space"}) EXPECT_FALSE(log_->create_tenant(name).ok()) << name;
  EXPECT_EQ(log_->head("nobody").error().kind, ErrorKind::not_found);
  EXPECT_EQ(LogBatch().record("x").append_to(*log_, "nobody", 0).error().kind, ErrorKind::not_found);
}

TEST_F(Log, ServesSixtyFourTenants) {
  for (int i = 1; i < 64; ++i) ASSERT_TRUE(log_->create_tenant("tenant-" + std::to_string(i)).ok()) << i;
  EXPECT_FALSE(log_->create_tenant("one-too-many").ok());
  ASSERT_TRUE(LogBatch().record("x").row("person", "p", "v").append_to(*log_, "tenant-63").ok());
  close_and_open();
  EXPECT_EQ(log_->tenants().size(), 64U);
  EXPECT_EQ(head("tenant-63").size, 1U);
}

TEST_F(Log, KeepsABlobOnceHoweverOftenItIsAppended) {
  ASSERT_TRUE(LogBatch().record("0").blob("same").append_to(*log_, "acme").ok());
  ASSERT_TRUE(LogBatch().record("1").blob("same").blob(std::string(100'000, 'b')).append_to(*log_, "acme").ok());
  EXPECT_EQ(*log_->blob("acme", core::sha256("same")), "same");
  EXPECT_EQ(log_->blob("acme", core::sha256(std::string(100'000, 'b')))->size(), 100'000U);
  EXPECT_EQ(log_->blob("acme", core::sha256("never seen")).error().kind, ErrorKind::not_found);
}

TEST_F(Log, ReplacesAndDeletesRowsWithTheRecordsTheyBelongTo) {
  ASSERT_TRUE(LogBatch().record("0").row("person", "a", "1").row("person", "b", "2").append_to(*log_, "acme").ok());
  ASSERT_TRUE(LogBatch()
                  .row("person", "a", "3")
                  .row("person", "b", "")
                  .row("person", "never", "")
                  .append_to(*log_, "acme")
                  .ok());
  EXPECT_EQ(rows("person"), (std::map<std::string, std::string>{{"a", "3"}}));
  EXPECT_EQ(head().size, 1U);
  EXPECT_TRUE(rows("unknown").empty());
}

TEST_F(Log, WalksManyRowsAndKeysInSeveralTransactions) {
  LogBatch batch;
  for (int i = 0; i < 2'500; ++i) batch.row("person", "row" + std::to_string(i), std::to_string(i));
  ASSERT_TRUE(batch.append_to(*log_, "acme").ok());
  EXPECT_EQ(rows("person").size(), 2'500U);
  for (int i = 0; i < 1'100; ++i) {
    ASSERT_TRUE(LogBatch().record("r").keyed_record("x", "k" + std::to_string(i)).append_to(*log_, "acme", 2 * i).ok());
  }
  const auto found = keys();
  ASSERT_EQ(found.size(), 1'100U);
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_EQ(found[i].seq, 2 * i + 1);
}

TEST_F(Log, AReadEndsAtItsLimitAndAtAThousandRecords) {
  ASSERT_TRUE(LogBatch().numbered(0, 2'500).append_to(*log_, "acme").ok());
  const auto count_from = [&](std::uint64_t from, std::size_t limit) {
    std::uint64_t seen = 0;
    const auto next = log_->read("acme", from, limit, [&](std::uint64_t seq, std::string_view bytes) {
      EXPECT_EQ(seq, from + seen);
      EXPECT_EQ(bytes, numbered_record(seq));
      ++seen;
      return true;
    });
    EXPECT_EQ(*next, from + seen);
    return seen;
  };
  // On a busy machine a read's time may be up first: it is read again.
  const auto most_from = [&](std::uint64_t from, std::size_t limit, std::uint64_t wanted) {
    std::uint64_t seen = 0;
    for (int i = 0; i < 100 && seen < wanted; ++i) seen = std::max(seen, count_from(from, limit));
    return seen;
  };
  EXPECT_EQ(most_from(0, SIZE_MAX, kReadRecordsMax), kReadRecordsMax);
  EXPECT_EQ(most_from(1'333, 20, 20), 20U);
  EXPECT_EQ(most_from(2'400, SIZE_MAX, 100), 100U);
  EXPECT_EQ(count_from(2'500, SIZE_MAX), 0U);
  EXPECT_EQ(log_->read("acme", 2'501, 1, [](auto, auto) { return true; }).error().kind, ErrorKind::wrong_position);
  EXPECT_EQ(log_->read_one("acme", 2'500).error().kind, ErrorKind::not_found);
  EXPECT_EQ(log_->leaf("acme", 2'500).error().kind, ErrorKind::not_found);
  EXPECT_EQ(log_->root_at("acme", 2'501).error().kind, ErrorKind::not_found);
}

TEST_F(Log, AReadEndsWhenItsVisitorHasEnough) {
  ASSERT_TRUE(LogBatch().numbered(0, 10).append_to(*log_, "acme").ok());
  EXPECT_EQ(*log_->read("acme", 2, 100, [](std::uint64_t seq, auto) { return seq < 4; }), 5U);
}

TEST_F(Log, AReadEndsWhenItsTimeIsUp) {
  ASSERT_TRUE(LogBatch().numbered(0, 10).append_to(*log_, "acme").ok());
  const auto slow_visitor = [](auto, auto) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::microseconds(kReadMicrosecondsMax);
    while (std::chrono::steady_clock::now() < until) {
    }
    return true;
  };
  EXPECT_EQ(*log_->read("acme", 3, 100, slow_visitor), 4U);
}

TEST_F(Log, SeventyThousandRecordsInThousandsCrossBlocksAndTwoLevelsOfTiles) {
  std::vector<core::Digest> leaves;
  Tree reference;
  const auto ignore_tile = [](std::size_t, std::uint64_t, TileHashes) {};
  core::Digest root_at_65536{};
  for (std::uint64_t first = 0; first < 70'000; first += 1'000) {
    LogBatch batch;
    batch.numbered(first, 1'000);
    for (const auto& record : batch.records()) {
      reference.append(record.leaf, ignore_tile);
      if (reference.size() == 65'536) root_at_65536 = reference.root();
    }
    const auto appended = batch.append_to(*log_, "acme", first);
    ASSERT_TRUE(appended.ok());
    ASSERT_EQ(appended->root, reference.root());
  }
  close_and_open();
  EXPECT_EQ(head().size, 70'000U);
  EXPECT_EQ(head().root, reference.root());
  EXPECT_EQ(*log_->root_at("acme", 65'536), root_at_65536);
  EXPECT_EQ(*log_->leaf("acme", 65'535), core::leaf_hash(numbered_record(65'535)));
  EXPECT_EQ(*log_->leaf("acme", 69'999), core::leaf_hash(numbered_record(69'999)));
  const auto records = all_records(*log_, "acme");
  ASSERT_EQ(records.size(), 70'000U);
  for (std::uint64_t seq = 0; seq < records.size(); ++seq) ASSERT_EQ(records[seq], numbered_record(seq));
  const auto next = LogBatch().record("one more").append_to(*log_, "acme", 70'000);
  reference.append(core::leaf_hash("one more"), ignore_tile);
  EXPECT_EQ(next->root, reference.root());
}

TEST_F(Log, AReaderBesideTheWriterSeesWhatIsCommittedAndChangesNothing) {
  ASSERT_TRUE(LogBatch().record("0").append_to(*log_, "acme").ok());
  const auto reader = open({.read_only = true});
  EXPECT_EQ(reader->head("acme")->size, 1U);
  ASSERT_TRUE(LogBatch().numbered(1, 600).row("person", "p", "v").append_to(*log_, "acme").ok());
  ASSERT_TRUE(log_->create_tenant("beta").ok());
  EXPECT_EQ(reader->head("acme")->size, 601U);
  EXPECT_EQ(reader->head("acme")->root, head().root);
  EXPECT_EQ(*reader->root_at("acme", 300), *log_->root_at("acme", 300));
  EXPECT_EQ(*reader->leaf("acme", 600), core::leaf_hash(numbered_record(600)));
  EXPECT_EQ(all_records(*reader, "acme"), all_records(*log_, "acme"));
  EXPECT_EQ(reader->tenants(), (std::vector<std::string>{"acme", "beta"}));
  EXPECT_EQ(reader->head("beta")->size, 0U);
  EXPECT_FALSE(LogBatch().record("x").append_to(*reader, "acme").ok());
  EXPECT_FALSE(reader->create_tenant("gamma").ok());
  EXPECT_EQ(head().size, 601U);
}

TEST_F(Log, AReaderFindsRowsOfTablesMadeAfterItOpened) {
  const auto reader = open({.read_only = true});
  ASSERT_TRUE(LogBatch().row("person", "p", "v").append_to(*log_, "acme").ok());
  int found = 0;
  ASSERT_TRUE(reader->read_rows("acme", "person", [&](auto, auto) { ++found; }).ok());
  EXPECT_EQ(found, 1);
}

TEST_F(Log, SaysHowMuchOfTheDiskItTakes) {
  const auto before = log_->bytes_on_disk();
  ASSERT_TRUE(LogBatch().numbered(0, 1'000, 1'000).append_to(*log_, "acme").ok());
  EXPECT_GE(log_->bytes_on_disk(), before + 1'000'000);
  EXPECT_LT(log_->bytes_on_disk(), before + 2'000'000);
}

}  // namespace
}  // namespace tallygate::eventstore
