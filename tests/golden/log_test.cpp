// A data directory that an earlier version wrote (tests/golden/directory) opens in this one: it verifies, answers for
// its keys as it did then, and goes on.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/support/api_server.hpp"

namespace tallygate::tests {
namespace {

const std::filesystem::path kDirectory = std::filesystem::path(TALLYGATE_SOURCE_DIR) / "tests/golden/directory";

std::string file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

class GoldenDirectory : public ::testing::Test {
 protected:
  void SetUp() override {
    data_ = directory_.path() / "data";
    std::filesystem::copy(kDirectory / "data", data_, std::filesystem::copy_options::recursive);
    std::filesystem::create_directory(data_ / "tls");  // git keeps no empty directory
  }
  TemporaryDirectory directory_;
  std::filesystem::path data_;
};

TEST_F(GoldenDirectory, StillVerifiesAgainstTheCheckpointThatWasSignedThen) {
  const auto credentials = read_credentials(data_ / "credentials.json");
  const CommandResult verified = run_tallygate({"verify", data_.string(), "--vkey", credentials.vkey});
  EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
  EXPECT_NE(verified.out.find("the signed checkpoint of"), std::string::npos) << verified.out;
}

TEST_F(GoldenDirectory, ExportsTheVeryBytesThatWereRecordedThen) {
  const auto exported = directory_.path() / "log.ndjson";
  const CommandResult result = run_tallygate(
      {"export", "--data", data_.string(), "--tenant", "golden", "--format", "ndjson", "-o", exported.string()});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(file(exported), file(kDirectory / "log.ndjson"));
}

TEST_F(GoldenDirectory, GivesTheSameAnswersToTheSameKeysAndGoesOn) {
  const auto credentials = read_credentials(data_ / "credentials.json");
  ServerProcess server(data_);
  ASSERT_NE(server.port(), 0) << server.output();
  // The certificate that the directory came with may have run out; the log has not.
  ApiClient platform(server.port(), "");
  platform.use_token(platform.token(credentials.client("platform")));
  std::istringstream lines(file(kDirectory / "lines.ndjson")), answers(file(kDirectory / "answers.ndjson"));
  const auto replayed = platform.batch(file(kDirectory / "lines.ndjson"));
  std::string line, answer;
  std::size_t n = 0;
  for (; std::getline(answers, answer); ++n) {
    ASSERT_LT(n, replayed.size());
    EXPECT_NE(answer.find(replayed[n].body), std::string::npos) << answer << "\n" << replayed[n].body;
  }
  EXPECT_EQ(n, replayed.size());
  EXPECT_GT(n, 20U);
  const Reply fresh =
      platform.post("/v1/orders", R"({"order_id":"new","buyer":"b9","merchant":"m1","amount":5,"currency":"CNY"})");
  EXPECT_EQ(fresh.status, 201) << fresh.body;
  EXPECT_EQ(server.stop(), 0);
}

}  // namespace
}  // namespace tallygate::tests
