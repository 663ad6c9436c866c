#include <gtest/gtest.h>

#include <functional>

#include "audit/export.hpp"
#include "audit/verify_pages.hpp"
#include "tests/support/known_vectors.hpp"
#include "tests/support/log_fixture.hpp"

namespace tallygate::audit {
namespace {

using tests::known_key;
using tests::LogWriter;
using tests::TemporaryDirectory;

LogWriter sample() {
  LogWriter log;
  for (int i = 0; i < 12; ++i) log.capture("p" + std::to_string(i), 100 + i, "o" + std::to_string(i % 3));
  return log;
}

core::Result<VerifyReport> verify_log(const TemporaryDirectory& directory, const VerifyOptions& options) {
  const auto file = eventstore::DataFile::open(directory.path() / "data.mdb");
  if (!file) return file.error();
  PagesOptions pages;
  pages.verifier = options.verifier;
  pages.checkpoint = [&options](const std::string&) { return options.checkpoint; };
  const auto report = verify_pages(*file, pages);
  if (!report) return report.error();
  EXPECT_EQ(report->tenants.size(), 1U);
  EXPECT_EQ(report->holds, report->tenants.at(0).log.holds);
  return report->tenants.at(0).log;
}

// Two records that are one group.
LogWriter with_group() {
  auto log = sample();
  const auto first = log.records.size();
  log.capture("g1", 7, "o1").group = core::Group{first, 2};
  log.capture("g2", 8, "o1").group = core::Group{first, 2};
  return log;
}

TEST(Verify, HoldsOnALogAndOnItsExport) {
  TemporaryDirectory directory, files;
  const auto lines = with_group().encoded();
  const auto log = tests::write_log(directory, lines);
  const auto head = log->head("t1");
  ASSERT_TRUE(head.ok());
  VerifyOptions options;
  options.verifier = parse_vkey(make_vkey("example.com/ledger1", known_key().public_key()));
  options.checkpoint = sign_checkpoint({"example.com/ledger1", head->size, head->root}, known_key());
  const auto report = verify_log(directory, options);
  ASSERT_TRUE(report.ok());
  EXPECT_TRUE(report->holds) << report->wrong;
  EXPECT_EQ(report->records, lines.size());
  EXPECT_EQ(report->groups, 1U);
  EXPECT_TRUE(report->checkpoint_signed);
  EXPECT_TRUE(report->not_checked.empty());

  std::ofstream out(files.path() / "log.ndjson", std::ios::binary);
  const auto exported = export_ndjson(*log, "t1", {}, out);
  ASSERT_TRUE(exported.ok());
  EXPECT_EQ(exported->written, lines.size());
  const auto again = verify_file(files.path() / "log.ndjson", options);
  ASSERT_TRUE(again.ok());
  EXPECT_TRUE(again->holds) << again->wrong;
  EXPECT_EQ(again->root, head->root);
}

TEST(Verify, AnEarlierCheckpointMatchesTheRootThatTheLogThenHad) {
  TemporaryDirectory directory;
  const auto lines = sample().encoded();
  const auto log = tests::write_log(directory, lines);
  for (std::uint64_t size = 1; size <= lines.size(); ++size) {
    VerifyOptions options;
    options.checkpoint = sign_checkpoint({"example.com/ledger1", size, *log->root_at("t1", size)}, known_key());
    const auto report = verify_log(directory, options);
    ASSERT_TRUE(report.ok());
    EXPECT_TRUE(report->holds) << size << ": " << report->wrong;
  }
}

TEST(Verify, SaysWhatItCouldNotCheck) {
  TemporaryDirectory directory;
  const auto log = tests::write_log(directory, sample().encoded());
  const auto report = verify_log(directory, {});
  ASSERT_TRUE(report.ok());
  EXPECT_TRUE(report->holds);
  EXPECT_EQ(report->not_checked.size(), 2U);
}

TEST(Verify, ACheckpointThatIsNotOfThisLogIsNamed) {
  TemporaryDirectory directory;
  const auto lines = sample().encoded();
  const auto log = tests::write_log(directory, lines);
  const auto root = *log->root_at("t1", 5);
  struct Case {
    const char* name;
    Checkpoint checkpoint;
    const char* says;
  };
  const Case cases[] = {
      {"cut off at its end", {"example.com/ledger1", lines.size() + 1, root}, "holds only"},
      {"rewritten", {"example.com/ledger1", 6, root}, "another root"},
  };
  for (const auto& c : cases) {
    VerifyOptions options;
    options.checkpoint = sign_checkpoint(c.checkpoint, known_key());
    const auto report = verify_log(directory, options);
    ASSERT_TRUE(report.ok());
    EXPECT_FALSE(report->holds) << c.name;
    EXPECT_NE(report->wrong.find(c.says), std::string::npos) << report->wrong;
  }
  VerifyOptions forged;
  auto note = sign_checkpoint({"example.com/ledger1", 5, root}, known_key());
  note[note.size() - 8] = note[note.size() - 8] == 'A' ? 'B' : 'A';
  forged.checkpoint = note;
  const auto report = verify_log(directory, forged);
  ASSERT_TRUE(report.ok());
  EXPECT_FALSE(report->holds);
  EXPECT_NE(report->wrong.find("not signed"), std::string::npos);
}

// RecordDamage to an exported log, and the record at which it must be found.
struct RecordDamage {
  const char* name;
  std::function<std::vector<std::string>()> lines;
  std::uint64_t first_bad_seq;
  const char* says;
};

std::vector<std::string> changed(std::size_t seq, const std::string& from, const std::string& to) {
  auto lines = sample().encoded();
  const auto at = lines[seq].find(from);
  EXPECT_NE(at, std::string::npos) << from;
  lines[seq].replace(at, from.size(), to);
  return lines;
}

std::vector<std::string> made(const std::function<void(LogWriter&)>& change) {
  auto log = with_group();
  change(log);
  return log.encoded();
}

TEST(Verify, NamesTheFirstBadRecordAndWhatIsWrongWithIt) {
  const RecordDamage cases[] = {
      {"an amount changed in both postings",
       [] {
         auto l = changed(5, "\"amount\":104,\"currency\"", "\"amount\":105,\"currency\"");
         return l;
       },
       5, "postings"},
      {"a byte of the salt", [] { return changed(4, "\"salt\":\"A", "\"salt\":\"B"); }, 5, "prev"},
      {"a space", [] { return changed(3, "\"seq\":3", "\"seq\": 3"); }, 3, ""},
      {"keys in another order",
       [] {
         return changed(2, "\"currency\":\"CNY\",\"layer\":\"posted\"", "\"layer\":\"posted\",\"currency\":\"CNY\"");
       },
       2, ""},
      {"a record left out",
       [] {
         auto l = sample().encoded();
         l.erase(l.begin() + 6);
         return l;
       },
       6, "seq"},
      {"two records swapped",
       [] {
         auto l = sample().encoded();
         std::swap(l[6], l[7]);
         return l;
       },
       6, "seq"},
      {"a record doubled",
       [] {
         auto l = sample().encoded();
         l.insert(l.begin() + 6, l[5]);
         return l;
       },
       6, "seq"},
      {"not JSON",
       [] {
         auto l = sample().encoded();
         l[8] = "{";
         return l;
       },
       8, ""},
      {"an empty line",
       [] {
         auto l = sample().encoded();
         l[8] = "";
         return l;
       },
       8, "bytes"},
      {"no first record",
       [] {
         auto l = sample().encoded();
         l.erase(l.begin());
         return l;
       },
       0, "seq"},
      {"half a group at the end",
       [] {
         auto l = with_group().encoded();
         l.pop_back();
         return l;
       },
       14, "inside the group"},
      {"a group that began elsewhere",
       [] { return made([](LogWriter& l) { l.records[14].group = core::Group{12, 3}; }); }, 14, "group"},
      {"inside a group that did not begin",
       [] { return made([](LogWriter& l) { l.records[5].group = core::Group{4, 2}; }); }, 5, "did not begin"},
      {"a subject counted twice", [] { return made([](LogWriter& l) { l.records[6].subjects.back().n += 1; }); }, 6,
       "says it is its record"},
      {"a subject left out", [] { return made([](LogWriter& l) { l.records[6].subjects.pop_back(); }); }, 6,
       "not among the subjects"},
      {"a subject's record hidden",
       [] { return made([](LogWriter& l) { l.records[6].subjects.erase(l.records[6].subjects.begin() + 1); }); }, 9,
       "says it is its record"},
      {"time backwards", [] { return made([](LogWriter& l) { l.records[9].at = l.records[3].at; }); }, 9, "before"},
      {"opened again",
       [] {
         return made([](LogWriter& l) {
           l.records[9] = l.records[0];
           l.records[9].seq = 9;
           l.records[9].at = l.records[8].at;
         });
       },
       9, "middle"},
  };
  for (const auto& c : cases) {
    TemporaryDirectory directory;
    const auto report = verify_file(tests::write_lines(directory, c.lines()), {});
    ASSERT_TRUE(report.ok()) << c.name;
    EXPECT_FALSE(report->holds) << c.name;
    ASSERT_TRUE(report->first_bad_seq.has_value()) << c.name;
    EXPECT_EQ(*report->first_bad_seq, c.first_bad_seq) << c.name << ": " << report->wrong;
    EXPECT_NE(report->wrong.find(c.says), std::string::npos) << c.name << ": " << report->wrong;
  }
}

TEST(Verify, ALineThatIsLongerThanARecordMayBeIsWrongAndIsNotReadToItsEnd) {
  TemporaryDirectory directory;
  const auto file = directory.path() / "long.ndjson";
  std::ofstream(file) << "x";
  std::filesystem::resize_file(file, 64ULL << 30);  // a hole
  const auto report = verify_file(file, {});
  ASSERT_TRUE(report.ok());
  EXPECT_FALSE(report->holds);
  EXPECT_EQ(report->wrong, "the line is longer than a record may be");
}

TEST(Verify, AFileCutInTheMiddleOfALineIsFound) {
  TemporaryDirectory directory;
  const auto report = verify_file(tests::write_lines(directory, sample().encoded(), ""), {});
  ASSERT_TRUE(report.ok());
  EXPECT_FALSE(report->holds);
  EXPECT_EQ(report->first_bad_seq, 12U);
}

TEST(Verify, AnyFlippedBitOfARecordIsFound) {
  const auto whole = sample().encoded();
  TemporaryDirectory first, other;
  const auto log = tests::write_log(first, whole);
  VerifyOptions options;
  options.checkpoint = sign_checkpoint({"example.com/ledger1", whole.size(), log->head("t1")->root}, known_key());
  for (std::size_t i = 0; i < whole[7].size(); i += 7) {
    auto lines = whole;
    lines[7][i] = static_cast<char>(lines[7][i] ^ (1 << (i % 7)));
    if (lines[7][i] == '\n') continue;  // a line break makes two lines of one: another case
    const auto report = verify_file(tests::write_lines(other, lines), options);
    ASSERT_TRUE(report.ok());
    EXPECT_FALSE(report->holds) << "byte " << i;
  }
}

}  // namespace
}  // namespace tallygate::audit
