// A whole engine on a real log in a temporary directory, with a clock of the test's. Commands are written as batch
// lines.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "core/body_codec.hpp"
#include "engine/answers.hpp"
#include "engine/engine.hpp"
#include "eventstore/lmdb_log.hpp"
#include "risk/ruleset.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/faulty_log.hpp"
#include "tests/support/temporary_directory.hpp"

namespace tallygate::tests {

class SteppedClock final : public core::Clock {
 public:
  core::Time now() override { return {now_us_.load()}; }
  void set(core::Time t) { now_us_ = t.us; }
  void step(core::Duration d) { now_us_ += d.us; }

 private:
  std::atomic<std::int64_t> now_us_{1'790'000'000'000'000};  // 2026-09
};

// Shared with the calls that are still under way: the commit thread may be in notify_all when the test has gone on.
class Answers {
 public:
  // Waits until `n` calls have been made; false after ten seconds.
  bool wait(std::size_t n) {
    std::unique_lock lock(state_->mutex);
    return state_->changed.wait_for(lock, std::chrono::seconds(10), [&] { return state_->calls.size() >= n; });
  }
  std::function<void(std::vector<engine::Answer>)> sink() {
    return [state = state_](std::vector<engine::Answer> answers) {
      const std::lock_guard lock(state->mutex);
      state->calls.push_back(std::move(answers));
      state->changed.notify_all();
    };
  }
  std::vector<engine::Answer> call(std::size_t i) {
    const std::lock_guard lock(state_->mutex);
    return state_->calls.at(i);
  }
  std::size_t calls() {
    const std::lock_guard lock(state_->mutex);
    return state_->calls.size();
  }

 private:
  struct State {
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<std::vector<engine::Answer>> calls;
  };
  std::shared_ptr<State> state_ = std::make_shared<State>();
};

inline const std::string kTenant = "t1";

// A command from a batch line, as client "c1" of nobody unless told. Fails the test when the line is malformed.
inline core::Command command(const std::string& line, const std::string& person = "",
                             const std::string& client = "c1") {
  core::BodyReader reader;
  core::BodyReader::Line read;
  const auto errors = reader.read_line(line, read);
  for (const auto& e : errors.errors) ADD_FAILURE() << line << "\n" << e.pointer << ": " << e.code << ", " << e.detail;
  core::Command c;
  c.op = read.op.value_or(core::Operation::order_place);
  c.actor = {client, person};
  c.key = read.key;
  c.path_id = read.path_id;
  c.body = std::move(read.body);
  c.at = read.at;
  core::finish_command(c);
  return c;
}

class EngineTest : public ::testing::Test {
 protected:
  void SetUp() override {
    open_log();
    start();
    create();
  }
  void TearDown() override { engine_.reset(); }

  void open_log() {
    auto opened = eventstore::LmdbLog::open(directory_.path(), {});
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    log_ = std::move(opened).value();
    faulty_ = std::make_unique<FaultyLog>(*log_);
  }
  virtual void adjust(engine::Engine::Options&) {}
  void start() {
    engine::Engine::Options options;
    options.clock = &clock_;
    options.random = &random_;
    adjust(options);
    auto started = engine::Engine::start(*faulty_, options);
    ASSERT_TRUE(started.ok()) << started.error().message;
    engine_ = std::move(started).value();
  }
  void restart() {
    engine_.reset();
    faulty_.reset();
    log_.reset();
    open_log();
    start();
  }
  void create(const std::string& clock = "live", const std::string& tenant = kTenant) {
    const auto created = engine_->create_tenant(setup_of(tenant, clock));
    ASSERT_TRUE(created.ok()) << created.error().message;
  }
  engine::TenantSetup setup_of(const std::string& tenant, const std::string& clock = "live") {
    engine::TenantSetup setup;
    setup.tenant = tenant;
    setup.opened.tenant = tenant;
    setup.opened.clock = clock;
    setup.opened.origin = "example.com/t1/1";
    setup.opened.log_id = std::string(32, 'a');
    setup.opened.public_key = "example.com/t1/1+00000000+AQ==";
    setup.opened.recovery_public_key = std::string(64, 'b');
    setup.opened.time_zone = "UTC";
    setup.at = clock_.now();
    core::Command ruleset;
    ruleset.op = core::Operation::ruleset_put;
    core::RulesetPut put;
    put.name = "default";
    put.toml = std::string(risk::Ruleset::default_toml());
    put.toml_sha256 = core::to_hex(core::view(core::sha256(put.toml)));
    ruleset.body = std::move(put);
    core::finish_command(ruleset);
    setup.first_commands.push_back(std::move(ruleset));
    return setup;
  }

