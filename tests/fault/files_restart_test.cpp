// A bug outside of a command ends the process: started again as packaging/tallygate.service says, it serves the other
// tenants within five seconds.
#include <signal.h>

#include <chrono>
#include <regex>

#include "tests/fault/power_cut_fixture.hpp"

namespace tallygate::tests {
namespace {

constexpr std::chrono::milliseconds kBackWithin{5'000};
constexpr const char* kOrder = R"({"order_id":"o1","buyer":"b1","merchant":"m1","amount":1000,"currency":"CNY"})";

std::string setting(const std::string& unit, const std::string& name) {
  std::smatch found;
  return std::regex_search(unit, found, std::regex("\n" + name + "=([^\n]*)\n")) ? found[1].str() : std::string();
}

class RestartedProcess : public PowerCutFixture {
 protected:
  RestartedProcess() {
    init();
    const auto made = run_tallygate({"init", "--data", data().string(), "--tenant", "other"});
    EXPECT_EQ(made.exit_code, 0) << made.err;
    other_ = read_credentials(data() / "credentials-other.json");
    std::ifstream file(std::string(TALLYGATE_SOURCE_DIR) + "/packaging/tallygate.service");
    unit_.assign(std::istreambuf_iterator<char>(file), {});
  }
  // Ends with SIGABRT, as an exception that nobody catches does, in the thread that comes to `where`.
  void ends_and_is_back(const std::string& where) {
    const auto gate = directory_.path() / "gate";
    std::unique_ptr<ServerProcess> server;
    {
      const Preload preload(disk_, {}, {{shim::kKillVariable, where}, {shim::kWhenVariable, gate.string()}});
      server = std::make_unique<ServerProcess>(data());
    }
    ASSERT_NE(server->port(), 0) << server->output();
    const Reply before = ApiClient(server->port(), other_, "platform").post("/v1/orders", kOrder, "k1");
    ASSERT_EQ(before.status, 201) << before.body;
    std::ofstream(gate).flush();
    ApiClient(server->port(), credentials_, "platform").post("/v1/orders", kOrder, "k1");
    const auto ended_by = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!server->ended() && std::chrono::steady_clock::now() < ended_by) {
    }
    ASSERT_EQ(server->stop(), 128 + SIGABRT);
    const auto since = std::chrono::steady_clock::now();
    server = std::make_unique<ServerProcess>(data());
    ASSERT_NE(server->port(), 0) << server->output();
    EXPECT_EQ(ApiClient(server->port(), other_, "platform").post("/v1/orders", kOrder, "k1").body, before.body);
    const auto took = std::chrono::steady_clock::now() - since;
    const std::chrono::milliseconds waits(std::stoi("0" + setting(unit_, "RestartSec")));
    EXPECT_LT(took + waits, kBackWithin);
    const Reply again = ApiClient(server->port(), credentials_, "platform").post("/v1/orders", kOrder, "k1");
    EXPECT_EQ(again.status, 201) << again.body;
    EXPECT_EQ(server->stop(), 0);
    std::filesystem::remove(gate);
  }

  CredentialsFile other_;
  std::string unit_;
};

TEST_F(RestartedProcess, TheUnitStartsItAgainWhateverEndedItAndNeverGivesUp) {
  EXPECT_EQ(setting(unit_, "Restart"), "always");
  EXPECT_EQ(setting(unit_, "StartLimitIntervalSec"), "0");
  EXPECT_TRUE(setting(unit_, "RestartSec").ends_with("ms"));
  EXPECT_NE(setting(unit_, "ExecStart").find("tallygate serve --data "), std::string::npos);
}

TEST_F(RestartedProcess, AfterABugInTheCommitThreadAnotherTenantIsServedWithinFiveSeconds) {
  ends_and_is_back("write:1:abort");
}

TEST_F(RestartedProcess, AfterABugInThePublisherAnotherTenantIsServedWithinFiveSeconds) {
  ends_and_is_back("directory:1:abort");
}

}  // namespace
}  // namespace tallygate::tests
