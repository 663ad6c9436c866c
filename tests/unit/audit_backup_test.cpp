#include <gtest/gtest.h>

#include <functional>

#include "audit/backup.hpp"
#include "audit/backup_files.hpp"
#include "audit/closed_text.hpp"
#include "audit/durable_file.hpp"
#include "audit/verify.hpp"
#include "tests/support/known_vectors.hpp"
#include "tests/support/log_fixture.hpp"

namespace tallygate::audit {
namespace {

using tests::known_key;
using tests::LogWriter;
using tests::TemporaryDirectory;

LogWriter payments(int n) {
  LogWriter log;
  for (int i = 0; i < n; ++i) log.capture("p" + std::to_string(i), 100 + i, "o" + std::to_string(i % 3));
  return log;
}

std::string checkpoint_at(const eventstore::EventLog& log, std::uint64_t size) {
  return sign_checkpoint({"example.com/ledger1", size, *log.root_at("t1", size)}, known_key());
}

core::Result<BackedUp> back_up_at(const eventstore::EventLog& log, std::uint64_t size,
                                  const TemporaryDirectory& directory) {
  return back_up(log, "t1", checkpoint_at(log, size), directory.path() / "b", {});
}

std::string all_of(const TemporaryDirectory& directory) {
  std::string out;
  const auto manifest = read_manifest(directory.path() / "b");
  EXPECT_TRUE(manifest.ok());
  const auto read = each_backed_up(directory.path() / "b", *manifest, [&out](std::uint64_t, std::string_view bytes) {
    out.append(bytes).append("\n");
    return core::Status(core::Done{});
  });
  EXPECT_TRUE(read.ok());
  return out;
}

TEST(Backup, HoldsTheRecordsUpToTheCheckpointByteForByte) {
  TemporaryDirectory shard, directory;
  const auto lines = payments(20).encoded();
  const auto log = tests::write_log(shard, lines);
  const auto done = back_up_at(*log, 15, directory);
  ASSERT_TRUE(done.ok()) << done.error().message;
  EXPECT_TRUE(done->first);
  EXPECT_EQ(done->position, 15U);
  EXPECT_EQ(done->records, 15U);
  EXPECT_EQ(done->not_yet, 6U);
  std::string expected;
  for (std::size_t i = 0; i < 15; ++i) expected += lines[i] + "\n";
  EXPECT_EQ(all_of(directory), expected);
  const auto report = verify_backup(directory.path() / "b", {});
  ASSERT_TRUE(report.ok());
  EXPECT_TRUE(report->holds) << report->wrong;
  EXPECT_EQ(report->checkpoint_size, 15U);
}

TEST(Backup, LaterOnesAddOnlyWhatIsNew) {
  TemporaryDirectory shard, directory;
  const auto log = tests::write_log(shard, payments(20).encoded());
  ASSERT_TRUE(back_up_at(*log, 8, directory).ok());
  const auto first = *read_whole_file(directory.path() / "b" / segment_path(0), 1 << 20);
  const auto done = back_up_at(*log, 21, directory);
  ASSERT_TRUE(done.ok()) << done.error().message;
  EXPECT_FALSE(done->first);
  EXPECT_EQ(done->records, 13U);
  EXPECT_EQ(done->segments, 1U);
  EXPECT_EQ(*read_whole_file(directory.path() / "b" / segment_path(0), 1 << 20), first);
  EXPECT_TRUE(verify_backup(directory.path() / "b", {})->holds);
  const auto again = back_up_at(*log, 21, directory);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->records, 0U);
  EXPECT_EQ(again->bytes, 0U);
}

TEST(Backup, CutsALongLogIntoSegments) {
  TemporaryDirectory shard, directory;
  const auto lines = payments(30'000).encoded();
  const auto log = tests::write_log(shard, lines);
  const auto done = back_up_at(*log, lines.size(), directory);
  ASSERT_TRUE(done.ok()) << done.error().message;
  EXPECT_GE(done->segments, 2U);
  const auto manifest = read_manifest(directory.path() / "b");
  ASSERT_TRUE(manifest.ok());
  for (const auto& file : manifest->files) EXPECT_LE(file.bytes, kSegmentBytesMax);
  EXPECT_TRUE(verify_backup(directory.path() / "b", {})->holds);
}

TEST(Backup, WhatAnInterruptedRunLeftIsNotPartOfIt) {
  TemporaryDirectory shard, directory;
  const auto log = tests::write_log(shard, payments(20).encoded());
  ASSERT_TRUE(back_up_at(*log, 8, directory).ok());
  std::ofstream(directory.path() / "b" / segment_path(8)) << "half a seg";
  std::ofstream(directory.path() / "b" / (segment_path(8) + ".new")) << "half";
  EXPECT_TRUE(verify_backup(directory.path() / "b", {})->holds);
  ASSERT_TRUE(back_up_at(*log, 21, directory).ok());
  EXPECT_TRUE(verify_backup(directory.path() / "b", {})->holds);
}

TEST(Backup, IsRefusedOntoOneOfAnotherHistory) {
  TemporaryDirectory shard, other_shard, directory;
  const auto log = tests::write_log(shard, payments(20).encoded());
  ASSERT_TRUE(back_up_at(*log, 21, directory).ok());
  auto changed = payments(20);
  changed.records[4].at = core::Time{changed.records[4].at.us + 1};
  const auto other = tests::write_log(other_shard, changed.encoded());
  const auto refused = back_up_at(*other, 21, directory);
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().message.find("another history"), std::string::npos) << refused.error().message;
  const auto shorter = back_up_at(*log, 12, directory);
  ASSERT_FALSE(shorter.ok());
  EXPECT_NE(shorter.error().message.find("rolled back"), std::string::npos) << shorter.error().message;
}

TEST(Backup, IsRefusedWithoutACheckpointThatTheLogMeets) {
  TemporaryDirectory shard, directory;
  const auto log = tests::write_log(shard, payments(20).encoded());
  const auto root = *log->root_at("t1", 12);
  const auto refused = [&](const Checkpoint& checkpoint, const core::SigningKey& by) {
    const auto done = back_up(*log, "t1", sign_checkpoint(checkpoint, by), directory.path() / "b", {});
    return done ? std::string() : done.error().message;
  };
  EXPECT_NE(refused({"example.com/ledger1", 30, root}, known_key()).find("rolled back"), std::string::npos);
  EXPECT_NE(refused({"example.com/ledger1", 11, root}, known_key()).find("another root"), std::string::npos);
  core::SeededRandom random(7);
  EXPECT_NE(refused({"example.com/ledger1", 12, root}, core::SigningKey::generate(random)).find("not signed"),
            std::string::npos);
  EXPECT_FALSE(has_manifest(directory.path() / "b"));
}

// Every file of a backup, every kind of damage: verify and the next run must both see it.
struct Damage {
  const char* name;
  std::function<void(const std::filesystem::path&)> change;
};
void flip(const std::filesystem::path& path, std::size_t bit) {
  auto bytes = *read_whole_file(path, 1 << 24);
  bytes[bit / 8 % bytes.size()] = static_cast<char>(bytes[bit / 8 % bytes.size()] ^ (1 << bit % 8));
  std::ofstream(path, std::ios::binary) << bytes;
}
class DamagedBackup : public testing::TestWithParam<Damage> {};
TEST_P(DamagedBackup, IsRefused) {
  TemporaryDirectory shard, directory;
  const auto log = tests::write_log(shard, payments(20).encoded());
  ASSERT_TRUE(back_up_at(*log, 8, directory).ok());
  ASSERT_TRUE(back_up_at(*log, 15, directory).ok());
  GetParam().change(directory.path() / "b");
  const auto report = verify_backup(directory.path() / "b", {});
  EXPECT_TRUE(!report || !report->holds);
  const auto refused = back_up_at(*log, 21, directory);
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().message.find("damaged"), std::string::npos) << refused.error().message;
}
const Damage kDamages[] = {
    {"flipped_bit_in_the_first_segment", [](const auto& b) { flip(b / segment_path(0), 12'345); }},
    {"flipped_bit_in_the_last_segment", [](const auto& b) { flip(b / segment_path(8), 77); }},
    {"flipped_bit_in_a_checkpoint", [](const auto& b) { flip(b / checkpoint_path(15), 300); }},
    {"missing_segment", [](const auto& b) { std::filesystem::remove(b / segment_path(8)); }},
    {"missing_checkpoint", [](const auto& b) { std::filesystem::remove(b / checkpoint_path(8)); }},
    {"cut_segment", [](const auto& b) { std::filesystem::resize_file(b / segment_path(8), 100); }},
    {"cut_manifest",
     [](const auto& b) {
       std::filesystem::resize_file(b / "MANIFEST", std::filesystem::file_size(b / "MANIFEST") - 1);
     }},
    {"manifest_cut_to_half",
     [](const auto& b) {
       std::filesystem::resize_file(b / "MANIFEST", std::filesystem::file_size(b / "MANIFEST") / 2);
     }},
    {"empty_manifest", [](const auto& b) { std::filesystem::resize_file(b / "MANIFEST", 0); }},
};
INSTANTIATE_TEST_SUITE_P(Kinds, DamagedBackup, testing::ValuesIn(kDamages),
                         [](const auto& i) { return std::string(i.param.name); });

TEST(Manifest, AnyFlippedBitIsFound) {
  BackupManifest manifest{"t1", "example.com/t1/1", "example.com/t1/1+00000000+AAAA", 5, core::sha256("x"), {}};
  manifest.files.push_back({segment_path(0), 12, core::sha256("y")});
  const auto text = manifest_text(manifest);
  ASSERT_TRUE(parse_manifest(text, "m").ok());
  for (std::size_t bit = 0; bit < text.size() * 8; ++bit) {
    auto changed = text;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(parse_manifest(changed, "m").ok()) << bit;
  }
}

TEST(Manifest, NamesNothingOutsideTheBackup) {
  for (const char* path : {"/etc/passwd", "../x", "segments/../../x", "segments/1.ndjson", "blobs/..", "lock"}) {
    BackupManifest manifest{"t1", "o/1", "v", 5, core::sha256("x"), {{path, 1, core::sha256("y")}}};
    EXPECT_FALSE(parse_manifest(manifest_text(manifest), "m").ok()) << path;
  }
}

TEST(VerifyBackup, NamesTheRecordThatIsDamaged) {
  TemporaryDirectory shard, directory;
  const auto lines = payments(20).encoded();
  const auto log = tests::write_log(shard, lines);
  ASSERT_TRUE(back_up_at(*log, 21, directory).ok());
  std::size_t at = 0;
  for (std::size_t i = 0; i < 13; ++i) at += lines[i].size() + 1;
  flip(directory.path() / "b" / segment_path(0), (at + 5) * 8);
  const auto report = verify_backup(directory.path() / "b", {});
  ASSERT_TRUE(report.ok());
  EXPECT_FALSE(report->holds);
  EXPECT_EQ(report->first_bad_seq, 13U);
}

}  // namespace
}  // namespace tallygate::audit
