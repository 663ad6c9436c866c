// Records that leave the log for an archive: what stays readable, what is refused, and that their space is used again.
#include <gtest/gtest.h>

#include "eventstore/archive_rows.hpp"
#include "eventstore/page_survey.hpp"
#include "tests/support/every_kind_log.hpp"

namespace tallygate::eventstore {
namespace {

using tests::EveryKindLog;

constexpr std::string_view kTenant = EveryKindLog::kTenant;

// Where a block begins, at or below `seq`.
std::uint64_t block_at(EveryKindLog& log, std::uint64_t seq) {
  const auto begins = log.log().block_of(kTenant, seq);
  EXPECT_TRUE(begins.ok());
  return begins.ok() ? *begins : 0;
}

void drop_all(LmdbLog& log) {
  for (;;) {
    const auto more = log.drop_archived(kTenant);
    ASSERT_TRUE(more.ok()) << more.error().message;
    if (!*more) return;
  }
}

TEST(ArchivedRecords, LeaveTheLogWithTheirTilesKeptAndTheKeptOnesReadable) {
  EveryKindLog made(1, 3'000);
  auto& log = made.log();
  const std::uint64_t end = block_at(made, 2'000);
  std::vector<core::Digest> leaves;
  for (std::uint64_t seq = 0; seq < made.size(); ++seq) leaves.push_back(*log.leaf(kTenant, seq));
  const auto head = *log.head(kTenant);
  const std::string zero = *log.read_one(kTenant, 0);
  ASSERT_TRUE(log.register_archive(kTenant, {0, end, core::sha256("m")}, {{0, zero}}).ok());
  drop_all(log);

  for (const bool reopened : {false, true}) {
    if (reopened) ASSERT_TRUE(log.reopen().ok());
    EXPECT_EQ(log.head(kTenant)->root, head.root);
    for (std::uint64_t seq = 0; seq < made.size(); ++seq) ASSERT_EQ(*log.leaf(kTenant, seq), leaves[seq]) << seq;
    EXPECT_EQ(*log.read_one(kTenant, 0), zero);
    const auto gone = log.read_one(kTenant, end - 1);
    ASSERT_FALSE(gone.ok());
    EXPECT_EQ(gone.error().kind, core::ErrorKind::archived);
    EXPECT_NE(gone.error().message.find("00000000000000000000.tar"), std::string::npos) << gone.error().message;
    EXPECT_EQ(log.read(kTenant, 0, 10, [](auto, auto) { return true; }).error().kind, core::ErrorKind::archived);
    EXPECT_EQ(core::leaf_hash(*log.read_one(kTenant, end)), leaves[end]);
    const auto ranges = log.archives(kTenant);
    ASSERT_TRUE(ranges.ok());
    ASSERT_EQ(ranges->size(), 1U);
    EXPECT_EQ(ranges->front().end, end);
  }
  made.append(500);
  EXPECT_TRUE(log.reopen().ok());
}

TEST(ArchivedRecords, OnlyWholeBlocksUnderFullTilesFromTheLastArchiveOn) {
  EveryKindLog made(2, 1'000);
  auto& log = made.log();
  const std::uint64_t end = block_at(made, 600);
  struct Case {
    const char* name;
    ArchivedRange range;
  };
  std::uint64_t within = end + 1;
  while (block_at(made, within) == within) ++within;
  const Case cases[] = {{"does not begin where the last ended", {1, end, {}}},
                        {"empty", {0, 0, {}}},
                        {"ends within a block", {0, within, {}}},
                        {"all of it", {0, made.size(), {}}},
                        {"beyond the log", {0, made.size() + 256, {}}},
                        {"beyond the full tiles", {0, block_at(made, made.size() - 1), {}}}};
  for (const auto& c : cases) {
    const auto done = log.register_archive(kTenant, c.range, {});
    ASSERT_FALSE(done.ok()) << c.name;
    EXPECT_EQ(done.error().kind, core::ErrorKind::invalid) << c.name;
  }
  ASSERT_TRUE(log.register_archive(kTenant, {0, end, {}}, {}).ok());
  EXPECT_FALSE(log.register_archive(kTenant, {0, end, {}}, {}).ok());
  EXPECT_TRUE(log.archives(kTenant)->size() == 1);
}

// What a kill leaves between the row and the last delete: records that are in both places are read from either.
TEST(ArchivedRecords, ARunThatWasCutOffBeforeItDroppedThemHarmsNothing) {
  EveryKindLog made(3, 1'000);
  auto& log = made.log();
  const std::uint64_t end = block_at(made, 700);
  ASSERT_TRUE(log.register_archive(kTenant, {0, end, {}}, {}).ok());
  ASSERT_TRUE(log.reopen().ok());
  EXPECT_TRUE(log.read_one(kTenant, end - 1).ok());
  drop_all(log);
  EXPECT_FALSE(log.read_one(kTenant, end - 1).ok());
  EXPECT_EQ(*log.drop_archived(kTenant), false);
}

TEST(ArchivedRecords, TheirSpaceIsUsedAgainBeforeTheFileGrows) {
  EveryKindLog made(4, 6'000);
  auto& log = made.log();
  const auto pages = [&] {
    const auto file = DataFile::open(made.file());
    EXPECT_TRUE(file.ok());
    auto survey = survey_pages(*file);
    EXPECT_TRUE(survey.ok());
    EXPECT_TRUE(survey->damage.empty()) << survey->damage.front().table << ": " << survey->damage.front().what;
    return std::pair(survey->meta.last_page, survey->free_pages);
  };
  const std::uint64_t end = block_at(made, 5'000);
  ASSERT_TRUE(log.register_archive(kTenant, {0, end, {}}, {}).ok());
  drop_all(log);
  const auto [last, free] = pages();
  EXPECT_GT(free, last / 2);
  for (int i = 0; i < 30; ++i) made.append(100);  // three fifths of what was freed
  const auto [last_now, free_now] = pages();
  EXPECT_LT(last_now, last + last / 20);
  EXPECT_LT(free_now, free);
}

TEST(ArchiveRows, AreReadAsTheyWereWrittenAndNotOtherwise) {
  const std::vector<ArchivedRange> ranges = {{0, 300, core::sha256("a")}, {300, 5'000, core::sha256("b")}};
  const auto row = encode_archives(ranges);
  const auto read = decode_archives(row);
  ASSERT_TRUE(read.ok());
  ASSERT_EQ(read->size(), 2U);
  EXPECT_EQ(read->back().end, 5'000U);
  EXPECT_EQ(read->back().manifest, ranges.back().manifest);
  const std::string bad[] = {"",
                             row.substr(1),
                             row.substr(0, row.size() - 1),
                             row.substr(row.size() / 2),                       // does not begin with record 0
                             encode_archives({{0, 300, {}}, {301, 400, {}}}),  // a gap
                             encode_archives({{0, 0, {}}})};
  for (const auto& one : bad) EXPECT_FALSE(decode_archives(one).ok());
  EXPECT_EQ(kept_row_seq(kept_row(7)), 7U);
  for (const char* name : {"kept.7", "kept.0000000000000000000x", "keep.00000000000000000007", "head"})
    EXPECT_FALSE(kept_row_seq(name)) << name;
}

}  // namespace
}  // namespace tallygate::eventstore
