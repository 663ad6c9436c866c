// The program's commands: exit codes, what they print where, and that one process at a time may write.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/support/api_server.hpp"

namespace tallygate::tests {
namespace {

class CommandLine : public testing::Test {
 protected:
  std::filesystem::path data() const { return directory_.path() / "data"; }
  CommandResult init(const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = {"init", "--data", data().string(), "--tenant", "shop"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_tallygate(arguments);
  }
  std::filesystem::path file(const std::string& name, const std::string& content) const {
    const auto path = directory_.path() / name;
    std::ofstream(path) << content;
    return path;
  }
  static unsigned mode(const std::filesystem::path& path) {
    struct stat found{};
    EXPECT_EQ(::stat(path.c_str(), &found), 0) << path;
    return found.st_mode & 0777U;
  }
  TemporaryDirectory directory_;
};

TEST_F(CommandLine, InitPrintsTheVkeyAndTheRecoveryKeyOnce) {
  const CommandResult made = init({"--origin", "ledger.example.com/shop"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_NE(made.out.find("ledger.example.com/shop/1+"), std::string::npos) << made.out;
  EXPECT_NE(made.out.find("recovery key"), std::string::npos);
  const std::string recovery = made.out.substr(made.out.find("recovery key") + 14, 64);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(data())) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    EXPECT_EQ(bytes.find(recovery), std::string::npos) << "the recovery key was kept in " << entry.path();
  }
}

TEST_F(CommandLine, InitLeavesSecretsToTheirOwner) {
  ASSERT_EQ(init().exit_code, 0);
  EXPECT_EQ(mode(data()), 0700U);
  for (const char* name : {"credentials.json", "keys/shop.key", "vault/shop.keys", "tls/key.pem"})
    EXPECT_EQ(mode(data() / name), 0600U) << name;
}

// What another user's process wrote there would be closed to the server.
TEST_F(CommandLine, NothingIsWrittenInADirectoryOfAnotherUser) {
  constexpr ::uid_t kStranger = 65'534;
  ASSERT_EQ(init().exit_code, 0);
  std::filesystem::path theirs = data();
  ::uid_t owner = kStranger;
  if (::chown(data().c_str(), kStranger, static_cast<::gid_t>(-1)) != 0) {  // only root may give one away
    theirs = "/usr";
    owner = 0;
  }
  const std::string dir = theirs.string(), out = (directory_.path() / "old.tar").string();
  const auto lines = file("lines", "");
  const std::vector<std::string> commands[] = {
      {"init", "--data", dir, "--tenant", "other"},
      {"client", "add", "--data", dir, "--tenant", "shop", "--name", "n", "--scope", "audit:read"},
      {"import", "--data", dir, "--tenant", "shop", lines.string()},
      {"rotate-key", "--data", dir, "--tenant", "shop"},
      {"archive", dir, "--tenant", "shop", "--before", "1", "--to", out},
      {"serve", "--data", dir, "--listen", "127.0.0.1:0", "--metrics-listen", ""},
  };
  for (const auto& command : commands) {
    const auto refused = run_tallygate(command);
    EXPECT_EQ(refused.exit_code, 2) << command[0];
    EXPECT_NE(refused.err.find("(uid " + std::to_string(owner) + ")"), std::string::npos) << command[0] << refused.err;
  }
  const auto read = run_tallygate({"verify", data().string()});
  EXPECT_EQ(read.exit_code, 0) << "who reads leaves nothing there: " << read.err;
}

TEST_F(CommandLine, InitWritesTheCredentialsOfTheContract) {
  ASSERT_EQ(init().exit_code, 0);
  const CredentialsFile credentials = read_credentials(data() / "credentials.json");
  EXPECT_EQ(credentials.url, "https://127.0.0.1:8443");
  EXPECT_EQ(credentials.tenant, "shop");
  EXPECT_TRUE(credentials.vkey.starts_with(credentials.origin + "+"));
  EXPECT_TRUE(std::filesystem::exists(credentials.ca_file));
  EXPECT_EQ(credentials.client("platform").scope, "transactions:write transactions:read facts:write logins:write");
  EXPECT_EQ(credentials.client("auditor").scope, "audit:read");
  EXPECT_EQ(credentials.client("operator").scope, "plans:write settings:write admin");
  EXPECT_NE(credentials.client("analyst").person, credentials.client("approver").person);
  EXPECT_NE(credentials.client("operator").person, credentials.client("approver").person);
  EXPECT_EQ(credentials.clients.size(), 6U);
}

TEST_F(CommandLine, InitDoesNotTouchATenantThatIsThere) {
  ASSERT_EQ(init().exit_code, 0);
  const CommandResult again = init();
  EXPECT_EQ(again.exit_code, 2);
  EXPECT_EQ(again.out, "");
  EXPECT_NE(again.err.find("already there"), std::string::npos);
}

struct BadUse {
  const char* name;
  std::vector<std::string> arguments;
};
class BadUsage : public testing::TestWithParam<BadUse> {};
TEST_P(BadUsage, IsExitCodeTwoAndPrintsNoResult) {
  const CommandResult result = run_tallygate(GetParam().arguments);
  EXPECT_EQ(result.exit_code, 2) << result.err;
  EXPECT_EQ(result.out, "");
  EXPECT_NE(result.err, "");
}
const BadUse kBadUses[] = {
    {"nothing", {}},
    {"unknown_command", {"dance"}},
    {"unknown_option", {"init", "--colour", "red"}},
    {"init_without_tenant", {"init", "--data", "/nonexistent/x"}},
    {"tenant_with_a_slash", {"init", "--data", "/nonexistent/x", "--tenant", "a/b"}},
    {"replay_without_from", {"init", "--data", "/nonexistent/x", "--tenant", "t", "--clock", "replay"}},
    {"from_that_is_no_time",
     {"init", "--data", "/nonexistent/x", "--tenant", "t", "--clock", "replay", "--from", "yesterday"}},
    {"from_beyond_the_years_of_records",
     {"init", "--data", "/nonexistent/x", "--tenant", "t", "--clock", "replay", "--from", "9999-01-01T00:00:00Z"}},
    {"time_zone_that_is_none", {"init", "--data", "/nonexistent/x", "--tenant", "t", "--time-zone", "Foo/Bar"}},
    {"serve_nowhere", {"serve", "--data", "/nonexistent/x"}},
    {"verify_nowhere", {"verify", "/nonexistent/x"}},
    {"verify_with_a_bad_vkey", {"verify", "/", "--vkey", "nonsense"}},
    {"client_nowhere", {"client", "list", "--data", "/nonexistent/x", "--tenant", "t"}},
    {"export_in_an_unknown_format",
     {"export", "--data", "/nonexistent/x", "--tenant", "t", "--format", "xml", "-o", "-"}},
    {"backup_nowhere", {"backup", "--data", "/nonexistent/x", "--to", "/nonexistent/y"}},
    {"backup_into_the_data_directory", {"backup", "--data", "/nonexistent/x", "--to", "/nonexistent/x/b"}},
    {"restore_from_nowhere", {"restore", "--from", "/nonexistent/x", "--data", "/nonexistent/y"}},
    {"restore_onto_what_is_there", {"restore", "--from", "/nonexistent/x", "--data", "/tmp"}},
    {"config_that_is_not_there", {"serve", "--data", "/", "--config", "/nonexistent.toml"}},
};
INSTANTIATE_TEST_SUITE_P(Uses, BadUsage, testing::ValuesIn(kBadUses),
                         [](const auto& i) { return std::string(i.param.name); });

TEST_F(CommandLine, EveryCommandHasHelp) {
  for (const std::vector<std::string>& command : std::vector<std::vector<std::string>>{{},
                                                                                       {"init"},
                                                                                       {"serve"},
                                                                                       {"client"},
                                                                                       {"client", "add"},
                                                                                       {"client", "list"},
                                                                                       {"client", "revoke"},
                                                                                       {"import"},
                                                                                       {"verify"},
                                                                                       {"export"},
                                                                                       {"report"},
                                                                                       {"backup"},
                                                                                       {"restore"}}) {
    std::vector<std::string> arguments = command;
    arguments.emplace_back("--help");
    const CommandResult help = run_tallygate(arguments);
    EXPECT_EQ(help.exit_code, 0) << help.err;
    EXPECT_NE(help.out.find("--help"), std::string::npos);
  }
}

TEST_F(CommandLine, ASecondServerOnTheDirectoryIsRefused) {
  ASSERT_EQ(init().exit_code, 0);
  ServerProcess first(data());
  ASSERT_NE(first.port(), 0);
  ServerProcess second(data());
  EXPECT_EQ(second.port(), 0);
  const CommandResult held = run_tallygate({"client", "list", "--data", data().string(), "--tenant", "shop"});
  EXPECT_EQ(held.exit_code, 2);
  EXPECT_NE(held.err.find("stop it first"), std::string::npos) << held.err;
  EXPECT_EQ(first.stop(), 0);
}

TEST_F(CommandLine, AClientCanBeAddedListedAndRevoked) {
  ASSERT_EQ(init().exit_code, 0);
  const std::vector<std::string> where = {"--data", data().string(), "--tenant", "shop", "--json"};
  const auto client = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "client");
    arguments.insert(arguments.end(), where.begin(), where.end());
    return run_tallygate(arguments);
  };
  const CommandResult added =
      client({"add", "--name", "shipper", "--scope", "facts:write transactions:read", "--person", "bob"});
  ASSERT_EQ(added.exit_code, 0) << added.err;
  const Reply made{200, {}, added.out};
  const ClientSecret secret{"shipper", made.at("/client_id"), made.at("/client_secret"), {}, {}};
  const CredentialsFile credentials = read_credentials(data() / "credentials.json");
  {
    ServerProcess server(data());
    ApiClient shipper(server.port(), credentials.ca_file);
    shipper.use_token(shipper.token(secret));
    EXPECT_EQ(shipper.get("/v1/orders/o1").status, 404);
    EXPECT_EQ(server.stop(), 0);
  }
  EXPECT_NE(client({"list"}).out.find(secret.client_id), std::string::npos);
  ASSERT_EQ(client({"revoke", secret.client_id}).exit_code, 0);
  EXPECT_EQ(client({"revoke", "c_0000000000000000"}).exit_code, 2);
  EXPECT_EQ(client({"add", "--name", "x", "--scope", "everything"}).exit_code, 2);
  ServerProcess server(data());
  ApiClient shipper(server.port(), credentials.ca_file);
  const Reply refused = shipper.raw(
      "POST", "/oauth2/token", {{"Content-Type", "application/x-www-form-urlencoded"}},
      "grant_type=client_credentials&client_id=" + secret.client_id + "&client_secret=" + secret.client_secret);
  EXPECT_EQ(refused.at("/error"), "invalid_client");
}

TEST_F(CommandLine, ImportPlaysLinesWithTheirOwnTimes) {
  ASSERT_EQ(init({"--clock", "replay", "--from", "2010-12-01T00:00:00Z"}).exit_code, 0);
  const auto lines = file(
      "lines.ndjson",
      R"({"op":"order.place","key":"k1","at":"2010-12-01T08:26:00Z","body":{"order_id":"o1","buyer":"b1","merchant":"m1","amount":100,"currency":"GBP"}}
{"op":"order.pay","key":"k2","at":"2010-12-01T08:27:00Z","path":{"id":"o1"},"body":{"payment_id":"p1","channel":"card","amount":100,"currency":"GBP"}}
)");
  const std::vector<std::string> import = {"import", "--data", data().string(), "--tenant",
                                           "shop",   "--json", lines.string()};
  const CommandResult first = run_tallygate(import);
  EXPECT_EQ(first.exit_code, 0) << first.err;
  EXPECT_EQ(Reply({200, {}, first.out}).at("/accepted"), "2") << first.out;
  const CommandResult again = run_tallygate(import);
  EXPECT_EQ(Reply({200, {}, again.out}).at("/replayed"), "2") << again.out;
}

TEST_F(CommandLine, ImportSaysWhichLinesAreMalformedAndDoesTheRest) {
  ASSERT_EQ(init({"--clock", "replay", "--from", "2010-12-01T00:00:00Z"}).exit_code, 0);
  const auto lines = file("lines.ndjson",
                          R"(nonsense
{"op":"order.place","key":"k1","at":"2010-12-01T08:26:00Z","body":{"order_id":"o1","buyer":"b1","merchant":"m1","amount":1.5,"currency":"GBP"}}
{"op":"order.place","key":"k2","at":"2010-12-01T08:26:00Z","body":{"order_id":"o2","buyer":"b1","merchant":"m1","amount":1,"currency":"GBP"}}
)");
  const CommandResult result =
      run_tallygate({"import", "--data", data().string(), "--tenant", "shop", "--json", lines.string()});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(Reply({200, {}, result.out}).at("/malformed"), "2");
  EXPECT_EQ(Reply({200, {}, result.out}).at("/accepted"), "1");
  EXPECT_NE(result.err.find("line 2: invalid_field  /body/amount not_an_integer"), std::string::npos) << result.err;
}

TEST_F(CommandLine, ImportIsOnlyForAReplayClock) {
  ASSERT_EQ(init().exit_code, 0);
  const CommandResult result = run_tallygate({"import", "--data", data().string(), "--tenant", "shop", "/dev/null"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_NE(result.err.find("live"), std::string::npos);
}

}  // namespace
}  // namespace tallygate::tests
