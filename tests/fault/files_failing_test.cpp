// The N-th write, sync, growth or directory operation of the real server fails, or is its last, N = 1, 2, 3 … until a
// scene passes without: what was acknowledged is there and verifies, the reason is said, and it goes on or starts
// again.
#include <signal.h>
#include <sys/stat.h>

#include <chrono>
#include <optional>

#include "core/check.hpp"
#include "tests/fault/power_cut_fixture.hpp"

namespace tallygate::tests {
namespace {

constexpr std::uint64_t kNthMax = 100;
constexpr std::chrono::seconds kAnswersWithin{30};

struct Case {
  const char* what;   // shim::Class
  const char* how;    // the errno; or where it is killed
  const char* reads;  // what the operator must be told; empty: nothing
};

class FailingFiles : public PowerCutFixture, public ::testing::WithParamInterface<Case> {
 protected:
  FailingFiles() {
    init();
    pristine_ = directory_.path() / "pristine";
    std::filesystem::copy(data(), pristine_, std::filesystem::copy_options::recursive);
  }
  static std::vector<Promise> scene() {
    const auto call = [](std::string method, std::string target, std::string key, std::string body) {
      Promise made;
      made.method = std::move(method);
      made.target = std::move(target);
      made.key = std::move(key);
      made.body = std::move(body);
      return made;
    };
    return {call("POST", "/v1/orders", "place",
                 R"({"order_id":"o1","buyer":"b1","merchant":"m1","amount":1000,"currency":"CNY","ip":"81.2.3.4"})"),
            call("POST", "/v1/orders/o1/payments", "pay",
                 R"({"payment_id":"p1","channel":"wechat_pay","amount":1000,"currency":"CNY"})"),
            call("POST", "/v1/orders/o1/cancel", "cancel", "{}")};
  }
  void fresh() {
    std::filesystem::remove_all(data());
    std::filesystem::copy(pristine_, data(), std::filesystem::copy_options::recursive);
    std::filesystem::remove(journal_);
    promises_.clear();
    said_.clear();
    restarts_ = 0;
  }
  void serve(const Preload::Variables& faults) {
    const Preload preload(disk_, journal_, faults);
    server_ = std::make_unique<ServerProcess>(data());
  }
  // As a client does: no answer or 503, and the same call goes out again; with the server down, a new one is started.
  void ask_until_answered(Promise call) {
    const auto until = std::chrono::steady_clock::now() + kAnswersWithin;
    while (std::chrono::steady_clock::now() < until) {
      if (server_->port() == 0 || !client_) start_again();
      if (!client_) continue;
      const Reply reply = client_->call(call.method, call.target, call.body, call.key);
      if (reply.status == 0) client_.reset();
      if (reply.status == 0 || reply.status == 503) continue;
      ASSERT_LT(reply.status, 300) << reply.body;
      call.answer = reply.body;
      call.leaf = reply.at("/record/leaf");
      call.seq = std::stoull(reply.at("/record/seq"));
      promises_.push_back(std::move(call));
      return;
    }
    FAIL() << call.key << " is not answered";
  }
  // A connection, to another process where the first has ended.
  void start_again() {
    if (server_->port() == 0 || server_->ended()) {
      said_ += server_->output();
      ++restarts_;
      server_ = std::make_unique<ServerProcess>(data());
      ASSERT_NE(server_->port(), 0) << server_->output();
    }
    try {
      client_ = std::make_unique<ApiClient>(server_->port(), credentials_, "platform");
    } catch (const core::CheckFailure&) {  // it has just ended: the next round sees it
    }
  }
  // False when the scene has fewer operations than `nth`.
  bool play(std::uint64_t nth, const Preload::Variables& faults) {
    fresh();
    serve(faults);
    for (auto& call : scene()) ask_until_answered(std::move(call));
    client_.reset();
    const int code = server_->stop();
    const bool killed = code == 128 + SIGKILL;  // while it stopped
    EXPECT_TRUE(code == 0 || killed) << code;
    said_ += server_->output();
    server_.reset();
    std::filesystem::remove_all(image_);
    std::filesystem::copy(disk_, image_, std::filesystem::copy_options::recursive);
    EXPECT_EQ(wrong_with_image(0), "") << "operation " << nth;
    EXPECT_EQ(wrong_with_answers(0), "") << "operation " << nth;
    failed_.reset();
    for (const auto& operation : read_journal(journal_))
      if (operation.header.kind == shim::Kind::failed) failed_ = operation.header.inode;
    return killed || restarts_ > 0 || failed_;
  }

