// A request that meets a bug is rolled back and not run twice; nobody else notices. No input of the API is known to
// fail a CHECK, so the poison is a command that the edge would never make.
#include "engine/quarantine.hpp"
#include "tests/support/engine_fixture.hpp"
#include "tests/support/eventually.hpp"

namespace tallygate::tests {
namespace {

using core::Code;
using engine::Answer;

// A rule set that is in no blob: its record fails a CHECK half-way through apply.
core::Command poison(const std::string& key) {
  core::Command c;
  c.op = core::Operation::ruleset_put;
  c.actor = {"system", ""};
  c.key = key;
  core::RulesetPut put;
  put.name = "nowhere";
  put.toml_sha256 = core::to_hex(core::view(core::sha256(std::string_view("nowhere"))));
  c.body = std::move(put);
  core::finish_command(c);
  return c;
}

// Longer than a record can be, so that only the commit thread finds it.
core::Command too_long(const std::string& key) {
  core::Command c;
  c.op = core::Operation::order_deliver;
  c.actor = {"c1", ""};
  c.key = key;
  c.path_id = "o1";
  core::OrderDeliver body;
  body.waybill = std::string(70'000, 'w');
  c.body = std::move(body);
  core::finish_command(c);
  return c;
}

class QuarantineTest : public EngineTest {};

TEST_F(QuarantineTest, ABugIsRolledBackAndItsRequestIsNotRunTwiceWhateverItsKey) {
  ask(place("o1"));
  const auto before = engine_->state_digest(kTenant);
  EXPECT_EQ(ask(poison("k1")).code, Code::internal_error);
  EXPECT_EQ(engine_->state_digest(kTenant), before);
  EXPECT_EQ(ask(poison("k1")).code, Code::quarantined);
  EXPECT_EQ(ask(poison("k2")).code, Code::quarantined);
  EXPECT_EQ(engine_->statistics().check_failures, 1U);
  EXPECT_EQ(engine_->statistics().quarantined, 2U);
  EXPECT_EQ(engine_->state_digest(kTenant), before);
  EXPECT_EQ(ask(pay("o1")).kind, Answer::Kind::recorded);
}

TEST_F(QuarantineTest, TheKeyStaysFree) {
  EXPECT_EQ(ask(poison("k1")).code, Code::internal_error);
  core::Command other;
  other.op = core::Operation::label_put;
  other.actor = {"system", ""};
  other.key = "k1";
  core::LabelPut label;
  label.subject = "order:o1";
  other.body = label;
  core::finish_command(other);
  EXPECT_EQ(ask(std::move(other)).kind, Answer::Kind::recorded);
}

TEST_F(QuarantineTest, AnotherTenantIsAnsweredAndMayAskTheSame) {
  create("live", "t2");
  EXPECT_EQ(ask(poison("k1")).code, Code::internal_error);
  EXPECT_EQ(ask(command(place("o1")), "t2").kind, Answer::Kind::recorded);
  EXPECT_EQ(ask(poison("k1"), "t2").code, Code::internal_error);  // its own quarantine: not refused for its neighbour's
  EXPECT_EQ(ask(command(pay("o1")), "t2").kind, Answer::Kind::recorded);
}

TEST_F(QuarantineTest, ARestartLetsTheRequestInOnceMore) {
  EXPECT_EQ(ask(poison("k1")).code, Code::internal_error);
  restart();
  EXPECT_EQ(ask(poison("k1")).code, Code::internal_error);
  EXPECT_EQ(ask(poison("k1")).code, Code::quarantined);
}

TEST_F(QuarantineTest, ARecordThatCannotBeEncodedFailsItsBatchOnceAndNotTheProcess) {
  create("live", "t2");
  ask(place("o1"));
  EXPECT_EQ(ask(too_long("k1")).kind, Answer::Kind::dropped);
  wait_recovered();
  EXPECT_EQ(ask(command(place("o1")), "t2").kind, Answer::Kind::recorded);
  EXPECT_EQ(ask(too_long("k1")).code, Code::quarantined);
  EXPECT_EQ(ask(place("o1")).kind, Answer::Kind::replayed);
  EXPECT_EQ(engine_->statistics().recoveries, 1U);
}

TEST_F(QuarantineTest, AnAtomicBatchWithTheRequestInItIsRefusedWholeAndUnrecorded) {
  const auto ask_batch = [this](const std::string& key) {
    engine::Ticket ticket;
    ticket.kind = engine::Ticket::Kind::atomic_batch;
    ticket.tenant = kTenant;
    ticket.commands = {std::make_shared<const core::Command>(command(place("o1"))),
                       std::make_shared<const core::Command>(poison("line"))};
    core::Command batch;
    batch.op = core::Operation::batch_atomic;
    batch.actor = {"c1", ""};
    batch.key = key;
    core::finish_command(batch);
    ticket.batch_command = std::make_shared<const core::Command>(std::move(batch));
    Answers answers;
    ticket.done = answers.sink();
    engine_->submit(std::move(ticket));
    EXPECT_TRUE(answers.wait(1));
    return answers.call(0);
  };
  const auto size = engine_->durable_head(kTenant).size;
  for (const auto& answer : ask_batch("b1")) EXPECT_EQ(answer.code, Code::internal_error);
  for (const auto& answer : ask_batch("b1")) EXPECT_EQ(answer.code, Code::quarantined);
  EXPECT_EQ(ask(poison("alone")).code, Code::quarantined);
  EXPECT_EQ(ask(place("o1")).kind, Answer::Kind::recorded);  // the innocent line is not held against anyone
  EXPECT_EQ(engine_->durable_head(kTenant).size, size + 1);
}

// An order that the edge would not let in: its goods alone are beyond the range of an amount, so that what it is split
// by cannot be written. It completes by its own terms, so nobody asks for it.
class TimerQuarantineTest : public EngineTest {
 protected:
  void poison_a_timer() {
    core::Command plan = command(
        R"({"op":"plan.put","key":"plan","path":{"id":"pl"},"body":{"currency":"CNY","platform_fee_bp":0,"base":"goods",)"
        R"("levels":[],"shares":[{"role":"creator","bp":100}]}})");
    plan.actor = {"system", ""};
    core::finish_command(plan);
    ASSERT_EQ(ask(std::move(plan)).kind, Answer::Kind::recorded);
    core::Command order =
        command(R"({"op":"order.place","key":"o1","body":{"order_id":"o1","buyer":"b1","merchant":"m1","creator":"c1",)"
                R"("amount":1,"currency":"CNY","plan":"pl","terms":{"release_after_s":60}}})");
    auto& lines = std::get<core::OrderPlace>(order.body).lines;
    for (const core::Amount amount :
         {core::kAmountMax, -core::kAmountMax, core::kAmountMax, -core::kAmountMax, core::Amount{1}}) {
      core::OrderLine line;
      line.line_id = std::to_string(lines.size());
      line.kind = amount < 0 ? core::LineKind::discount : core::LineKind::goods;
      line.amount = amount;
      lines.push_back(std::move(line));
    }
    core::finish_command(order);
    ASSERT_EQ(ask(std::move(order)).code, Code::ok);
    ASSERT_EQ(ask(pay("o1", 1)).code, Code::ok);
    ASSERT_EQ(ask(R"({"op":"order.deliver","key":"d1","path":{"id":"o1"},"body":{}})").code, Code::ok);
    clock_.step(core::minutes(2));
  }
};

TEST_F(TimerQuarantineTest, WhatWouldFollowIsRefusedWhileReadsAndOtherTenantsGoOn) {
  create("live", "t2");
  poison_a_timer();
  ask(place("o2"));  // dropped, or refused already: the clock's own tick may have met the timer first
  wait_recovered();
  const engine::Answer refused = ask(place("o2"));
  EXPECT_EQ(refused.code, Code::quarantined);
  EXPECT_EQ(refused.detail, "a timer of this log meets a bug, and nothing is recorded after it");
  EXPECT_NE(read(engine::Ticket::Kind::order, "o1").find(R"("state":"delivered")"), std::string::npos);
  EXPECT_EQ(ask(command(place("o2")), "t2").kind, Answer::Kind::recorded);
  EXPECT_EQ(engine_->statistics().recoveries, 1U) << "the timer is not tried again";
}

TEST_F(TimerQuarantineTest, AStartTriesItOnceMoreAndGoesOnServing) {
  create("live", "t2");
  poison_a_timer();
  ask(place("o2"));
  wait_recovered();
  restart();
  ask(place("o3"));
  wait_recovered();
  EXPECT_EQ(ask(place("o3")).code, Code::quarantined);
  EXPECT_EQ(ask(command(place("o3")), "t2").kind, Answer::Kind::recorded);
}

TEST(Quarantine, IsBoundedAndTheOldestGoesFirst) {
  engine::Quarantine quarantine(2);
  const auto content = [](const std::string& id) { return command(place(id)); };
  quarantine.add("t1", content("a"));
  quarantine.add("t1", content("b"));
  quarantine.add("t1", content("b"));
  quarantine.add("t1", content("c"));
  EXPECT_FALSE(quarantine.holds("t1", content("a")));
  EXPECT_TRUE(quarantine.holds("t1", content("b")));
  EXPECT_TRUE(quarantine.holds("t1", content("c")));
  EXPECT_FALSE(quarantine.holds("t2", content("c")));
}

}  // namespace
}  // namespace tallygate::tests
