// Orders and payments that nothing changed for long are in no memory, and are found as they were: by reads, by late
// refunds, by repetitions, after restarts, beside damage.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <thread>

#include "engine/state_file.hpp"
#include "tests/support/engine_fixture.hpp"
#include "tests/support/eventually.hpp"

namespace tallygate::tests {
namespace {

using Kind = engine::Ticket::Kind;

class ColdObjects : public EngineTest {
 protected:
  void adjust(engine::Engine::Options& options) override {
    options.state_directory = states();
    if (writing_) {
      options.state_checkpoints = engine::StateCheckpointLimits{.tail_records = 1,
                                                                .tail_age = {},
                                                                .tail_records_least = 1,
                                                                .rest = 0,
                                                                .look_every = std::chrono::milliseconds(1),
                                                                .cold_after = core::minutes(30)};
    }
    options.say = [this](const std::string& line) {
      const std::lock_guard lock(mutex_);
      said_ += line + "\n";
    };
  }
  std::filesystem::path states() const { return directory_.path() / "state"; }
  std::string said() {
    const std::lock_guard lock(mutex_);
    return said_;
  }

  void sell(int from, int to) {
    for (int i = from; i < to; ++i) {
      const auto id = "o" + std::to_string(i);
      ask(place(id, 1000 + i));
      ask(pay(id, 1000 + i));
      ask(complete(id));
      if (i % 2 == 0) ask(refund(id, 1 + i, "r-" + id));
      ask(R"({"op":"login.attempt","key":"login-)" + id + R"(","body":{"login_id":"l-)" + id + R"(","user":"b-)" + id +
          R"(","success":true}})");
      clock_.step(core::minutes(7));
    }
  }
  std::string one(int i) {
    const auto id = "o" + std::to_string(i);
    return read(Kind::order, id) + read(Kind::payment, "p-" + id) + read(Kind::refund, "r-" + id);
  }
  std::vector<std::string> all(int to) {
    std::vector<std::string> out;
    for (int i = 0; i < to; ++i) out.push_back(one(i));
    return out;
  }
  // What is older than half an hour leaves: all that was sold, after an hour's rest.
  void let_objects_go() {
    clock_.step(core::hours(1));
    ask(R"({"op":"party.change","key":"c)" + std::to_string(clock_.now().us) +
        R"(","path":{"id":"b-o0"},"body":{"what":"password"}})");
    const auto done = [&] {
      const auto files = engine::state_files(states(), kTenant);
      return !files.empty() && files.front().position == engine_->durable_head(kTenant).size &&
             engine_->statistics().keys_in_memory == 0 && engine_->statistics().objects_in_memory == 0;
    };
    ASSERT_TRUE(eventually(done)) << engine_->statistics().objects_in_memory << " objects in memory\n" << said();
  }
  // All but an order with a timer, its payment and what the last command touched.
  void let_cold_leave_beside_open_orders() {
    clock_.step(core::hours(1));
    ask(R"({"op":"party.change","key":"beside","path":{"id":"b-o0"},"body":{"what":"password"}})");
    ASSERT_TRUE(eventually([&] { return engine_->statistics().objects_in_memory == 2; }))
        << engine_->statistics().objects_in_memory << " objects in memory\n"
        << said();
  }
  std::vector<std::filesystem::path> runs() const {
    std::vector<std::filesystem::path> found;
    for (const auto& file : std::filesystem::directory_iterator(engine::state_files_of(states(), kTenant)))
      if (file.path().extension() == ".run") found.push_back(file.path());
    return found;
  }

  // Many blocks, and no index: they open.
  void damage_runs() const {
    for (const auto& run : runs()) {
      std::fstream file(run, std::ios::binary | std::ios::in | std::ios::out);
      const auto bytes = std::filesystem::file_size(run);
      for (std::size_t at = 100; at < bytes * 3 / 4; at += 900)
        file.seekp(static_cast<std::streamoff>(at)).put(static_cast<char>('!'));
    }
  }

  bool writing_ = true;
  std::mutex mutex_;
  std::string said_;
};