  engine::Answer ask(core::Command c, const std::string& tenant = kTenant) {
    Answers answers;
    engine::Ticket ticket;
    ticket.tenant = tenant;
    ticket.commands.push_back(std::make_shared<const core::Command>(std::move(c)));
    ticket.done = answers.sink();
    engine_->submit(std::move(ticket));
    EXPECT_TRUE(answers.wait(1));
    return answers.call(0).front();
  }
  engine::Answer ask(const std::string& line) { return ask(command(line)); }
  std::string read(engine::Ticket::Kind kind, const std::string& id) {
    Answers answers;
    engine::Ticket ticket;
    ticket.kind = kind;
    ticket.tenant = kTenant;
    ticket.id = id;
    ticket.done = answers.sink();
    engine_->submit(std::move(ticket));
    EXPECT_TRUE(answers.wait(1));
    return answers.call(0).front().json;
  }
  std::vector<engine::Answer> ask_atomic(const std::vector<std::string>& lines, const std::string& key) {
    engine::Ticket ticket;
    ticket.kind = engine::Ticket::Kind::atomic_batch;
    ticket.tenant = kTenant;
    core::Command batch;
    batch.op = core::Operation::batch_atomic;
    batch.actor = {"c1", ""};
    batch.key = key;
    std::string bodies;
    for (const auto& line : lines) {
      ticket.commands.push_back(std::make_shared<const core::Command>(command(line)));
      bodies.append(ticket.commands.back()->body_hash.begin(), ticket.commands.back()->body_hash.end());
    }
    core::finish_command(batch);
    batch.body_hash = core::hash16(bodies);
    ticket.batch_command = std::make_shared<const core::Command>(std::move(batch));
    Answers answers;
    ticket.done = answers.sink();
    engine_->submit(std::move(ticket));
    EXPECT_TRUE(answers.wait(1));
    return answers.call(0);
  }
  static engine::Rendered rendered(const engine::Answer& a) { return engine::render_answer(*a.record, a.leaf); }
  // Waits until the engine has read the log again after a failed commit.
  void wait_ready() {
    ASSERT_TRUE(eventually([this] { return engine_->statistics().ready; }));
  }
  void wait_recovered() {
    ASSERT_TRUE(eventually([this] { return engine_->statistics().recoveries > 0 && engine_->statistics().ready; }));
  }

  TemporaryDirectory directory_;
  SteppedClock clock_;
  core::SystemRandom random_;
  std::unique_ptr<eventstore::LmdbLog> log_;
  std::unique_ptr<FaultyLog> faulty_;
  std::unique_ptr<engine::Engine> engine_;
};

inline std::string place(const std::string& id, std::int64_t amount = 1000, const std::string& key = "") {
  return R"({"op":"order.place","key":")" + (key.empty() ? "place-" + id : key) + R"(","body":{"order_id":")" + id +
         R"(","buyer":"b-)" + id + R"(","merchant":"m1","amount":)" + std::to_string(amount) + R"(,"currency":"CNY"}})";
}
inline std::string pay(const std::string& id, std::int64_t amount = 1000, const std::string& payment = "") {
  const auto name = payment.empty() ? "p-" + id : payment;
  return R"({"op":"order.pay","key":"pay-)" + name + R"(","path":{"id":")" + id + R"("},"body":{"payment_id":")" +
         name + R"(","channel":"wechat_pay","amount":)" + std::to_string(amount) + R"(,"currency":"CNY"}})";
}
// By a payment "<order>.h", for 7 days.
inline std::string hold(const std::string& id, std::int64_t amount) {
  return R"({"op":"order.pay","key":"hold-)" + id + R"(","path":{"id":")" + id + R"("},"body":{"payment_id":")" + id +
         R"(.h","channel":"card","capture":false,"amount":)" + std::to_string(amount) + R"(,"currency":"CNY"}})";
}
inline std::string complete(const std::string& id) {
  return R"({"op":"order.complete","key":"complete-)" + id + R"(","path":{"id":")" + id + R"("},"body":{}})";
}
inline std::string refund(const std::string& id, std::int64_t amount, const std::string& refund_id) {
  return R"({"op":"order.refund","key":"refund-)" + refund_id + R"(","path":{"id":")" + id +
         R"("},"body":{"refund_id":")" + refund_id + R"(","amount":)" + std::to_string(amount) +
         R"(,"currency":"CNY"}})";
}

}  // namespace tallygate::tests
