// Servers, witnesses and anchors as processes: what is published, and what is refused at start.
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/support/api_server.hpp"

namespace tallygate::tests {
namespace {

namespace fs = std::filesystem;

std::string line_of(std::string text) {
  return text.substr(0, text.find('\n'));
}

class Witnessed : public testing::Test {
 protected:
  void SetUp() override {
    EXPECT_EQ(server_.process().stop(), 0);
    const CommandResult made = run_tallygate({"witness", "init", "--key", key().string(), "--name", "w.example/1"});
    ASSERT_EQ(made.exit_code, 0) << made.err;
    witness_vkey_ = line_of(made.out);
    fs::create_directory(anchor());
  }
  fs::path home() const { return server_.data().parent_path(); }
  fs::path key() const { return home() / "witness.key"; }
  fs::path state() const { return home() / "witness"; }
  fs::path anchor() const { return home() / "anchor"; }

  void start_witness(const std::string& port = "0") {
    witness_ = std::make_unique<ServerProcess>(
        std::vector<std::string>{"witness", "--key", key().string(), "--state", state().string(), "--log",
                                 server_.credentials().vkey, "--listen", "127.0.0.1:" + port});
    ASSERT_NE(witness_->port(), 0) << witness_->output();
    port_ = std::to_string(witness_->port());
  }
  // The arguments of a server with this witness.
  std::vector<std::string> with_witness() const {
    std::ofstream(home() / "config.toml") << "[witnesses]\nquorum = 1\ntimeout_ms = 2000\n[[witness]]\nurl = "
                                          << "\"https://127.0.0.1:" << port_ << "\"\nvkey = \"" << witness_vkey_
                                          << "\"\nca_file = \"" << (state() / "tls/cert.pem").string() << "\"\n";
    return {"--config", (home() / "config.toml").string()};
  }
  std::vector<std::string> with_anchor() const {
    std::ofstream(home() / "config.toml") << "anchors = [\"" << anchor().string() << "\"]\n";
    return {"--config", (home() / "config.toml").string()};
  }

  void place(const std::string& id) {
    const std::string order =
        R"({"order_id":")" + id + R"(","buyer":"b1","merchant":"m1","amount":100,"currency":"CNY"})";
    ASSERT_EQ(server_.client("platform").post("/v1/orders", order).status, 201);
  }
  std::string checkpoint() { return server_.client("auditor").get("/v1/audit/checkpoint").body; }
  static std::uint64_t size_of(const std::string& note) { return std::stoull(note.substr(note.find('\n') + 1)); }
  std::uint64_t size_of_log() {
    return std::stoull(server_.client("auditor").get("/v1/audit/records?limit=1").at("/as_of"));
  }
  template <class Condition>
  bool within_ten_seconds(const Condition& holds) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (std::chrono::steady_clock::now() < until)
      if (holds()) return true;
    return false;
  }
  std::string readiness() { return server_.anonymous().get("/readyz").body; }
  // A copy of the whole data directory, to be put back later.
  void keep_copy() { fs::copy(server_.data(), home() / "older", fs::copy_options::recursive); }
  void put_back() {
    fs::remove_all(server_.data());
    fs::rename(home() / "older", server_.data());
  }
  std::string refusal(const std::vector<std::string>& arguments) {
    ServerProcess refused(server_.data(), arguments);
    EXPECT_EQ(refused.port(), 0);
    return refused.output();
  }

