// The whole engine on a log whose N-th append fails, N = 1, 2, 3 … until a scene passes without: nothing acknowledged
// is lost, nothing is done twice, and the same key gets the same answer. And a clock that is set back and forward.
#include <atomic>
#include <filesystem>
#include <map>
#include <thread>

#include "tests/support/engine_fixture.hpp"

namespace tallygate::tests {
namespace {

using core::Code;
using engine::Answer;
using Kind = engine::Ticket::Kind;

class EngineFaults : public EngineTest {
 protected:
  // An order's life with a refund of each outcome, and a batch; each line rests on those before it.
  std::vector<std::string> scene() const {
    return {place("o1"),
            pay("o1", 400, "p1"),
            pay("o1", 600, "p2"),
            R"({"op":"order.ship","key":"ship","path":{"id":"o1"},"body":{"waybill":"w1"}})",
            complete("o1"),
            refund("o1", 100, "r1"),
            refund("o1", 2'000, "r2"),  // more than is there: a refusal is an acknowledgement too
            R"({"op":"refund.fail","key":"fail-r1","path":{"id":"r1"},"body":{}})",
            refund("o1", 1'000, "r3")};
  }
  void wait_recovered(std::uint64_t recoveries) {
    while (engine_->statistics().recoveries < recoveries || !engine_->statistics().ready) std::this_thread::yield();
  }
  // As a client does: no answer, or 503, and the same line goes out again.
  Answer ask_until_answered(const std::string& line) {
    for (;;) {
      auto answer = ask(line);
      if (answer.kind != Answer::Kind::dropped && answer.code != Code::shard_recovering) return answer;
      wait_recovered(1);
    }
  }
  std::string bytes(const Answer& answer) const {
    const auto r = rendered(answer);
    return std::to_string(r.status) + r.body;
  }
  std::string money() {
    std::string out = read(Kind::order, "o1");
    for (const char* account : {"liabilities:escrow", "liabilities:merchant:m1", "assets:channel:wechat_pay"}) {
      const auto json = read(Kind::account, account);
      out += json.substr(0, json.find("\"as_of\"")) + json.substr(json.find("\"balances\""));
    }
    return out;
  }
  // Plays the scene with the nth append failing; false when there were fewer.
  bool play(std::uint64_t nth, Failing how, std::string& left) {
    faulty_->fail_append(nth, how);
    std::map<std::string, std::string> acknowledged;
    std::map<std::string, Answer::Kind> kinds;
    for (const auto& line : scene()) {
      const auto answer = ask_until_answered(line);
      acknowledged[line] = bytes(answer);
      kinds[line] = answer.kind;
    }
    const bool failed = engine_->statistics().recoveries == 1;
    std::size_t replayed = 0;
    for (const auto& [line, kind] : kinds) replayed += kind == Answer::Kind::replayed ? 1 : 0;
    EXPECT_EQ(replayed, failed && how == Failing::after_commit ? 1U : 0U) << "append " << nth;
    left = money();
    const auto digest = engine_->state_digest(kTenant);
    restart();
    EXPECT_EQ(engine_->state_digest(kTenant), digest) << "append " << nth;
    for (const auto& [line, was] : acknowledged) {
      const auto again = ask(line);
      EXPECT_EQ(again.kind, Answer::Kind::replayed) << line;
      EXPECT_EQ(bytes(again), was) << line;
    }
    return failed;
  }
  void fail_each_append(Failing how) {
    std::uint64_t nth = 1;
    std::string left, first;
    while (play(nth, how, left)) {
      // Times and leaves apart, what is left is the same whichever append failed.
      if (nth == 1) first = without_times(left);
      EXPECT_EQ(without_times(left), first) << "append " << nth;
      ++nth;
      fresh();
    }
    EXPECT_EQ(without_times(left), first) << "without a fault";
    EXPECT_EQ(nth, scene().size() + 1);  // a lone client: an append a line
  }
  void fresh() {
    engine_.reset();
    faulty_.reset();
    log_.reset();
    for (const auto& file : std::filesystem::directory_iterator(directory_.path()))
      std::filesystem::remove_all(file.path());
    open_log();
    start();
    create();
  }
  static std::string without_times(std::string json) {
    for (auto at = json.find("2026-"); at != std::string::npos; at = json.find("2026-")) json.erase(at, 27);
    return json;
  }
};

TEST_F(EngineFaults, WhicheverAppendFailsBeforeItsCommitTheSceneEndsTheSame) {
  fail_each_append(Failing::before_commit);
}

TEST_F(EngineFaults, WhicheverAppendFailsAfterItsCommitTheSceneEndsTheSame) {
  fail_each_append(Failing::after_commit);
}

TEST_F(EngineFaults, WhileTheLogIsReadAgainNothingIsTakenAndReadinessSaysSo) {
  ask(place("o1"));
  EXPECT_TRUE(engine_->statistics().ready);
  faulty_->fail_append(1, Failing::after_commit);
  faulty_->fail_reopen(1);  // so that reading again takes a while
  EXPECT_EQ(ask(pay("o1")).kind, Answer::Kind::dropped);
  EXPECT_FALSE(engine_->statistics().ready);
  const auto meanwhile = ask(pay("o1"));
  EXPECT_EQ(meanwhile.kind, Answer::Kind::rejected);
  EXPECT_EQ(meanwhile.code, Code::shard_recovering);
  EXPECT_EQ(core::traits(meanwhile.code).status, 503);
  EXPECT_EQ(engine_->statistics().recoveries, 0U);
  wait_recovered(1);
  EXPECT_EQ(ask(pay("o1")).kind, Answer::Kind::replayed);
}

TEST_F(EngineFaults, AFaultUnderOneTenantsCommandLosesNothingOfAnother) {
  create("live", "t2");
  EXPECT_EQ(ask(command(place("o1")), "t2").kind, Answer::Kind::recorded);
  faulty_->fail_append(1, Failing::before_commit);
  EXPECT_EQ(ask(place("o1")).kind, Answer::Kind::dropped);
  wait_recovered(1);
  EXPECT_EQ(ask(command(place("o1")), "t2").kind, Answer::Kind::replayed);
  EXPECT_EQ(ask(command(pay("o1")), "t2").kind, Answer::Kind::recorded);
}

TEST_F(EngineFaults, AClockSetBackOrForwardMovesNoRecordBackAndFiresNoTimerTwice) {
  ask(command(R"({"op":"plan.put","key":"plan","path":{"id":"default"},"body":{"currency":"CNY","platform_fee_bp":0,)"
              R"("levels":[{"level":1,"tiers":[{"from_gmv":0,"bp":1000}]}],"shares":[],"matures_after_s":86400}})",
              "", "system"));
  ask(R"({"op":"order.place","key":"place","body":{"order_id":"o1","buyer":"b1","merchant":"m1","amount":1000,)"
      R"("currency":"CNY","referrer":"d1"}})");
  ask(pay("o1"));
  ask(complete("o1"));
  const auto owed = [this] { return read(Kind::account, "liabilities:distributor:d1:payable"); };
  EXPECT_EQ(owed().find("\"posted\":100"), std::string::npos);
  core::Time last;
  const auto ask_at = [&](core::Duration step, const std::string& line) {
    clock_.step(step);
    const auto answer = ask_until_answered(line);
    ASSERT_TRUE(answer.record);
    EXPECT_GE(answer.record->at, last);
    last = answer.record->at;
  };
  ask_at(core::days(5), place("o2"));
  EXPECT_NE(owed().find("\"posted\":100"), std::string::npos);
  const auto size = engine_->durable_head(kTenant).size;
  ask_at(core::days(-5), place("o3"));
  faulty_->fail_append(1, Failing::after_commit);
  ask_at(core::days(-1), place("o4"));
  restart();
  ask_at(core::days(3), place("o5"));
  EXPECT_EQ(engine_->durable_head(kTenant).size, size + 3);  // the orders: nothing matured again
  EXPECT_NE(owed().find("\"posted\":100"), std::string::npos);
}

class EngineWithoutSpace : public EngineFaults {
 protected:
  void adjust(engine::Engine::Options& options) override {
    options.free_bytes = [this] {
      ++looks_;
      return free_.load();
    };
  }
  // Until the engine has looked, and then done what it does on a quiet log, once more.
  void wait_for_quiet_tick() {
    const auto looks = looks_.load();
    while (looks_ < looks + 2) std::this_thread::yield();
  }
  std::atomic<std::uint64_t> free_{std::uint64_t{1} << 40}, looks_{0};
};

TEST_F(EngineWithoutSpace, NothingIsRecordedNotEvenByATimerUntilThereIsSpace) {
  ask(command(R"({"op":"plan.put","key":"plan","path":{"id":"default"},"body":{"currency":"CNY","platform_fee_bp":0,)"
              R"("levels":[{"level":1,"tiers":[{"from_gmv":0,"bp":1000}]}],"shares":[],"matures_after_s":86400}})",
              "", "system"));
  ask(R"({"op":"order.place","key":"place","body":{"order_id":"o1","buyer":"b1","merchant":"m1","amount":1000,)"
      R"("currency":"CNY","referrer":"d1"}})");
  ask(pay("o1"));
  ask(complete("o1"));
  const auto size = engine_->durable_head(kTenant).size;
  free_ = 0;
  wait_for_quiet_tick();
  EXPECT_TRUE(engine_->statistics().storage_low);
  EXPECT_EQ(ask(place("o2")).code, Code::storage_low);
  const auto appends = faulty_->appends();
  clock_.step(core::days(5));
  wait_for_quiet_tick();
  EXPECT_EQ(faulty_->appends(), appends) << "a commission that is due waits";
  free_ = std::uint64_t{1} << 40;
  while (engine_->durable_head(kTenant).size == size) std::this_thread::yield();
  EXPECT_EQ(engine_->durable_head(kTenant).size, size + 1);  // it has matured
  EXPECT_EQ(ask(place("o2")).kind, Answer::Kind::recorded);
}

}  // namespace
}  // namespace tallygate::tests