  std::filesystem::path pristine_;
  std::unique_ptr<ServerProcess> server_;
  std::unique_ptr<ApiClient> client_;
  std::string said_;                     // by all servers of a scene, to their operator
  std::optional<std::uint64_t> failed_;  // the inode of what an operation failed on, 0 where it is a name
  int restarts_ = 0;
};

TEST_P(FailingFiles, WhicheverFailsNothingAcknowledgedIsLostAndTheReasonIsSaid) {
  const auto [what, how, reads] = GetParam();
  std::uint64_t nth = 1;
  for (;; ++nth) {
    ASSERT_LT(nth, kNthMax);
    const auto order = std::string(what) + ":" + std::to_string(nth) + ":" + how;
    if (!play(nth, {{shim::kFailVariable, order}})) break;
    struct stat lock{};
    ASSERT_EQ(::stat((data() / "shards" / "0" / "lock").c_str(), &lock), 0);
    if (failed_ != lock.st_ino)  // it only says who holds it, and is held without
      EXPECT_NE(said_.find(reads), std::string::npos) << order << " was not said: " << said_;
    if (HasFailure()) return;
  }
  EXPECT_GT(nth, 2U);
  std::cout << what << " " << how << ": " << nth - 1 << " operations\n";
}

class LastOperation : public FailingFiles {};

TEST_P(LastOperation, KilledThereItStartsAgainWithAllThatWasAcknowledged) {
  const auto [what, how, reads] = GetParam();
  std::uint64_t nth = 1;
  const auto order = [&] { return std::string(what) + ":" + std::to_string(nth) + ":" + how; };
  while (nth < kNthMax && play(nth, {{shim::kKillVariable, order()}}) && !HasFailure()) ++nth;
  EXPECT_LT(nth, kNthMax);
  EXPECT_GT(nth, 2U);
  std::cout << "killed " << how << " each " << what << ": " << nth - 1 << " operations\n";
}

// While it cannot be known what the disk holds, nothing is taken, and readiness says so; then it goes on by itself.
class LastingFailure : public PowerCutFixture {
 protected:
  static constexpr const char* kOrder =
      R"({"order_id":"o1","buyer":"b1","merchant":"m1","amount":1000,"currency":"CNY"})";
  static constexpr const char* kSecond =
      R"({"order_id":"o2","buyer":"b1","merchant":"m1","amount":1000,"currency":"CNY"})";
  LastingFailure() { init(); }
  std::filesystem::path gate() const { return directory_.path() / "gate"; }
  void serve(const std::string& fault) {
    const Preload preload(disk_, {}, {{shim::kFailVariable, fault}, {shim::kWhenVariable, gate().string()}});
    server_ = std::make_unique<ServerProcess>(data());
    ASSERT_NE(server_->port(), 0) << server_->output();
  }
  ApiClient client() const { return {server_->port(), credentials_, "platform"}; }
  template <class Condition>
  static bool eventually(const Condition& condition) {
    const auto until = std::chrono::steady_clock::now() + kAnswersWithin;
    while (std::chrono::steady_clock::now() < until)
      if (condition()) return true;
    return false;
  }
  std::unique_ptr<ServerProcess> server_;
};

TEST_F(LastingFailure, OfSyncsTakesReadinessAwayUntilTheLogCouldBeReadAgain) {
  serve("sync:1+:EIO");
  const Reply first = client().post("/v1/orders", kOrder, "k1");
  ASSERT_EQ(first.status, 201) << first.body;
  ApiClient anyone(server_->port(), credentials_.ca_file);
  EXPECT_EQ(anyone.get("/readyz").status, 200);
  std::ofstream(gate()).flush();
  EXPECT_EQ(client().post("/v1/orders", kSecond, "k2").status, 0);
  EXPECT_EQ(anyone.get("/readyz").status, 503);
  EXPECT_EQ(client().post("/v1/orders", kSecond, "k2").at("/code"), "shard_recovering");
  std::filesystem::remove(gate());
  EXPECT_TRUE(eventually([&] { return anyone.get("/readyz").status == 200; }));
  EXPECT_EQ(client().post("/v1/orders", kSecond, "k2").status, 201);
  EXPECT_EQ(client().post("/v1/orders", kOrder, "k1").body, first.body);
  EXPECT_EQ(server_->stop(), 0);
  EXPECT_NE(server_->output().find("Input/output error"), std::string::npos) << server_->output();
  EXPECT_EQ(run_tallygate({"verify", data().string(), "--vkey", credentials_.vkey}).exit_code, 0);
}

TEST_F(LastingFailure, OfWritesForWantOfSpaceLeavesReadsAndIsOverWhenThereIsSpace) {
  serve("write:1+:ENOSPC");
  const Reply first = client().post("/v1/orders", kOrder, "k1");
  ASSERT_EQ(first.status, 201) << first.body;
  std::ofstream(gate()).flush();
  for (int i = 0; i < 5; ++i) {
    const int status = client().post("/v1/orders", kSecond, "k2").status;
    EXPECT_TRUE(status == 0 || status == 503) << status;
    EXPECT_TRUE(eventually([&] { return client().get("/v1/orders/o1").status == 200; }));
  }
  std::filesystem::remove(gate());
  EXPECT_TRUE(eventually([&] { return client().post("/v1/orders", kSecond, "k2").status == 201; }));
  EXPECT_EQ(client().post("/v1/orders", kOrder, "k1").body, first.body);
  EXPECT_EQ(server_->stop(), 0);
  EXPECT_NE(server_->output().find("No space left on device"), std::string::npos) << server_->output();
}

INSTANTIATE_TEST_SUITE_P(Operations, LastOperation,
                         ::testing::Values(Case{"write", "before", ""}, Case{"directory", "after", ""}),
                         [](const auto& info) { return std::string(info.param.what) + "_" + info.param.how; });

INSTANTIATE_TEST_SUITE_P(Operations, FailingFiles,
                         ::testing::Values(Case{"write", "ENOSPC", "No space left on device"},
                                           Case{"sync", "EIO", "Input/output error"},
                                           Case{"grow", "ENOSPC", "No space left on device"},
                                           Case{"directory", "EIO", "Input/output error"}),
                         [](const auto& info) { return std::string(info.param.what) + info.param.how; });

}  // namespace
}  // namespace tallygate::tests
