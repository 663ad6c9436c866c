// kill -9 under eight clients, again and again: what was acknowledged is there, byte for byte; nothing is half there;
// the log verifies after each.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <iostream>
#include <map>
#include <mutex>
#include <thread>

#include "core/random.hpp"
#include "tests/support/api_server.hpp"

namespace tallygate::tests {
namespace {

constexpr int kRounds = 20;  // TALLYGATE_CRASH_ROUNDS says how many otherwise
constexpr std::size_t kClients = 8;

int rounds() {
  const char* asked = std::getenv("TALLYGATE_CRASH_ROUNDS");
  return asked == nullptr ? kRounds : std::max(1, std::atoi(asked));
}

std::string order_body(const std::string& id) {
  return R"({"order_id":")" + id + R"(","buyer":"b-)" + id + R"(","merchant":"m1","amount":1000,"currency":"CNY"})";
}
std::string payment_body(const std::string& id) {
  return R"({"payment_id":"p-)" + id + R"(","channel":"wechat_pay","amount":1000,"currency":"CNY"})";
}

struct Call {
  const CredentialsFile* tenant;
  std::string target, key, body;
};

// Everything that any client was ever answered.
class Acknowledged {
 public:
  void add(const Call& call, const Reply& reply) {
    const std::lock_guard lock(mutex_);
    answers_.push_back({call, reply});
    changed_.notify_all();
  }
  void wait_for(std::size_t n) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return answers_.size() >= n; });
  }
  std::size_t size() {
    const std::lock_guard lock(mutex_);
    return answers_.size();
  }
  const std::vector<std::pair<Call, Reply>>& all() const { return answers_; }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::pair<Call, Reply>> answers_;
};

// One client: an order, its payment, a cancellation of every third (a group of records), until the connection breaks.
void run_client(ApiClient client, const CredentialsFile* tenant, const std::string& prefix,
                Acknowledged& acknowledged) {
  for (int i = 0;; ++i) {
    const auto id = prefix + std::to_string(i);
    std::vector<Call> calls = {{tenant, "/v1/orders", "place-" + id, order_body(id)},
                               {tenant, "/v1/orders/" + id + "/payments", "pay-" + id, payment_body(id)}};
    if (i % 3 == 0) calls.push_back({tenant, "/v1/orders/" + id + "/cancel", "cancel-" + id, "{}"});
    for (const auto& call : calls) {
      const Reply reply = client.post(call.target, call.body, call.key);
      if (reply.status == 0) return;
      acknowledged.add(call, reply);
    }
  }
}

// Every round: load on all tenants, kill -9, verify, start, and every answer since the round before once more.
void kill_again_and_again(ApiServer& server, const std::vector<const CredentialsFile*>& tenants) {
  Acknowledged acknowledged;
  core::SeededRandom random(20'261'122);
  std::size_t checked = 0;
  const auto client_of = [&](const CredentialsFile* tenant) {
    return ApiClient(server.process().port(), *tenant, "platform");
  };
  for (int round = 0; round < rounds(); ++round) {
    std::vector<std::thread> clients;
    for (std::size_t c = 0; c < kClients; ++c)
      clients.emplace_back([&, c] {
        const CredentialsFile* tenant = tenants[c % tenants.size()];
        run_client(client_of(tenant), tenant, "r" + std::to_string(round) + "c" + std::to_string(c) + "-",
                   acknowledged);
      });
    acknowledged.wait_for(acknowledged.size() + 40 + random.below(200));
    server.process().kill_now();
    for (auto& client : clients) client.join();
    for (const CredentialsFile* tenant : tenants) {
      const CommandResult verified =
          run_tallygate({"verify", server.data().string(), "--tenant", tenant->tenant, "--vkey", tenant->vkey});
      ASSERT_EQ(verified.exit_code, 0) << "round " << round << ": " << verified.out << verified.err;
    }
    server.start();
    // The same key gets the same answer: the acknowledged record is there, with its leaf.
    std::map<const CredentialsFile*, ApiClient> again;
    for (const CredentialsFile* tenant : tenants) again.emplace(tenant, client_of(tenant));
    for (; checked < acknowledged.size(); ++checked) {
      const auto& [call, first] = acknowledged.all()[checked];
      ASSERT_LT(first.status, 300) << first.body;
      const Reply replay = again.at(call.tenant).post(call.target, call.body, call.key);
      ASSERT_EQ(replay.body, first.body) << "round " << round << ": " << call.key;
      ASSERT_EQ(replay.status, first.status);
    }
  }
  EXPECT_GT(checked, static_cast<std::size_t>(rounds()) * 40);
  std::cout << rounds() << " kills, " << checked << " acknowledged answers, each there with its bytes\n";
  // Money adds up over everything that survived: what the channel holds is what the orders hold.
  for (const CredentialsFile* tenant : tenants) {
    auto platform = client_of(tenant);
    const Reply channel = platform.get("/v1/accounts/assets:channel:wechat_pay"),
                escrow = platform.get("/v1/accounts/liabilities:escrow");
    EXPECT_EQ(channel.at("/balances/0/posted"), escrow.at("/balances/0/posted"));
  }
  EXPECT_EQ(server.process().stop(), 0);
}

TEST(KillUnderLoad, LosesNothingAcknowledgedAndLeavesNothingHalfDone) {
  ApiServer server;
  kill_again_and_again(server, {&server.credentials()});
}

TEST(KillUnderLoad, LosesNothingOfTwoShards) {
  ApiServer server;
  ASSERT_EQ(server.process().stop(), 0);
  ASSERT_EQ(run_tallygate({"init", "--data", server.data().string(), "--tenant", "rival", "--shard", "1"}).exit_code,
            0);
  const CredentialsFile rival = read_credentials(server.data() / "credentials-rival.json");
  server.start();
  kill_again_and_again(server, {&server.credentials(), &rival});
}

}  // namespace
}  // namespace tallygate::tests
