// Two tenants on two shards behind one server: every command of the program finds each where it stands.
#include <fstream>

#include "tests/e2e/backup_fixture.hpp"

namespace tallygate::tests {
namespace {

namespace fs = std::filesystem;

class Shards : public testing::Test {
 protected:
  void SetUp() override {
    stop();
    const auto made = run_tallygate({"init", "--data", data().string(), "--tenant", "rival", "--shard", "1"});
    ASSERT_EQ(made.exit_code, 0) << made.err;
    std::ofstream(at("rival.recovery")) << made.out.substr(made.out.find("recovery key") + 14, 64) << "\n";
    std::ofstream(at("shop.recovery")) << shop_.recovery_key() << "\n";
    rival_ = read_credentials(data() / "credentials-rival.json");
    shop_.start();
  }
  fs::path data() const { return shop_.data(); }
  fs::path shard(int number) const { return data() / "shards" / std::to_string(number); }
  fs::path at(const std::string& name) const { return directory_.path() / name; }
  void stop() { ASSERT_EQ(shop_.process().stop(), 0); }
  ApiClient rival(std::string_view name) { return {shop_.process().port(), rival_, name}; }
  void sell() {
    ApiClient ours = shop_.client("platform"), theirs = rival("platform");
    for (int i = 0; i < 20; ++i) {
      const auto order = R"({"order_id":"o)" + std::to_string(i) +
                         R"(","buyer":"b1","merchant":"m1","amount":1000,"currency":"CNY","ship_to":{"name":"Zeb"}})";
      const auto key = "k" + std::to_string(i);
      ours_.push_back(ours.post("/v1/orders", order, key).body);
      theirs_.push_back(theirs.post("/v1/orders", order, key).body);
      ASSERT_NE(ours_.back(), theirs_.back());
      orders_.push_back(order);
    }
  }
  // Both tenants' calls again, by a server on this directory: the answers that they had.
  void expect_same_answers(const fs::path& where) {
    ServerProcess server(where);
    ASSERT_NE(server.port(), 0) << server.output();
    for (auto* of : {&ours_, &theirs_}) {
      CredentialsFile credentials = of == &ours_ ? shop_.credentials() : rival_;
      credentials.ca_file = (where / "tls" / "cert.pem").string();
      ApiClient client(server.port(), credentials, "platform");
      for (std::size_t i = 0; i < orders_.size(); ++i)
        EXPECT_EQ(client.post("/v1/orders", orders_[i], "k" + std::to_string(i)).body, (*of)[i]);
    }
    EXPECT_EQ(server.stop(), 0);
  }
  static std::string serve_refuses(const fs::path& where) {
    ServerProcess server(where);
    EXPECT_EQ(server.port(), 0) << "it serves";
    return server.output();
  }

  TemporaryDirectory directory_;
  ApiServer shop_;
  CredentialsFile rival_;
  std::vector<std::string> orders_, ours_, theirs_;
};

TEST_F(Shards, EachTenantsLogLiesInItsShardAndReadinessAndMetricsTellThemApart) {
  ASSERT_EQ(rival("platform").post("/v1/orders", order_body("o1")).status, 201);
  ASSERT_EQ(rival("platform").get("/v1/orders/o1").status, 200);
  EXPECT_EQ(shop_.client("platform").get("/v1/orders/o1").status, 404);
  ApiClient anyone = shop_.anonymous();
  const Reply ready = anyone.get("/readyz");
  EXPECT_EQ(ready.status, 200);
  EXPECT_EQ(ready.at("/status"), "ready");
  EXPECT_EQ(ready.at("/shards/0/shard"), "0");
  EXPECT_EQ(ready.at("/shards/1/shard"), "1");
  EXPECT_EQ(ready.at("/shards/1/tenants"), "1");
  EXPECT_EQ(ready.at("/shards/1/storage_low"), "false");
  bench::HttpsConnection scraper;
  ASSERT_TRUE(scraper.connect({.port = shop_.process().metrics_port(), .ca_file = {}, .secure = false}));
  const auto page = scraper.request("GET", "/metrics", {}, "");
  ASSERT_TRUE(page);
  for (const char* line :
       {"\ntallygate_ready{shard=\"0\"} 1\n", "\ntallygate_ready{shard=\"1\"} 1\n",
        "\ntallygate_storage_low{shard=\"1\"} 0\n", "\ntallygate_commands_total{shard=\"0\"} 0\n",
        "\ntallygate_commands_total{shard=\"1\"} 1\n", "\ntallygate_log_shard{tenant=\"rival\"} 1\n"})
    EXPECT_NE(page->body.find(line), std::string::npos) << line << page->body;
  stop();
  EXPECT_TRUE(fs::exists(shard(0) / "data.mdb"));
  EXPECT_TRUE(fs::exists(shard(1) / "data.mdb"));
  eventstore::LmdbOptions options;
  options.read_only = true;
  EXPECT_EQ((*eventstore::LmdbLog::open(shard(0), options))->tenants(), std::vector<std::string>{"shop"});
  EXPECT_EQ((*eventstore::LmdbLog::open(shard(1), options))->tenants(), std::vector<std::string>{"rival"});
}

