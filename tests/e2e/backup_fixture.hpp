// A server under load, its backups and what is restored from them.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "audit/checkpoint.hpp"
#include "audit/record_pages.hpp"
#include "engine/tenant_state.hpp"
#include "eventstore/lmdb_log.hpp"
#include "risk/ruleset.hpp"
#include "tests/support/api_server.hpp"

namespace tallygate::tests {

inline std::string read_text(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Clients that place and pay orders and cancel every third, until they are stopped.
class Load {
 public:
  struct Answered {
    std::string target, key, body;
    Reply reply;
  };
  Load(const ApiServer& server, int clients, const std::string& prefix = "c") {
    for (int c = 0; c < clients; ++c)
      threads_.emplace_back([this, client = server.client("platform"), name = prefix + std::to_string(c)]() mutable {
        run(client, name);
      });
  }
  ~Load() { stop(); }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  void stop() {
    stopping_ = true;
    for (auto& thread : threads_) thread.join();
    threads_.clear();
  }
  // Until so many more calls were answered: time as the server itself measures it.
  void go_on(std::size_t more) {
    std::unique_lock lock(mutex_);
    const auto n = answered_.size() + more;
    changed_.wait(lock, [&] { return answered_.size() >= n; });
  }
  const std::vector<Answered>& answered() const { return answered_; }  // after stop()

 private:
  void run(ApiClient& client, const std::string& name) {
    for (int i = 0; !stopping_; ++i) {
      const std::string id = name + "-" + std::to_string(i);
      call(client, "/v1/orders", "place-" + id,
           R"({"order_id":")" + id + R"(","buyer":"b-)" + id +
               R"(","merchant":"m1","amount":1000,"currency":"CNY","ship_to":{"name":"Zebulon Quux )" + id + R"("}})");
      call(client, "/v1/orders/" + id + "/payments", "pay-" + id,
           R"({"payment_id":"p-)" + id + R"(","channel":"wechat_pay","amount":1000,"currency":"CNY"})");
      if (i % 3 == 0) call(client, "/v1/orders/" + id + "/cancel", "cancel-" + id, "{}");
    }
  }
  void call(ApiClient& client, const std::string& target, const std::string& key, const std::string& body) {
    Reply reply = client.post(target, body, key);
    const std::lock_guard lock(mutex_);
    answered_.push_back({target, key, body, std::move(reply)});
    changed_.notify_all();
  }

  std::atomic<bool> stopping_ = false;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Answered> answered_;
  std::vector<std::thread> threads_;
};

class Backups : public testing::Test {
 protected:
  std::filesystem::path at(const std::string& name) const { return directory_.path() / name; }
  std::filesystem::path checkpoint() const { return server_.data() / "checkpoints" / "shop"; }

  CommandResult back_up(const std::vector<std::string>& more = {}) const {
    return run({"backup", "--data", server_.data().string(), "--to", at("backup").string(), "--json"}, more);
  }
  CommandResult restore(const std::string& to, const std::vector<std::string>& more = {}) const {
    return run({"restore", "--from", at("backup").string(), "--data", at(to).string(), "--json"}, more);
  }
  CommandResult verify(const std::filesystem::path& what) const {
    return run_tallygate({"verify", what.string(), "--vkey", server_.credentials().vkey, "--json"});
  }
  static CommandResult run(std::vector<std::string> arguments, const std::vector<std::string>& more) {
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_tallygate(arguments);
  }
  static std::uint64_t number(const CommandResult& result, const char* pointer) {
    const std::string text = Reply{200, {}, result.out}.at(pointer);
    return text.empty() ? 0 : std::stoull(text);
  }
  static std::string text(const CommandResult& result, const char* pointer) {
    return Reply{200, {}, result.out}.at(pointer);
  }
  std::string recovery_key() const {
    std::ofstream(at("recovery.key")) << server_.recovery_key() << "\n";
    return at("recovery.key").string();
  }
  // The same clients, against a server on a restored directory.
  CredentialsFile credentials_at(const std::filesystem::path& data) const {
    CredentialsFile credentials = server_.credentials();
    credentials.ca_file = (data / "tls" / "cert.pem").string();
    return credentials;
  }
  void stop() { EXPECT_EQ(server_.process().stop(), 0); }
  // Runs backups until one has added records: the server publishes when it wants to.
  CommandResult back_up_something_new(Load& load) const {
    for (;;) {
      const CommandResult done = back_up({"--vault-to", at("vault").string()});
      if (done.exit_code == 0 && number(done, "/records") > 0) return done;
      load.go_on(20);
    }
  }

  TemporaryDirectory directory_;
  ApiServer server_;
};

inline std::unique_ptr<eventstore::LmdbLog> read_log(const std::filesystem::path& data) {
  eventstore::LmdbOptions options;
  options.read_only = true;
  auto log = eventstore::LmdbLog::open(data / "shards" / "0", options);
  EXPECT_TRUE(log.ok());
  return std::move(log).value();
}

// The state that the first `size` records make: ledger, risk, keys, counters.
inline std::string state_digest(const eventstore::EventLog& log, std::uint64_t size) {
  engine::TenantState state("shop", [&log](const core::Digest& hash) {
    std::vector<risk::RulesetError> errors;
    return risk::Ruleset::compile(*log.blob("shop", hash), errors);
  });
  core::UndoJournal journal;
  const auto read = audit::each_decoded(log, "shop", 0, size, [&](const core::Decoded& decoded, std::string_view) {
    state.apply(decoded.record, journal);
    journal.commit();
    return true;
  });
  EXPECT_TRUE(read.ok());
  return core::to_hex(core::view(state.digest()));
}

// Idempotency keys of the first `size` records, as the log keeps them beside the records.
inline std::map<std::uint64_t, std::pair<core::Hash16, core::Hash16>> keys_of(const eventstore::EventLog& log,
                                                                              std::uint64_t size) {
  std::map<std::uint64_t, std::pair<core::Hash16, core::Hash16>> keys;
  const auto read = log.read_keys("shop", [&](const eventstore::KeyEntry& key) {
    if (key.seq < size) keys[key.seq] = {key.key, key.body};
  });
  EXPECT_TRUE(read.ok());
  return keys;
}

}  // namespace tallygate::tests
