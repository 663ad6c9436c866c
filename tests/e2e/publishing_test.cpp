// Which checkpoint a server shows, when it makes a new one, and what it refuses to start on.
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/support/api_server.hpp"

namespace tallygate::tests {
namespace {

namespace fs = std::filesystem;

class Publishing : public testing::Test {
 protected:
  void place(const std::string& id) {
    ASSERT_EQ(server_.client("platform")
                  .post("/v1/orders",
                        R"({"order_id":")" + id + R"(","buyer":"b1","merchant":"m1","amount":100,"currency":"CNY"})")
                  .status,
              201);
  }
  fs::path file() const { return server_.data() / "checkpoints" / "shop"; }
  std::string stored() const {
    std::ifstream in(file(), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }
  static std::uint64_t size_of(const std::string& note) { return std::stoull(note.substr(note.find('\n') + 1)); }
  std::uint64_t size_of_log() {
    return std::stoull(server_.client("auditor").get("/v1/audit/records?limit=1").at("/as_of"));
  }
  // Asks until the published size is `size`; false after ten seconds.
  bool is_published(std::uint64_t size) {
    ApiClient auditor = server_.client("auditor");
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (std::chrono::steady_clock::now() < until)
      if (size_of(auditor.get("/v1/audit/checkpoint").body) == size) return true;
    return false;
  }
  // What `serve` says when it refuses to start.
  std::string refusal() {
    ServerProcess refused(server_.data());
    EXPECT_EQ(refused.port(), 0);
    return refused.output();
  }
  ApiServer server_;
};

TEST_F(Publishing, GivesTheNoteThatStandsOnDiskAndSignsNoOther) {
  place("o1");
  ASSERT_TRUE(is_published(size_of_log()));
  const std::string note = server_.client("auditor").get("/v1/audit/checkpoint").body;
  EXPECT_EQ(note, stored());
  EXPECT_EQ(server_.process().stop(), 0);
  EXPECT_EQ(note, stored());
  server_.start();
  EXPECT_EQ(server_.client("auditor").get("/v1/audit/checkpoint").body, note);
}

TEST_F(Publishing, LeavesNothingUnpublishedWhenItStops) {
  for (int i = 0; i < 20; ++i) place("o" + std::to_string(i));
  const std::uint64_t size = size_of_log();
  EXPECT_EQ(server_.process().stop(), 0);
  EXPECT_EQ(size_of(stored()), size);
}

TEST_F(Publishing, RefusesToStartOnALogThatIsShorterThanItsCheckpoint) {
  EXPECT_EQ(server_.process().stop(), 0);
  const fs::path older = server_.data().parent_path() / "older";
  fs::copy(server_.data() / "shards", older, fs::copy_options::recursive);
  server_.start();
  place("o1");
  EXPECT_EQ(server_.process().stop(), 0);
  fs::remove_all(server_.data() / "shards");
  fs::rename(older, server_.data() / "shards");
  EXPECT_NE(refusal().find("the log holds only"), std::string::npos) << refusal();
}

TEST_F(Publishing, RefusesToStartOnALogOtherThanItsCheckpoint) {
  EXPECT_EQ(server_.process().stop(), 0);
  const fs::path fork = server_.data().parent_path() / "fork";
  fs::copy(server_.data() / "shards", fork, fs::copy_options::recursive);
  server_.start();
  place("o1");
  EXPECT_EQ(server_.process().stop(), 0);
  const std::string published = stored();
  fs::remove_all(server_.data() / "shards");
  fs::rename(fork, server_.data() / "shards");
  fs::remove(file());
  server_.start();
  place("o2");
  place("o3");
  EXPECT_EQ(server_.process().stop(), 0);
  std::ofstream(file(), std::ios::binary) << published;
  EXPECT_NE(refusal().find("have another root"), std::string::npos) << refusal();
}

TEST_F(Publishing, RefusesToStartOnACheckpointThatItsKeyDidNotSign) {
  EXPECT_EQ(server_.process().stop(), 0);
  std::string note = stored();
  note.replace(note.find('\n') + 1, 1, "9");
  std::ofstream(file(), std::ios::binary) << note;
  EXPECT_NE(refusal().find("not a checkpoint of"), std::string::npos) << refusal();
}

}  // namespace
}  // namespace tallygate::tests