  ApiServer server_;
  std::unique_ptr<ServerProcess> witness_;
  std::string witness_vkey_, port_;
};

TEST_F(Witnessed, CheckpointsCarryTheCosignatureAndStillVerify) {
  start_witness();
  server_.start(with_witness());
  place("o1");
  const std::uint64_t size = size_of_log();
  ASSERT_TRUE(within_ten_seconds([&] { return size_of(checkpoint()) == size; }));
  EXPECT_NE(checkpoint().find("\xE2\x80\x94 w.example/1 "), std::string::npos) << checkpoint();
  EXPECT_NE(readiness().find(R"("checkpoints":"published")"), std::string::npos);
  EXPECT_EQ(server_.process().stop(), 0);
  const CommandResult verified =
      run_tallygate({"verify", server_.data().string(), "--vkey", server_.credentials().vkey});
  EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
}

TEST_F(Witnessed, WithoutAQuorumTheOldCheckpointStandsAndCommandsGoOn) {
  start_witness();
  server_.start(with_witness());
  place("o1");
  const std::uint64_t size = size_of_log();
  ASSERT_TRUE(within_ten_seconds([&] { return size_of(checkpoint()) == size; }));
  const std::string before = checkpoint();
  witness_->kill_now();
  place("o2");
  place("o3");
  ASSERT_TRUE(within_ten_seconds([&] { return readiness().find("waiting_for_witnesses") != std::string::npos; }));
  EXPECT_NE(readiness().find(R"("status":"ready")"), std::string::npos);
  EXPECT_EQ(checkpoint(), before);
  // It has forgotten nothing, so it takes up where it was.
  start_witness(port_);
  ASSERT_TRUE(within_ten_seconds([&] { return size_of(checkpoint()) == size_of_log(); }));
  EXPECT_NE(readiness().find(R"("checkpoints":"published")"), std::string::npos);
  EXPECT_EQ(server_.process().stop(), 0);
}

TEST_F(Witnessed, AnOlderCopyOfTheDirectoryIsRefusedByTheWitness) {
  start_witness();
  server_.start(with_witness());
  place("o1");
  EXPECT_EQ(server_.process().stop(), 0);
  keep_copy();
  server_.start(with_witness());
  EXPECT_NE(readiness().find(R"("rollback_detection":"anchored")"), std::string::npos) << readiness();
  place("o2");
  EXPECT_EQ(server_.process().stop(), 0);
  put_back();
  const std::string why = refusal(with_witness());
  EXPECT_NE(why.find("is not the one that the witness https://127.0.0.1:" + port_), std::string::npos) << why;
  EXPECT_NE(why.find("it has cosigned"), std::string::npos) << why;
}

TEST_F(Witnessed, AForkIsRefusedByTheWitnessAlsoWhenItIsLonger) {
  start_witness();
  server_.start(with_witness());
  place("o1");
  EXPECT_EQ(server_.process().stop(), 0);
  keep_copy();
  server_.start(with_witness());
  place("o2");
  EXPECT_EQ(server_.process().stop(), 0);
  put_back();
  server_.start();  // nobody outside is asked: another history begins
  EXPECT_NE(readiness().find(R"("rollback_detection":"none")"), std::string::npos) << readiness();
  place("o3");
  place("o4");
  place("o5");
  EXPECT_EQ(server_.process().stop(), 0);
  const std::string why = refusal(with_witness());
  EXPECT_NE(why.find("it has cosigned another history"), std::string::npos) << why;
}

TEST_F(Witnessed, AnOlderCopyOfTheDirectoryIsRefusedByTheAnchor) {
  server_.start(with_anchor());
  place("o1");
  EXPECT_EQ(server_.process().stop(), 0);
  const std::string data = server_.data().string();
  const CommandResult holds = run_tallygate({"verify", data, "--anchor", anchor().string()});
  EXPECT_EQ(holds.exit_code, 0) << holds.out << holds.err;
  EXPECT_EQ(holds.out.find("rollback"), std::string::npos) << holds.out;
  keep_copy();
  server_.start(with_anchor());
  EXPECT_NE(readiness().find(R"("rollback_detection":"anchored")"), std::string::npos) << readiness();
  place("o2");
  EXPECT_EQ(server_.process().stop(), 0);
  put_back();
  const std::string why = refusal(with_anchor());
  EXPECT_NE(why.find("the anchor " + (anchor() / "localhost%2Fshop%2F1").string()), std::string::npos) << why;
  EXPECT_NE(why.find("the log holds only"), std::string::npos) << why;
  EXPECT_EQ(run_tallygate({"verify", data, "--anchor", anchor().string()}).exit_code, 1);
  const CommandResult alone = run_tallygate({"verify", data});
  EXPECT_EQ(alone.exit_code, 0) << alone.out;
  EXPECT_NE(alone.out.find("not checked: no anchor was given"), std::string::npos) << alone.out;
}

TEST_F(Witnessed, ANewAnchorHoldsWhatIsPublishedFromTheStartOn) {
  server_.start({});
  place("o1");
  EXPECT_EQ(server_.process().stop(), 0);
  const auto kept = [this] { return anchor() / "localhost%2Fshop%2F1"; };
  const auto bytes = [](const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  };
  const std::string published = bytes(server_.data() / "checkpoints" / "shop");
  ASSERT_FALSE(published.empty());
  server_.start(with_anchor());
  EXPECT_EQ(bytes(kept()), published) << "though the log has not grown";
  EXPECT_NE(readiness().find(R"("rollback_detection":"none")"), std::string::npos) << readiness();
  EXPECT_EQ(server_.process().stop(), 0);
}

TEST_F(Witnessed, AnAnchorThatIsNotThereIsNoAnchor) {
  fs::remove(anchor());
  EXPECT_NE(refusal(with_anchor()).find("is its volume mounted?"), std::string::npos);
}

TEST_F(Witnessed, OneMemoryHasOneWitness) {
  start_witness();
  const CommandResult second = run_tallygate({"witness", "--key", key().string(), "--state", state().string(), "--log",
                                              server_.credentials().vkey, "--listen", "127.0.0.1:0"});
  EXPECT_EQ(second.exit_code, 2);
  EXPECT_EQ(witness_->stop(), 0);
}

}  // namespace
}  // namespace tallygate::tests
