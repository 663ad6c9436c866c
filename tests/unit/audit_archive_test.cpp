// An archive of records: written, read back, read in place of the log, verified with it and alone; and what is found
// when it is damaged, another one, or not there.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>
#include <random>

#include "audit/archive_writer.hpp"
#include "audit/archived_log.hpp"
#include "audit/key_history.hpp"
#include "audit/proofs.hpp"
#include "audit/verify_archive.hpp"
#include "audit/verify_pages.hpp"
#include "tests/support/log_fixture.hpp"

namespace tallygate::audit {
namespace {

using eventstore::ArchivedRange;
using tests::LogWriter;
using tests::TemporaryDirectory;

constexpr std::size_t kRecords = 1'500;
const std::string kTenant = "t1";

core::SigningKey archive_key() {
  std::array<std::uint8_t, 32> seed{};
  for (std::size_t i = 0; i < seed.size(); ++i) seed[i] = static_cast<std::uint8_t>(i);
  return core::SigningKey::from_seed(seed);
}

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_bytes(const std::filesystem::path& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

class Archives : public testing::Test {
 protected:
  Archives() {
    LogWriter made;
    for (std::size_t i = 1; i < kRecords; ++i) made.capture("p" + std::to_string(i), 100, "o" + std::to_string(i % 70));
    lines_ = made.encoded();
    auto log = tests::write_log(directory_, lines_);
    log_ = log.get();
    whole_ = std::make_unique<ArchivedLog>(std::move(log), links());
    const auto head = *log_->head(kTenant);
    note_ = sign_checkpoint({"example.com/ledger1", head.size, head.root}, archive_key());
    const std::vector<std::uint64_t> seqs = {0};
    epochs_ = *read_epochs(*log_, kTenant, seqs);
  }

  std::filesystem::path links() const { return elsewhere_.path() / "archives"; }
  std::filesystem::path in(const std::string& name) const { return elsewhere_.path() / name; }
  std::shared_ptr<ArchiveFile> write(std::uint64_t first, std::uint64_t end, const std::string& name) {
    auto archive = write_archive(*whole_, {kTenant, first, end, note_, &epochs_.all().back()}, in(name), {});
    EXPECT_TRUE(archive.ok()) << archive.error().message;
    return archive.ok() ? *archive : nullptr;
  }
  void put(const std::shared_ptr<ArchiveFile>& archive) const {
    const auto link = archive_path(links(), kTenant, archive->range());
    std::filesystem::create_directories(link.parent_path());
    std::filesystem::remove(link);
    std::filesystem::create_symlink(archive->path(), link);
  }
  // Written, named by the log, and dropped from it.
  std::shared_ptr<ArchiveFile> archive(std::uint64_t first, std::uint64_t before, const std::string& name) {
    const std::uint64_t end = *log_->block_of(kTenant, before);
    auto made = write(first, end, name);
    put(made);
    eventstore::KeptRecords kept;
    if (first == 0) kept.emplace(0, lines_[0]);
    EXPECT_TRUE(log_->register_archive(kTenant, made->range(), kept).ok());
    while (*log_->drop_archived(kTenant)) {
    }
    return made;
  }
  PagesReport verify(const FindArchive& find) const {
    const auto file = eventstore::DataFile::open(directory_.path() / "data.mdb");
    PagesOptions options;
    options.verifier = parse_vkey(make_vkey("example.com/ledger1", archive_key().public_key()));
    options.checkpoint = [this](const std::string&) { return note_; };
    options.find_archive = find;
    auto report = verify_pages(*file, options);
    EXPECT_TRUE(report.ok());
    return *report;
  }
  PagesReport verify_linked() const {
    return verify([this](const std::string& tenant, const ArchivedRange& range) {
      return open_archive(archive_path(links(), tenant, range), tenant, range);
    });
  }

  TemporaryDirectory directory_, elsewhere_;
  std::vector<std::string> lines_;
  eventstore::LmdbLog* log_ = nullptr;
  std::unique_ptr<ArchivedLog> whole_;
  std::string note_;
  Epochs epochs_;
};

TEST_F(Archives, EveryRecordIsReadAsBeforeAndProvedByTheLogAlone) {
  const auto first = archive(0, 700, "a.tar");
  const auto second = archive(first->range().end, 1'200, "b.tar");
  EXPECT_GT(second->range().end, 1'000U);
  for (std::uint64_t seq = 0; seq < lines_.size(); ++seq) ASSERT_EQ(*whole_->read_one(kTenant, seq), lines_[seq]);
  std::uint64_t next = 0;
  while (next < lines_.size()) {
    const auto from = next;
    const auto read = whole_->read(kTenant, next, 400, [&](std::uint64_t seq, std::string_view bytes) {
      EXPECT_EQ(seq, next);
      EXPECT_EQ(bytes, lines_[next++]);
      return true;
    });
    ASSERT_TRUE(read.ok()) << read.error().message;
    ASSERT_GT(next, from);
    ASSERT_EQ(*read, next);
  }
  std::filesystem::remove_all(links());
  ProofMaker maker(*log_);
  const auto head = *log_->head(kTenant);
  for (const std::uint64_t seq : {std::uint64_t{0}, std::uint64_t{255}, std::uint64_t{699}, second->range().end - 1}) {
    const auto proof = maker.inclusion(kTenant, seq, head.size);
    ASSERT_TRUE(proof.ok());
    EXPECT_TRUE(verify_inclusion(seq, head.size, core::leaf_hash(lines_[seq]), *proof, head.root));
  }
}

TEST(ArchivedKeys, WhatTheLogKeepsTellsItsKeysAndItsClockWhileTheArchiveIsAway) {
  LogWriter made;
  auto& opened = std::get<core::LogOpened>(made.records[0].effect);
  opened.clock = "replay";
  for (std::size_t i = 1; i < 100; ++i) made.capture("p" + std::to_string(i), 100, "o1");
  core::Record live;
  live.type = core::RecordType::clock_live;
  live.effect = core::ObjectEffect();
  made.add(std::move(live));
  for (std::size_t i = 101; i < 600; ++i) made.capture("p" + std::to_string(i), 100, "o1");
  const auto lines = made.encoded();
  const TemporaryDirectory directory, nowhere;
  auto log = tests::write_log(directory, lines);
  const std::uint64_t end = *log->block_of(kTenant, 300);
  ASSERT_GT(end, 100U);
  ASSERT_TRUE(log->register_archive(kTenant, {0, end, {}}, {{0, lines[0]}, {100, lines[100]}}).ok());
  while (*log->drop_archived(kTenant)) {
  }
  EXPECT_EQ(*log->kept(kTenant), (std::vector<std::uint64_t>{0, 100}));
  const ArchivedLog whole(std::move(log), nowhere.path());
  const auto history = read_key_history(whole, kTenant, 600);
  ASSERT_TRUE(history.ok()) << history.error().message;
  EXPECT_EQ(history->seqs, std::vector<std::uint64_t>{0});
  EXPECT_FALSE(history->replay_clock);
}

TEST_F(Archives, OneThatIsAwayBetweenOthersIsNoFindingAboutWhatFollowsIt) {
  const auto first = archive(0, 400, "a.tar");
  const auto second = archive(first->range().end, 800, "b.tar");
  const auto third = archive(second->range().end, 1'200, "c.tar");
  const auto link = archive_path(links(), kTenant, second->range());
  std::filesystem::remove(link);
  const auto expect_part = [&] {
    const auto report = verify_linked();
    EXPECT_TRUE(report.holds) << report_text(report);
    EXPECT_FALSE(is_complete(report));
    EXPECT_EQ(report.tenants.at(0).log.not_read, second->range().end - second->range().first);
  };
  expect_part();
  std::filesystem::create_symlink(link, link);  // leads to itself: it cannot be opened, which says nothing of the log
  expect_part();
}

TEST_F(Archives, APipeInItsPlaceIsNoArchiveAndHoldsNobodyUp) {
  const auto made = archive(0, 700, "a.tar");
  const auto link = archive_path(links(), kTenant, made->range());
  std::filesystem::remove(link);
  ASSERT_EQ(::mkfifo(link.c_str(), 0600), 0);
  EXPECT_EQ(whole_->read_one(kTenant, 40).error().kind, core::ErrorKind::archived);
  EXPECT_FALSE(verify_linked().holds);
}

TEST_F(Archives, OneThatWasOpenWhenItWasDamagedIsReadOnceItsLinkLeadsToAnother) {
  const auto made = archive(0, 1'280, "a.tar");
  ASSERT_GT(made->segments().size(), 1U);
  const std::uint64_t last = made->range().end - 1;  // of a segment that is not in memory yet
  const std::string good = bytes_of(made->path());
  ASSERT_TRUE(whole_->read_one(kTenant, 1).ok());
  write_bytes(made->path(), "");
  EXPECT_EQ(whole_->read_one(kTenant, last).error().kind, core::ErrorKind::archived);
  write_bytes(in("again.tar"), good);
  const auto link = archive_path(links(), kTenant, made->range());
  std::filesystem::remove(link);
  std::filesystem::create_symlink(in("again.tar"), link);
  const auto again = whole_->read_one(kTenant, last);
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ(*again, lines_[last]);
}

TEST(ManyArchives, AFewOfThemAreOpenAtOnce) {
  LogWriter made;
  for (std::size_t i = 1; i < 4'000; ++i) made.capture("p" + std::to_string(i), 100, "o" + std::to_string(i % 70));
  const auto lines = made.encoded();
  TemporaryDirectory directory, elsewhere;
  auto log = tests::write_log(directory, lines);
  auto* bare = log.get();
  const ArchivedLog whole(std::move(log), elsewhere.path());
  const auto head = *bare->head(kTenant);
  const auto note = sign_checkpoint({"example.com/ledger1", head.size, head.root}, archive_key());
  const std::vector<std::uint64_t> seqs = {0};
  const auto epochs = *read_epochs(*bare, kTenant, seqs);
  std::size_t count = 0;
  for (std::uint64_t first = 0, before = 250; before < 3'800; before += 250) {
    const auto end = *bare->block_of(kTenant, before);
    if (end <= first) continue;
    const auto path = archive_path(elsewhere.path(), kTenant, {first, end, {}});
    std::filesystem::create_directories(path.parent_path());
    const auto archive = write_archive(whole, {kTenant, first, end, note, &epochs.all().back()}, path, {});
    ASSERT_TRUE(archive.ok()) << archive.error().message;
    eventstore::KeptRecords kept;
    if (first == 0) kept.emplace(0, lines[0]);
    ASSERT_TRUE(bare->register_archive(kTenant, (*archive)->range(), kept).ok());
    while (*bare->drop_archived(kTenant)) {
    }
    first = end;
    ++count;
  }
  ASSERT_GT(count, kArchivesOpenMax + 3);
  for (std::uint64_t seq = 0; seq < lines.size(); ++seq) ASSERT_EQ(*whole.read_one(kTenant, seq), lines[seq]);
  std::size_t open = 0;
  for (const auto& fd : std::filesystem::directory_iterator("/proc/self/fd")) {
    std::error_code error;
    if (std::filesystem::read_symlink(fd.path(), error).string().starts_with(elsewhere.path().string())) ++open;
  }
  EXPECT_LE(open, kArchivesOpenMax);
}

TEST_F(Archives, VerifyReadsThemInTheirPlaceAndSaysWhatItCannotReadWithoutThem) {
  const auto first = archive(0, 700, "a.tar");
  const auto second = archive(first->range().end, 1'200, "b.tar");
  const auto all = verify_linked();
  EXPECT_TRUE(all.holds) << report_text(all);
  EXPECT_TRUE(is_complete(all));
  EXPECT_EQ(all.tenants.at(0).log.records, kRecords);
  EXPECT_EQ(all.tenants.at(0).log.not_read, 0U);

  std::filesystem::remove(archive_path(links(), kTenant, first->range()));
  for (const auto& report : {verify_linked(), verify({})}) {
    EXPECT_TRUE(report.holds) << report_text(report);
    EXPECT_FALSE(is_complete(report));
    EXPECT_TRUE(report.tenants.at(0).log.checkpoint_signed);
    EXPECT_GE(report.tenants.at(0).log.not_read, first->range().end);
    EXPECT_NE(report_text(report).find("not checked: records 0 to " + std::to_string(first->range().end - 1)),
              std::string::npos)
        << report_text(report);
  }
}

std::size_t open_descriptors() {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) ++count;
  return count;
}

TEST_F(Archives, ThoseThatVerifyReadsAreOpenOnlyWhileTheyAreRead) {
  const auto first = archive(0, 700, "a.tar");
  const auto second = archive(first->range().end, 1'200, "b.tar");
  const auto before = open_descriptors();
  std::vector<std::shared_ptr<ArchiveFile>> many;
  const auto find = [&](const std::string& tenant, const ArchivedRange& range) {
    auto found = open_archive(archive_path(links(), tenant, range), tenant, range, ArchiveFile::Between::closed);
    for (int i = 0; i < 20 && found; ++i)
      many.push_back(*open_archive(archive_path(links(), tenant, range), tenant, range, ArchiveFile::Between::closed));
    return found;
  };
  const auto report = verify(find);
  EXPECT_TRUE(report.holds);
  EXPECT_TRUE(is_complete(report));
  EXPECT_EQ(many.size(), 40U);
  EXPECT_EQ(open_descriptors(), before);
  const std::string other = bytes_of(second->path());
  write_bytes(first->path(), other);  // while it is closed another comes in its place
  EXPECT_FALSE(many.front()->content_of(many.front()->manifest().of.files.front().path).ok());
}

TEST_F(Archives, OneAloneVerifiesAsFarAsAFileCan) {
  const auto first = archive(0, 700, "a.tar");
  const auto second = archive(first->range().end, 1'200, "b.tar");
  VerifyOptions options;
  options.verifier = parse_vkey(make_vkey("example.com/ledger1", archive_key().public_key()));
  for (const auto& one : {first, second}) {
    const auto report = verify_archive(one->path(), options);
    ASSERT_TRUE(report.ok());
    EXPECT_TRUE(report->holds) << report->wrong;
    EXPECT_TRUE(report->checkpoint_signed);
    EXPECT_EQ(report->records, one->range().end - one->range().first);
    EXPECT_EQ(report->root, *log_->root_at(kTenant, one->range().end));
    EXPECT_FALSE(report->not_checked.empty());
  }
  options.verifier =
      Verifier{"example.com/ledger1", core::SigningKey::from_seed(std::array<std::uint8_t, 32>{9}).public_key()};
  const auto stranger = verify_archive(first->path(), options);
  ASSERT_TRUE(stranger.ok());
  EXPECT_FALSE(stranger->holds);
}

TEST_F(Archives, AFlippedBitAnywhereInOneIsFoundAndItsRecordNamed) {
  const auto one = archive(0, 700, "a.tar");
  const std::string bytes = bytes_of(one->path());
  std::mt19937_64 random(5);
  for (int n = 0; n < 120; ++n) {
    const std::size_t at = random() % bytes.size();
    std::string flipped = bytes;
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << random() % 8));
    write_bytes(in("flipped.tar"), flipped);
    const auto alone = verify_archive(in("flipped.tar"), {});
    EXPECT_TRUE(!alone.ok() || !alone->holds) << "byte " << at;
    const auto beside = verify([&](const std::string& tenant, const ArchivedRange& range) {
      return open_archive(in("flipped.tar"), tenant, range);
    });
    ASSERT_FALSE(beside.holds) << "byte " << at;
    EXPECT_NE(beside.findings.front().table.find("archive 00000000000000000000.tar"), std::string::npos);
  }
}

TEST_F(Archives, OneThatIsCutAnotherOrMissingIsRefusedAndNamedWithoutAPath) {
  const auto one = archive(0, 700, "a.tar");
  const std::string bytes = bytes_of(one->path());
  LogWriter other;
  for (std::size_t i = 1; i < kRecords; ++i) other.capture("q" + std::to_string(i), 7, "z");
  const auto another = [&] {  // of the same tenant's name and range, with other records
    TemporaryDirectory place;
    const auto log = tests::write_log(place, other.encoded());
    const auto head = *log->head(kTenant);
    const auto note = sign_checkpoint({"example.com/ledger1", head.size, head.root}, archive_key());
    auto made = write_archive(*log, {kTenant, 0, one->range().end, note, &epochs_.all().back()}, in("other.tar"), {});
    EXPECT_TRUE(made.ok());
    return bytes_of(in("other.tar"));
  }();
  struct Case {
    const char* name;
    std::optional<std::string> bytes;
    const char* says;
  };
  const Case cases[] = {{"missing", std::nullopt, "it is missing"},
                        {"cut", bytes.substr(0, bytes.size() / 2), "it is cut off"},
                        {"cut by a block", bytes.substr(0, bytes.size() - 512), "it is cut off"},
                        {"longer", bytes + std::string(512, '\0'), "does not end where its last member does"},
                        {"another", another, "it is another archive"},
                        {"empty", "", "it is cut off"}};
  for (const auto& c : cases) {
    std::filesystem::remove(in("case.tar"));
    if (c.bytes) write_bytes(in("case.tar"), *c.bytes);
    const auto link = archive_path(links(), kTenant, one->range());
    std::filesystem::remove(link);
    std::filesystem::create_symlink(in("case.tar"), link);
    const ArchivedLog log(eventstore::LmdbLog::open(directory_.path(), {.read_only = true}).value(), links());
    const auto read = log.read_one(kTenant, 5);
    ASSERT_FALSE(read.ok()) << c.name;
    EXPECT_EQ(read.error().kind, core::ErrorKind::archived) << c.name;
    EXPECT_NE(read.error().message.find(c.says), std::string::npos) << c.name << ": " << read.error().message;
    EXPECT_NE(read.error().message.find("00000000000000000000.tar"), std::string::npos) << read.error().message;
    EXPECT_EQ(read.error().message.find('/'), std::string::npos) << read.error().message;
    EXPECT_TRUE(log.read_one(kTenant, 0).ok()) << "the log keeps a copy of the record that names its key";
    EXPECT_TRUE(log.read_one(kTenant, one->range().end).ok());
    const auto report = verify_linked();
    EXPECT_EQ(report.holds, !c.bytes) << c.name;  // missing: not checked; anything else: a finding
    EXPECT_FALSE(is_complete(report)) << c.name;
  }
}

TEST_F(Archives, ATakenNameIsNotWrittenOverAndWhatNoCheckpointCoversIsRefused) {
  const std::uint64_t end = *log_->block_of(kTenant, 700);
  write_bytes(in("a.tar"), "mine");
  EXPECT_EQ(write_archive(*whole_, {kTenant, 0, end, note_, &epochs_.all().back()}, in("a.tar"), {}).error().kind,
            core::ErrorKind::invalid);
  EXPECT_EQ(bytes_of(in("a.tar")), "mine");
  const auto early = sign_checkpoint({"example.com/ledger1", 300, *log_->root_at(kTenant, 300)}, archive_key());
  EXPECT_FALSE(write_archive(*whole_, {kTenant, 0, end, early, &epochs_.all().back()}, in("b.tar"), {}).ok());
  const auto false_root = sign_checkpoint({"example.com/ledger1", 1'400, *log_->root_at(kTenant, 300)}, archive_key());
  EXPECT_FALSE(write_archive(*whole_, {kTenant, 0, end, false_root, &epochs_.all().back()}, in("b.tar"), {}).ok());
  EXPECT_FALSE(std::filesystem::exists(in("b.tar")));
}

TEST(TarMembers, AreFoundByTheirHeadersAndADamagedHeaderIsSaid) {
  TemporaryDirectory directory;
  const auto path = directory.path() / "t.tar";
  std::string tar;
  for (const auto& [name, content] :
       {std::pair<std::string, std::string>{"segments/a", std::string(700, 'x')}, {"MANIFEST", "text"}, {"empty", ""}})
    tar += tar_header(name, content.size()) + content + std::string(tar_padding(content.size()), '\0');
  tar += std::string(kTarEndBytes, '\0');
  const auto members = [&](const std::string& bytes) {
    write_bytes(path, bytes);
    const eventstore::FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    return tar_members(file, bytes.size());
  };
  const auto found = members(tar);
  ASSERT_TRUE(found.ok()) << found.error().message;
  ASSERT_EQ(found->size(), 3U);
  EXPECT_EQ(found->at(0).offset, 512U);
  EXPECT_EQ(found->at(0).bytes, 700U);
  EXPECT_EQ(found->at(1).offset, 512U + 1'024 + 512);
  for (std::size_t at = 0; at < 512; ++at) {
    std::string bad = tar;
    bad[at] = static_cast<char>(bad[at] ^ 1);
    EXPECT_FALSE(members(bad).ok()) << at;
  }
  for (const std::size_t length : {std::size_t{0}, std::size_t{511}, std::size_t{600}, tar.size() - 1})
    EXPECT_FALSE(members(tar.substr(0, length)).ok()) << length;
}

}  // namespace
}  // namespace tallygate::audit