TEST_F(ColdObjects, LeaveMemoryAndAreFoundAsTheyWere) {
  std::vector<std::string> before;
  for (int i = 0; i < 20; ++i) {
    sell(i, i + 1);
    before.push_back(one(i));  // before it leaves: what is read later is kept for a while
  }
  let_objects_go();
  const auto digest = engine_->state_digest(kTenant);
  EXPECT_EQ(all(20), before);
  EXPECT_EQ(engine_->state_digest(kTenant), digest);
  EXPECT_EQ(ask(place("o3", 1003)).kind, engine::Answer::Kind::replayed);
  const auto again = ask(place("o3", 1003, "another-key"));
  EXPECT_EQ(again.record->refusal->code, core::Code::order_exists) << "an id that was used stays used";
  // A late refund of an order that is in no memory, and not twice.
  EXPECT_EQ(ask(refund("o5", 500, "late")).record->type, core::RecordType::refund_sent);
  EXPECT_EQ(ask(refund("o5", 1'006, "more")).record->refusal->code, core::Code::exceeds_refundable);
  const auto taken = ask(R"({"op":"order.refund","key":"of-another","path":{"id":"o6"},"body":{"refund_id":"r-o4",)"
                         R"("amount":1,"currency":"CNY"}})");
  EXPECT_EQ(taken.record->refusal->code, core::Code::exists_with_different_amount);
  const auto number = [&](const std::string& key) {
    return ask(R"({"op":"order.deliver","key":")" + key + R"(","path":{"id":"o7"},"body":{}})").record->subjects;
  };
  const auto numbers = number("d1");
  ASSERT_EQ(numbers.front().name, "order:o7");
  EXPECT_EQ(numbers.front().n, 4U) << "its records are counted on without a gap";
  EXPECT_EQ(number("d2").front().n, 5U);
}

TEST_F(ColdObjects, AreTheSameAfterARestartAndForOneWhoReadsTheWholeLog) {
  for (int round = 0; round < 3; ++round) {
    sell(10 * round, 10 * round + 10);
    let_objects_go();
    const auto n = std::to_string(round);
    ask(refund("o1", 10, "back-" + n));
    ask(R"({"op":"label.put","key":"label)" + n + R"(","body":{"subject":"login:l-o2","label":"fraud"}})");
  }
  const auto objects = all(30);
  const auto digest = engine_->state_digest(kTenant);
  restart();
  EXPECT_EQ(said().find("discarded"), std::string::npos) << said();
  EXPECT_EQ(engine_->state_digest(kTenant), digest);
  EXPECT_EQ(all(30), objects);
  engine_.reset();
  std::filesystem::remove_all(states());
  writing_ = false;
  start();
  EXPECT_EQ(engine_->state_digest(kTenant), digest) << "it does not depend on where the objects are";
  EXPECT_EQ(all(30), objects);
}

TEST_F(ColdObjects, OneThatCannotBeReadIsNeverTakenForOneThatIsNotThere) {
  sell(0, 40);
  let_objects_go();
  const auto objects = all(3);
  restart();
  const auto size = engine_->durable_head(kTenant).size;
  damage_runs();
  const auto rejected = ask(refund("o5", 10, "late"));
  EXPECT_EQ(rejected.kind, engine::Answer::Kind::rejected);
  EXPECT_EQ(rejected.code, core::Code::shard_recovering);
  EXPECT_EQ(engine_->durable_head(kTenant).size, size) << "nothing was recorded";
  // The log makes them again beside the running engine.
  EXPECT_TRUE(eventually([&] { return ask(refund("o5", 10, "late")).kind != engine::Answer::Kind::rejected; }));
  EXPECT_EQ(all(3), objects);
  EXPECT_EQ(engine_->durable_head(kTenant).size, size + 1);
}

// The refund of an order that ends takes the first id that is free, and here one of the same name left memory.
TEST_F(ColdObjects, OneThatATimerCannotReadKeepsItsTenantFromWritingUntilItCan) {
  sell(0, 40);
  ask(refund("o3", 7, "slow.cancel"));
  ask(R"({"op":"order.place","key":"slow","body":{"order_id":"slow","buyer":"b1","merchant":"m1","amount":900,)"
      R"("currency":"CNY","terms":{"expires_in":86400}}})");
  ask(pay("slow", 400));
  let_cold_leave_beside_open_orders();
  restart();
  damage_runs();
  clock_.step(core::days(2));
  const auto size = engine_->durable_head(kTenant).size;
  const auto rejected = ask(place("after"));
  EXPECT_EQ(rejected.code, core::Code::shard_recovering);
  EXPECT_EQ(engine_->durable_head(kTenant).size, size) << "neither the timer's records nor the command's";
  EXPECT_TRUE(eventually([&] { return ask(place("after")).kind == engine::Answer::Kind::recorded; }));
  EXPECT_NE(read(Kind::order, "slow").find(R"("state":"expired")"), std::string::npos);
  EXPECT_NE(read(Kind::order, "slow").find(R"("refunds":["cancel.)"), std::string::npos) << read(Kind::order, "slow");
}

}  // namespace
}  // namespace tallygate::tests
