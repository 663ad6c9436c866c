// A dry run is answered as its command would be, and leaves nothing: no record, key, id, figure or timer.
#include "tests/support/engine_fixture.hpp"

namespace tallygate::tests {
namespace {

using engine::Answer;

class DryRun : public EngineTest {
 protected:
  std::vector<Answer> dry(const std::vector<std::string>& lines, bool atomic = false) {
    engine::Ticket ticket;
    ticket.tenant = kTenant;
    ticket.dry_run = true;
    for (const auto& line : lines) ticket.commands.push_back(std::make_shared<const core::Command>(command(line)));
    if (atomic) {
      core::Command batch;
      batch.op = core::Operation::batch_atomic;
      batch.actor = {"c1", ""};
      core::finish_command(batch);
      ticket.kind = engine::Ticket::Kind::atomic_batch;
      ticket.batch_command = std::make_shared<const core::Command>(std::move(batch));
    }
    Answers answers;
    ticket.done = answers.sink();
    engine_->submit(std::move(ticket));
    EXPECT_TRUE(answers.wait(1));
    return answers.call(0);
  }
  // Runs `lines` dry and holds the state, the log and the head against what they were.
  std::vector<Answer> leaves_nothing(const std::vector<std::string>& lines, bool atomic = false) {
    const auto size = engine_->durable_head(kTenant).size;
    const auto digest = engine_->state_digest(kTenant);
    auto answers = dry(lines, atomic);
    EXPECT_EQ(engine_->durable_head(kTenant).size, size);
    EXPECT_EQ(engine_->state_digest(kTenant), digest);
    for (const auto& a : answers) {
      EXPECT_EQ(a.kind, Answer::Kind::dry_run) << a.detail;
      EXPECT_EQ(a.as_of, size);
      EXPECT_EQ(a.receipt, nullptr);
    }
    return answers;
  }
};

TEST_F(DryRun, OfEachStepOfAnOrdersLifeIsAnsweredAsTheStepIsAndLeavesNothing) {
  const std::vector<std::string> life = {
      place("o1"),    hold("o1", 400),         pay("o1", 600),          complete("o1"),         pay("o1", 400),
      complete("o1"), refund("o1", 300, "r1"), refund("o1", 900, "r2"), refund("o1", 300, "r1")};
  int refusals = 0;
  for (std::size_t i = 0; i < life.size(); ++i) {
    const std::string line = life[i];
    auto asked = command(line);
    asked.key += "-" + std::to_string(i);
    core::finish_command(asked);
    const auto first = leaves_nothing({line}).front();
    const auto done = ask(asked);
    ASSERT_EQ(done.kind, Answer::Kind::recorded);
    const auto dry = engine::render_dry_run(*first.record, first.as_of);
    const auto real = rendered(done);
    EXPECT_EQ(dry.status, real.status) << line;
    EXPECT_EQ(first.record->type, done.record->type) << line;
    refusals += real.status >= 400;
    EXPECT_NE(dry.body.find("\"dry_run\":true"), std::string::npos) << dry.body;
    EXPECT_EQ(dry.body.find("\"record\""), std::string::npos) << dry.body;
    EXPECT_EQ(dry.body.find("\"id\":\"d"), std::string::npos) << dry.body;
  }
  EXPECT_GE(refusals, 3);
}

TEST_F(DryRun, UsesUpNeitherItsKeyNorItsId) {
  leaves_nothing({place("o1", 1000, "k")});
  EXPECT_EQ(ask(place("o1", 1000, "k")).kind, Answer::Kind::recorded);
  leaves_nothing({pay("o1", 1001)});  // refused
  const auto paid = ask(command(pay("o1", 1000)));
  EXPECT_EQ(rendered(paid).status, 201) << rendered(paid).body;
}

TEST_F(DryRun, OfACallThatWasAnsweredIsThatAnswer) {
  const auto done = ask(place("o1"));
  const auto again = dry({place("o1")}).front();
  ASSERT_EQ(again.kind, Answer::Kind::replayed);
  EXPECT_EQ(rendered(again).body, rendered(done).body);
  EXPECT_EQ(dry({place("o1", 999)}).front().kind, Answer::Kind::reused);
}

TEST_F(DryRun, OfSeveralLinesDecidesEachOnTopOfThoseBefore) {
  const auto answers =
      leaves_nothing({place("o1"), pay("o1", 999), pay("o1", 2, "p2"), pay("o1", 1, "p3"), complete("o1")});
  ASSERT_EQ(answers.size(), 5U);
  const auto status = [&](std::size_t i) { return engine::render_dry_run(*answers[i].record, 0).status; };
  EXPECT_EQ(status(1), 201);
  EXPECT_EQ(status(2), 422) << "one line's refusal is its own";
  EXPECT_EQ(status(3), 201);
  EXPECT_EQ(status(4), 200);
  EXPECT_EQ(read(engine::Ticket::Kind::order, "o1"), "");
}

TEST_F(DryRun, ALineWithTheKeyOfAnotherIsAnsweredByIt) {
  const auto answers = dry({place("o1", 1000, "k"), place("o1", 1000, "k"), place("o1", 1001, "k")});
  ASSERT_EQ(answers.size(), 3U);
  EXPECT_EQ(answers[1].kind, Answer::Kind::dry_run);
  EXPECT_EQ(answers[1].record->type, core::RecordType::order_placed);
  EXPECT_EQ(answers[2].kind, Answer::Kind::rejected);
  EXPECT_EQ(answers[2].code, core::Code::key_reused);
  EXPECT_EQ(answers[2].pointer, "/amount");
}

TEST_F(DryRun, OfAnAtomicBatchSaysWhichLineWouldRefuseIt) {
  const auto good = leaves_nothing({place("o1"), pay("o1")}, true);
  for (const auto& a : good) EXPECT_EQ(a.code, core::Code::ok);
  const auto refused = leaves_nothing({place("o1"), pay("o1", 9'999), complete("o1")}, true);
  ASSERT_EQ(refused.size(), 3U);
  EXPECT_EQ(refused[0].code, core::Code::batch_aborted);
  EXPECT_EQ(refused[1].code, core::Code::exceeds_payable);
  EXPECT_EQ(refused[2].code, core::Code::batch_aborted);
}

TEST_F(DryRun, WaitsForTheRecordsItRestsOn) {
  faulty_->hold_appends();
  Answers write, dry;
  for (const bool dry_run : {false, true}) {
    engine::Ticket ticket;
    ticket.tenant = kTenant;
    ticket.dry_run = dry_run;
    ticket.commands.push_back(std::make_shared<const core::Command>(command(dry_run ? pay("o1") : place("o1"))));
    ticket.done = dry_run ? dry.sink() : write.sink();
    engine_->submit(std::move(ticket));
    if (!dry_run) faulty_->wait_for_held_append();
  }
  EXPECT_EQ(dry.calls(), 0U);
  faulty_->release_appends();
  ASSERT_TRUE(dry.wait(1));
  EXPECT_EQ(write.calls(), 1U);
  EXPECT_EQ(dry.call(0).front().record->type, core::RecordType::payment_captured);
}

class DryRunInTheFuture : public DryRun {
 protected:
  void SetUp() override {
    open_log();
    start();
    create("replay");
  }
};

TEST_F(DryRunInTheFuture, FiresTheTimersBeforeItAndRollsThemBack) {
  ASSERT_EQ(rendered(ask(place("o1"))).status, 201);
  ASSERT_EQ(rendered(ask(hold("o1", 1000))).status, 201);
  auto later = command(R"({"op":"payment.capture","key":"c","path":{"id":"o1.h"},"body":{}})");
  later.at = core::Time{1'799'999'999'000'000};
  engine::Ticket ticket;
  ticket.tenant = kTenant;
  ticket.dry_run = true;
  ticket.commands.push_back(std::make_shared<const core::Command>(later));
  Answers answers;
  ticket.done = answers.sink();
  const auto digest = engine_->state_digest(kTenant);
  engine_->submit(std::move(ticket));
  ASSERT_TRUE(answers.wait(1));
  ASSERT_TRUE(answers.call(0).front().record->refusal.has_value());
  EXPECT_EQ(answers.call(0).front().record->refusal->code, core::Code::hold_expired);
  EXPECT_EQ(engine_->state_digest(kTenant), digest);
  EXPECT_EQ(rendered(ask(R"({"op":"payment.capture","key":"c2","path":{"id":"o1.h"},"body":{}})")).status, 200);
}

}  // namespace
}  // namespace tallygate::tests
