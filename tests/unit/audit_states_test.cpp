// State checkpoints, held by verify against what the records fold to; the fold of these tests counts records.
#include <gtest/gtest.h>

#include "audit/stored_states.hpp"
#include "audit/verify_pages.hpp"
#include "tests/support/log_fixture.hpp"

namespace tallygate::audit {
namespace {

core::Digest state_of(std::uint64_t records) {
  return core::sha256(std::to_string(records) + " records");
}

class CountingFold final : public core::Fold {
 public:
  void apply(const core::Record&, core::UndoJournal&) override { ++records_; }
  core::Digest digest() const override { return state_of(records_); }

 private:
  std::uint64_t records_ = 0;
};

class StoredStates : public testing::Test {
 protected:
  static constexpr std::uint64_t kSize = 40;
  StoredStates() {
    tests::LogWriter made;
    for (std::uint64_t i = 1; i < kSize; ++i) made.capture("p" + std::to_string(i), 100, "o1");
    lines_ = made.encoded();
    tests::write_log(directory_, lines_);
  }
  StoredState good(std::uint64_t position) const {
    return {position, core::leaf_hash(lines_[std::min(position, kSize) - 1]), state_of(position)};
  }
  PagesReport verify(std::uint64_t named, const core::Result<StoredState>& is) const {
    const auto file = eventstore::DataFile::open(directory_.path() / "data.mdb");
    PagesOptions options;
    options.make_fold = [](const std::string&, const FindBlob&) { return std::make_unique<CountingFold>(); };
    options.find_states = [&](const std::string&) {
      return std::vector<StateToRead>{{std::to_string(named) + ".state", named, [&](const FindBlob&) { return is; }}};
    };
    return *verify_pages(*file, options);
  }
  tests::TemporaryDirectory directory_;
  std::vector<std::string> lines_;
};

TEST_F(StoredStates, WhatTheRecordsFoldToHolds) {
  for (const std::uint64_t position : {std::uint64_t{1}, std::uint64_t{17}, kSize}) {
    const auto report = verify(position, good(position));
    EXPECT_TRUE(report.holds) << report_text(report);
    EXPECT_EQ(report.tenants[0].states, 1U);
  }
}

TEST_F(StoredStates, WhatDoesNotFitIsFoundAndNamed) {
  auto other_state = good(17), other_leaf = good(17);
  other_state.digest = state_of(16);
  other_leaf.leaf = good(16).leaf;
  struct Case {
    const char* name;
    core::Result<StoredState> is;
    const char* says;
  };
  const Case cases[] = {
      {"a state of other records", other_state, "is not what the first 17 records fold to"},
      {"of another log", other_leaf, "record 16 of the log is another one"},
      {"under another name", good(18), "it is of 18 records, as its name is not"},
      {"damaged", core::failure(core::ErrorKind::corrupt, "its SHA-256 is another"), "its SHA-256 is another"},
      {"cannot be read", core::failure(core::ErrorKind::io, "cannot read it"), "cannot read it"},
  };
  for (const auto& c : cases) {
    const auto report = verify(17, c.is);
    EXPECT_FALSE(report.holds) << c.name;
    ASSERT_EQ(report.findings.size(), 1U) << c.name;
    EXPECT_EQ(report.findings[0].table, "t1/state/17.state");
    EXPECT_NE(report.findings[0].what.find(c.says), std::string::npos) << report.findings[0].what;
    EXPECT_EQ(report.tenants[0].states, 0U) << c.name;
  }
}

TEST_F(StoredStates, OneBeyondTheEndOfTheLogIsFound) {
  const auto report = verify(kSize + 1, good(kSize + 1));
  EXPECT_FALSE(report.holds);
  EXPECT_NE(report_text(report).find("it is of 41 records, the log holds only 40"), std::string::npos)
      << report_text(report);
}

TEST_F(StoredStates, OneThatIsGoneOrOfAnotherFormatIsNoFinding) {
  const auto gone = verify(17, core::failure(core::ErrorKind::not_found, "it is gone"));
  EXPECT_TRUE(gone.holds);
  const auto later = verify(17, core::failure(core::ErrorKind::version, "it has format 9"));
  EXPECT_TRUE(later.holds);
  EXPECT_NE(report_text(later).find("not checked: the state checkpoint 17.state: it has format 9"), std::string::npos);
}

}  // namespace
}  // namespace tallygate::audit
