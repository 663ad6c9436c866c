// kill -9 while a state checkpoint is being written: a start is never hindered by one that was not finished, nothing
// acknowledged is lost, and one that is damaged later is thrown away with a reason.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <thread>

#include "tests/support/api_server.hpp"

namespace tallygate::tests {
namespace {

constexpr int kCheckpointRounds = 6;
constexpr int kOrders = 4'000;  // so that a checkpoint takes long enough to be caught unfinished

class KillUnderCheckpoint : public ::testing::Test {
 protected:
  KillUnderCheckpoint() {
    server_.process().stop();
    config_ = server_.data() / "serve.toml";
    std::ofstream(config_) << "[state]\ncheckpoint_records = 10\n";
    server_.start({"--config", config_.string()});
  }

  static std::string order(const std::string& id) {
    return R"({"order_id":")" + id + R"(","buyer":"b-)" + id + R"(","merchant":"m1","amount":1000,"currency":"CNY"})";
  }
  void fill() {
    auto platform = server_.client("platform");
    for (int from = 0; from < kOrders; from += 500) {
      std::string lines;
      for (int i = from; i < from + 500; ++i) {
        const auto id = "f" + std::to_string(i);
        lines += R"({"op":"order.place","key":")" + id + R"(","body":)" + order(id) + "}\n";
      }
      EXPECT_EQ(platform.batch(lines).size(), 500U);
    }
  }
  std::vector<std::filesystem::path> files(const std::string& ending) const {
    std::vector<std::filesystem::path> found;
    std::error_code error;
    for (std::filesystem::directory_iterator at(server_.data() / "state" / "shop", error), end; !error && at != end;
         at.increment(error))
      if (at->path().string().ends_with(ending)) found.push_back(at->path());
    return found;
  }
  // False after a while: the machine has other things to do.
  bool wait_for(const std::string& ending) const {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (std::chrono::steady_clock::now() < until)
      if (!files(ending).empty()) return true;
    return false;
  }

  ApiServer server_;
  std::filesystem::path config_;
};

TEST_F(KillUnderCheckpoint, AStartIsNeverHinderedByOneThatWasNotFinished) {
  fill();
  int unfinished = 0;
  std::vector<std::pair<std::string, Reply>> acknowledged;
  for (int round = 0; round < kCheckpointRounds; ++round) {
    std::atomic<bool> stop{false};
    auto platform = server_.client("platform");
    std::thread client([&] {
      for (int i = 0; !stop; ++i) {
        const auto id = "r" + std::to_string(round) + "-" + std::to_string(i);
        const Reply reply = platform.post("/v1/orders", order(id), "place-" + id);
        if (reply.status == 0) return;
        acknowledged.emplace_back(id, reply);
      }
    });
    EXPECT_TRUE(wait_for(".state.new"));
    server_.process().kill_now();
    stop = true;
    client.join();
    unfinished += !files(".state.new").empty();
    const auto said = server_.process().output();
    EXPECT_EQ(said.find("discarded"), std::string::npos) << said;
    server_.start({"--config", config_.string()});
    auto again = server_.client("platform");
    for (const auto& [id, first] : acknowledged)
      ASSERT_EQ(again.post("/v1/orders", order(id), "place-" + id).body, first.body) << "round " << round;
    acknowledged.clear();
  }
  EXPECT_TRUE(wait_for(".state"));
  EXPECT_GT(unfinished, 0) << "no kill came in the middle of one";
  EXPECT_EQ(server_.process().stop(), 0);
  const CommandResult verified =
      run_tallygate({"verify", server_.data().string(), "--vkey", server_.credentials().vkey});
  EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;

  auto finished = files(".state");
  ASSERT_FALSE(finished.empty());
  for (const auto& file : finished) std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);
  server_.start();
  EXPECT_EQ(server_.client("platform").post("/v1/orders", order("f1"), "f1").status, 201);
  EXPECT_EQ(server_.process().stop(), 0);
  const auto said = server_.process().output();
  EXPECT_NE(said.find(".state is discarded: its SHA-256 is another"), std::string::npos) << said;
}

}  // namespace
}  // namespace tallygate::tests