TEST_F(Shards, AreVerifiedExportedBackedUpAndRestoredAsOneDirectory) {
  sell();
  stop();
  const auto verified = run_tallygate({"verify", data().string(), "--json"});
  EXPECT_EQ(verified.exit_code, 0) << verified.out;
  const Reply report{200, {}, verified.out};
  EXPECT_EQ(report.at("/tenants/0/tenant"), "shop");
  EXPECT_EQ(report.at("/tenants/1/tenant"), "rival");
  EXPECT_EQ(run_tallygate({"verify", data().string(), "--tenant", "rival", "--vkey", rival_.vkey}).exit_code, 0);
  EXPECT_EQ(run_tallygate({"verify", data().string(), "--tenant", "nobody"}).exit_code, 2);
  EXPECT_EQ(run_tallygate({"verify", data().string(), "--tenant", "shop", "--vkey", rival_.vkey}).exit_code, 1);

  const auto run = [&](std::vector<std::string> command) {
    const auto done = run_tallygate(command);
    EXPECT_EQ(done.exit_code, 0) << command.front() << ": " << done.err << done.out;
  };
  const auto exported = at("rival.ndjson").string();
  run({"export", "--data", data().string(), "--tenant", "rival", "--format", "ndjson", "-o", exported});
  run({"verify", exported, "--vkey", rival_.vkey});
  run({"report", "trial-balance", "--data", data().string(), "--tenant", "rival", "--format", "csv", "-o",
       at("balance.csv").string()});
  run({"client", "list", "--data", data().string(), "--tenant", "rival"});
  run({"backup", "--data", data().string(), "--to", at("backup").string(), "--vault-to", at("vaults").string(),
       "--keys-to", at("keys").string()});
  run({"verify", at("backup").string()});
  run({"restore", "--from", at("backup").string(), "--vault-from", at("vaults").string(), "--data",
       at("again").string(), "--same-epoch", "--keys-from", at("keys").string(), "--published",
       (data() / "checkpoints" / "shop").string(), "--published", (data() / "checkpoints" / "rival").string(),
       "--shard", "rival=1"});
  const auto restored = run_tallygate({"verify", at("again").string(), "--json"});
  EXPECT_EQ(restored.exit_code, 0) << restored.out;
  for (const char* what : {"/tenants/0/state", "/tenants/1/state", "/tenants/1/tenant", "/tenants/1/log/root"})
    EXPECT_EQ((Reply{200, {}, restored.out}.at(what)), report.at(what)) << what;
  EXPECT_TRUE(fs::exists(at("again") / "shards" / "1" / "data.mdb"));
  expect_same_answers(at("again"));
}

TEST_F(Shards, ATenantThatStandsInTwoIsRefusedAtStartAndFoundByVerify) {
  stop();
  fs::copy(shard(1), shard(2), fs::copy_options::recursive);
  EXPECT_NE(serve_refuses(data()).find("tenant rival stands in shard 1 and in shard 2"), std::string::npos);
  const auto verified = run_tallygate({"verify", data().string()});
  EXPECT_EQ(verified.exit_code, 1);
  EXPECT_NE(verified.out.find("tenant rival stands in shard 1 and in shard 2"), std::string::npos) << verified.out;
  fs::remove_all(shard(2));
  EXPECT_EQ(run_tallygate({"verify", data().string()}).exit_code, 0);
}

TEST_F(Shards, OneWhoseVolumeIsNotThereIsMissedByTheNameOfItsTenantAndNothingIsMadeInItsPlace) {
  sell();
  stop();
  fs::rename(shard(1), at("volume"));
  fs::create_directory(shard(1));
  EXPECT_NE(serve_refuses(data()).find("tenant rival was published, and no shard"), std::string::npos);
  EXPECT_TRUE(fs::is_empty(shard(1)));
  EXPECT_EQ(run_tallygate({"verify", data().string()}).exit_code, 1);
  EXPECT_EQ(run_tallygate({"backup", "--data", data().string(), "--to", at("backup").string()}).exit_code, 2);
  EXPECT_EQ(run_tallygate({"verify", data().string(), "--tenant", "shop"}).exit_code, 0);
  fs::remove(shard(1));
  fs::create_directory_symlink(at("volume"), shard(1));  // and a link to where it lies now is as good
  expect_same_answers(data());
}

TEST_F(Shards, ANumberThatNoShardHasIsRefused) {
  stop();
  fs::copy(shard(1), shard(16), fs::copy_options::recursive);
  EXPECT_NE(serve_refuses(data()).find("shards are 0 to 15"), std::string::npos);
  fs::remove_all(shard(16));
  EXPECT_EQ(run_tallygate({"init", "--data", data().string(), "--tenant", "third", "--shard", "16"}).exit_code, 2);
  const auto restore = [&](const std::string& words) {
    return run_tallygate(
        {"restore", "--from", at("backup").string(), "--data", at("again").string(), "--shard", words});
  };
  for (const char* words : {"rival", "rival=16", "=1", "rival=-1", "rival=1x"})
    EXPECT_NE(restore(words).err.find("--shard"), std::string::npos) << words;
}

}  // namespace
}  // namespace tallygate::tests
