// The real program on a damaged data directory: verify says where, what opens it refuses with a sentence and exit code
// 2, and no signal ends any of them.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "eventstore/page_source.hpp"
#include "tests/support/server_process.hpp"
#include "tests/support/temporary_directory.hpp"

namespace tallygate::tests {
namespace {

class DamagedDirectory : public ::testing::Test {
 protected:
  void SetUp() override {
    const CommandResult made = run_tallygate({"init", "--data", data().string(), "--tenant", "shop"});
    ASSERT_EQ(made.exit_code, 0) << made.err;
    std::ifstream in(file(), std::ios::binary);
    whole_.assign(std::istreambuf_iterator<char>(in), {});
    const auto meta = eventstore::read_newest_meta(eventstore::PagesInMemory(whole_));
    ASSERT_TRUE(meta.ok());
    newest_ = meta->transaction % 2 * meta->page_bytes;
    end_ = (meta->last_page + 1) * meta->page_bytes;
  }
  std::filesystem::path data() const { return directory_.path() / "data"; }
  std::filesystem::path file() const { return data() / "shards" / "0" / "data.mdb"; }
  void write(const std::string& bytes) const { std::ofstream(file(), std::ios::binary | std::ios::trunc) << bytes; }
  std::string flipped(std::size_t at, unsigned bit = 0) const {
    std::string bytes = whole_;
    bytes[at] = static_cast<char>(bytes[at] ^ (1U << bit));
    return bytes;
  }
  CommandResult verify(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments = {"verify", data().string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_tallygate(arguments);
  }
  CommandResult serve() const {
    return run_tallygate({"serve", "--data", data().string(), "--listen", "127.0.0.1:0", "--metrics-listen", ""});
  }
  CommandResult export_it() const {
    return run_tallygate({"export", "--data", data().string(), "--tenant", "shop", "--format", "ndjson", "-o", "-"});
  }
  static void expect_refused(const CommandResult& result, const std::string& what) {
    EXPECT_EQ(result.exit_code, 2) << what << "\n" << result.err;
    EXPECT_EQ(result.err.find("MDB_"), std::string::npos) << what << "\n" << result.err;
    EXPECT_FALSE(result.err.empty()) << what;
  }

  TemporaryDirectory directory_;
  std::string whole_;
  std::uint64_t newest_ = 0, end_ = 0;
};

TEST_F(DamagedDirectory, AWholeOneHolds) {
  const CommandResult result = verify({"--json"});
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_NE(result.out.find("\"holds\":true"), std::string::npos) << result.out;
  EXPECT_EQ(std::ranges::count(result.out, '\n'), 1) << "one object";
}

TEST_F(DamagedDirectory, AFlippedBitOfARecordIsNamedByItsSeq) {
  std::size_t tried = 0;
  for (const char* text : {"\"seq\":0,", "\"seq\":1,", "\"seq\":2,"}) {
    std::string bytes = whole_;
    for (auto at = bytes.find(text); at != std::string::npos; at = bytes.find(text, at + 1), ++tried)
      bytes[at + 6] = static_cast<char>(bytes[at + 6] ^ 4);  // every copy: LMDB leaves old pages as they were
    write(bytes);
    const CommandResult result = verify({"--json"});
    EXPECT_EQ(result.exit_code, 1) << result.out << result.err;
    EXPECT_NE(result.out.find("\"first_bad_seq\":" + std::string(1, text[6])), std::string::npos) << result.out;
  }
  EXPECT_GE(tried, 3U);
}

TEST_F(DamagedDirectory, ADamagedMetaPageIsSaidAndNothingOpensIt) {
  for (const std::size_t at :
       {std::size_t{10}, std::size_t{16}, std::size_t{40}, std::size_t{40 + 6}, std::size_t{40 + 40 + 5},
        std::size_t{88 + 6}, std::size_t{88 + 40 + 6}, std::size_t{136 + 5}, std::size_t{144}, std::size_t{144 + 3}}) {
    write(flipped(newest_ + at));
    const std::string what = "byte " + std::to_string(at) + " of the newest meta page";
    const CommandResult verified = verify();
    EXPECT_EQ(verified.exit_code, 1) << what << "\n" << verified.out << verified.err;
    EXPECT_NE(verified.out.find("DOES NOT HOLD"), std::string::npos) << what;
    expect_refused(serve(), what);
    expect_refused(export_it(), what);
  }
}

TEST_F(DamagedDirectory, AFileThatWasCutOffIsSaidAndNothingOpensIt) {
  for (const std::uint64_t length : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{4'096}, std::uint64_t{8'191},
                                     std::uint64_t{8'192}, end_ / 3, end_ / 2, end_ / 2 + 5'000}) {
    write(whole_.substr(0, length));
    const std::string what = "cut to " + std::to_string(length) + " of " + std::to_string(end_);
    const CommandResult verified = verify();
    EXPECT_EQ(verified.exit_code, 1) << what << "\n" << verified.out << verified.err;
    expect_refused(serve(), what);
    expect_refused(export_it(), what);
  }
}

}  // namespace
}  // namespace tallygate::tests
