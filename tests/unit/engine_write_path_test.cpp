#include <thread>

#include "tests/support/engine_fixture.hpp"

namespace tallygate::tests {
namespace {

using engine::Answer;

class WritePath : public EngineTest {};

TEST_F(WritePath, AnAnswerIsGivenOnlyWhenItsRecordIsDurable) {
  faulty_->hold_appends();
  Answers answers;
  engine::Ticket ticket;
  ticket.tenant = kTenant;
  ticket.commands.push_back(std::make_shared<const core::Command>(command(place("o1"))));
  ticket.done = answers.sink();
  engine_->submit(std::move(ticket));
  faulty_->wait_for_held_append();
  EXPECT_EQ(answers.calls(), 0U);
  faulty_->release_appends();
  ASSERT_TRUE(answers.wait(1));
  const auto answer = answers.call(0).front();
  ASSERT_EQ(answer.kind, Answer::Kind::recorded);
  const auto bytes = log_->read_one(kTenant, answer.record->seq);
  ASSERT_TRUE(bytes.ok());
  EXPECT_EQ(core::leaf_hash(*bytes), answer.leaf);
}

TEST_F(WritePath, AReadWaitsForTheRecordsItRestsOn) {
  faulty_->hold_appends();
  Answers write, read;
  engine::Ticket ticket;
  ticket.tenant = kTenant;
  ticket.commands.push_back(std::make_shared<const core::Command>(command(place("o1"))));
  ticket.done = write.sink();
  engine_->submit(std::move(ticket));
  faulty_->wait_for_held_append();
  engine::Ticket look;
  look.kind = engine::Ticket::Kind::order;
  look.tenant = kTenant;
  look.id = "o1";
  look.done = read.sink();
  engine_->submit(std::move(look));
  EXPECT_EQ(read.calls(), 0U);
  faulty_->release_appends();
  ASSERT_TRUE(read.wait(1));
  EXPECT_EQ(write.calls(), 1U);
  EXPECT_NE(read.call(0).front().json.find("\"state\":\"placed\""), std::string::npos);
}

TEST_F(WritePath, TheSameKeyAndContentIsAnsweredFromItsRecordByteForByte) {
  const auto first = ask(place("o1"));
  const auto again = ask(place("o1"));
  ASSERT_EQ(again.kind, Answer::Kind::replayed);
  EXPECT_EQ(rendered(again).body, rendered(first).body);
  EXPECT_EQ(rendered(again).status, 201);
  restart();
  const auto later = ask(place("o1"));
  ASSERT_EQ(later.kind, Answer::Kind::replayed);
  EXPECT_EQ(rendered(later).body, rendered(first).body);
}

TEST_F(WritePath, TheSameKeyWithOtherContentNamesTheFirstFieldThatDiffers) {
  ask(place("o1", 1000, "k"));
  const auto other = ask(place("o1", 1001, "k"));
  ASSERT_EQ(other.kind, Answer::Kind::reused);
  EXPECT_EQ(other.pointer, "/amount");
  const auto other_call = ask(R"({"op":"order.complete","key":"k","path":{"id":"o1"},"body":{}})");
  EXPECT_EQ(other_call.kind, Answer::Kind::reused);
}

TEST_F(WritePath, TheSameKeyOfAnotherClientIsAnotherKey) {
  ask(place("o1", 1000, "k"));
  const auto other = ask(command(place("o2", 1000, "k"), "", "c2"));
  EXPECT_EQ(other.kind, Answer::Kind::recorded);
}

TEST_F(WritePath, ARefusalIsRecordedAndFinalForItsKey) {
  const auto refused = ask(complete("nothing"));
  ASSERT_EQ(refused.kind, Answer::Kind::recorded);
  EXPECT_EQ(rendered(refused).status, 404);
  EXPECT_EQ(refused.record->type, core::RecordType::command_refused);
  const auto again = ask(complete("nothing"));
  EXPECT_EQ(again.kind, Answer::Kind::replayed);
  EXPECT_EQ(rendered(again).body, rendered(refused).body);
}

TEST_F(WritePath, AnAtomicBatchIsOneGroupOrOneRefusal) {
  const auto answers = ask_atomic({place("o1"), pay("o1"), complete("o1")}, "batch-1");
  ASSERT_EQ(answers.size(), 3U);
  for (const auto& a : answers) {
    ASSERT_EQ(a.kind, Answer::Kind::recorded);
    EXPECT_EQ(a.code, core::Code::ok);
    ASSERT_TRUE(a.record->group.has_value());
    EXPECT_EQ(a.record->group->n, 4U);  // with the batch's own record
  }
  const auto size = engine_->durable_head(kTenant).size;
  const auto refused = ask_atomic({place("o2"), pay("o2", 999'999), place("o3")}, "batch-2");
  ASSERT_EQ(refused.size(), 3U);
  EXPECT_EQ(refused[0].code, core::Code::batch_aborted);
  EXPECT_EQ(refused[1].code, core::Code::exceeds_payable);
  EXPECT_EQ(refused[2].code, core::Code::batch_aborted);
  EXPECT_EQ(engine_->durable_head(kTenant).size, size + 1);
  EXPECT_EQ(read(engine::Ticket::Kind::order, "o2"), "");
  EXPECT_EQ(ask(place("o2")).kind, Answer::Kind::recorded) << "no line's key or id is used up";
}

TEST_F(WritePath, AnAtomicBatchIsReplayedLineByLine) {
  const auto first = ask_atomic({place("o1"), pay("o1")}, "batch-1");
  const auto again = ask_atomic({place("o1"), pay("o1")}, "batch-1");
  ASSERT_EQ(again.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    ASSERT_EQ(again[i].kind, Answer::Kind::replayed);
    EXPECT_EQ(rendered(again[i]).body, rendered(first[i]).body);
  }
  const auto other = ask_atomic({place("o1"), pay("o1", 999)}, "batch-1");
  EXPECT_EQ(other.front().kind, Answer::Kind::reused);
  const auto refused = ask_atomic({place("o9"), complete("o9")}, "batch-2");
  const auto refused_again = ask_atomic({place("o9"), complete("o9")}, "batch-2");
  EXPECT_EQ(refused_again[0].code, refused[0].code);
  EXPECT_EQ(refused_again[1].code, refused[1].code);
}

// No batch of the API adds a client; what is rolled back must be gone all the same.
TEST_F(WritePath, AClientThatWasRolledBackWasNeverAdded) {
  core::Command add;
  add.op = core::Operation::client_add;
  add.actor = {"c1", ""};
  add.key = "add";
  core::ClientAdd client;
  client.client_id = client.name = "x1";
  add.body = client;
  core::finish_command(add);
  core::Command batch;
  batch.op = core::Operation::batch_atomic;
  batch.actor = {"c1", ""};
  batch.key = "batch";
  core::finish_command(batch);
  engine::Ticket ticket;
  ticket.kind = engine::Ticket::Kind::atomic_batch;
  ticket.tenant = kTenant;
  ticket.commands = {std::make_shared<const core::Command>(add),
                     std::make_shared<const core::Command>(command(complete("nowhere")))};
  ticket.batch_command = std::make_shared<const core::Command>(std::move(batch));
  Answers answers;
  ticket.done = answers.sink();
  engine_->submit(std::move(ticket));
  ASSERT_TRUE(answers.wait(1));
  EXPECT_EQ(answers.call(0).back().code, core::Code::order_not_found);
  const auto added = ask(std::move(add));
  EXPECT_EQ(added.record->type, core::RecordType::client_added);
}

// A client is the engine's own to add, and a closed month is closed to it as well.
TEST_F(WritePath, AClientIsNotAddedInAClosedMonth) {
  const auto by_the_system = [this](core::Operation op, const std::string& key, core::Body body, std::string id = {}) {
    core::Command c;
    c.op = op;
    c.actor = {"system", ""};
    c.key = key;
    c.path_id = std::move(id);
    c.body = std::move(body);
    core::finish_command(c);
    return ask(std::move(c));
  };
  core::SettingsPut settings;
  settings.period_close = true;
  core::ClientAdd client;
  client.client_id = client.name = "x1";
  client.occurred_at = clock_.now();
  const std::string month = core::format_date(core::date_of(clock_.now())).substr(0, 7);
  ASSERT_EQ(by_the_system(core::Operation::settings_put, "settings", settings).code, core::Code::ok);
  clock_.step(core::days(40));
  const auto closed = by_the_system(core::Operation::period_close, "close", core::PeriodClose{}, month);
  ASSERT_EQ(closed.code, core::Code::ok) << closed.detail;
  ASSERT_FALSE(closed.record->refusal) << closed.record->refusal->detail;
  const auto refused = by_the_system(core::Operation::client_add, "add", client);
  ASSERT_EQ(refused.kind, Answer::Kind::recorded) << refused.detail;
  ASSERT_TRUE(refused.record->refusal);
  EXPECT_EQ(refused.record->refusal->code, core::Code::period_closed);
}

TEST_F(WritePath, AnAtomicBatchIsKnownByItsContentAfterARestartToo) {
  ask_atomic({place("o1"), pay("o1")}, "batch-1");
  const auto refused = ask_atomic({place("o9"), complete("o9")}, "batch-2");
  restart();
  EXPECT_EQ(ask_atomic({place("o1"), pay("o1")}, "batch-1").front().kind, Answer::Kind::replayed);
  EXPECT_EQ(ask_atomic({place("o1"), pay("o1", 999)}, "batch-1").front().kind, Answer::Kind::reused);
  const auto refused_again = ask_atomic({place("o9"), complete("o9")}, "batch-2");
  EXPECT_EQ(refused_again[1].kind, Answer::Kind::replayed);
  EXPECT_EQ(refused_again[1].code, refused[1].code);
  EXPECT_EQ(ask_atomic({place("o8"), complete("o8")}, "batch-2").front().kind, Answer::Kind::reused);
}

TEST_F(WritePath, ReplayingTheLogGivesTheSameStateByteForByte) {
  for (int i = 0; i < 40; ++i) {
    const auto id = "o" + std::to_string(i);
    ask(place(id, 1000 + i));
    ask(pay(id, 1000 + i));
    if (i % 3 != 0) ask(complete(id));
    if (i % 2 == 0) ask(refund(id, 1 + i, "r-" + id));
    clock_.step(core::minutes(7));
  }
  ask_atomic({place("x1"), complete("x1")}, "batch");
  const auto before = engine_->state_digest(kTenant);
  restart();
  EXPECT_EQ(engine_->state_digest(kTenant), before);
  restart();
  EXPECT_EQ(engine_->state_digest(kTenant), before);
}

TEST_F(WritePath, TimeNeverGoesBackwards) {
  const auto first = ask(place("o1"));
  clock_.step(core::hours(-3));
  const auto second = ask(place("o2"));
  EXPECT_EQ(second.record->at, first.record->at);
  clock_.step(core::hours(4));
  EXPECT_GT(ask(place("o3")).record->at, first.record->at);
}

TEST_F(WritePath, ALineWithItsOwnTimeIsRefusedWhereTheClockIsLive) {
  auto c = command(place("o1"));
  c.at = core::Time{1};
  const auto answer = ask(c);
  EXPECT_EQ(answer.kind, Answer::Kind::rejected);
  EXPECT_EQ(answer.code, core::Code::at_not_allowed);
}

// The sum of two payments near the largest amount is no exact JSON integer: it once ended the process on its way into
// the record.
TEST_F(WritePath, ASumBeyondTheLargestAmountIsRecordedAsText) {
  for (const std::string n : {"1", "2"}) {
    const auto order = R"({"op":"order.place","key":"o)" + n + R"(","body":{"order_id":"o)" + n +
                       R"(","buyer":"whale","merchant":"m1","amount":9007199000000000,"currency":"CNY"}})";
    ASSERT_EQ(rendered(ask(order)).status, 201);
  }
  for (const std::string n : {"1", "2"}) {
    const auto payment = R"({"op":"order.pay","key":"p)" + n + R"(","path":{"id":"o)" + n +
                         R"("},"body":{"payment_id":"p)" + n +
                         R"(","channel":"bank","amount":9007199000000000,"currency":"CNY","reported":true}})";
    const auto answer = ask(payment);
    EXPECT_EQ(answer.kind, Answer::Kind::recorded);
  }
  const auto digest = engine_->state_digest(kTenant);
  restart();
  EXPECT_EQ(engine_->state_digest(kTenant), digest);
}

// The attempt is in the windows since it was held; its release once saw its own amount a second time.
TEST_F(WritePath, AReleaseDoesNotCountItsOwnAttemptTwice) {
  ask(place("o1", 30'000'000));
  const auto held = ask(pay("o1", 30'000'000));
  ASSERT_EQ(held.record->type, core::RecordType::payment_held) << rendered(held).body;
  const auto review = std::get<core::PaymentEffect>(held.record->effect).waiting->id;
  const auto released = ask(command(R"({"op":"review.resolve","key":"r","path":{"id":")" + review +
                                        R"("},"body":{"outcome":"release","case":"false_positive"}})",
                                    "analyst-1"));
  ASSERT_EQ(rendered(released).status, 200) << rendered(released).body;
  const auto captured = log_->read_one(kTenant, released.record->seq + 1);
  ASSERT_TRUE(captured.ok());
  EXPECT_NE(captured->find("\"payment.captured\""), std::string::npos) << *captured;
  EXPECT_NE(captured->find("[\"spend_per_buyer_24h\",30000000]"), std::string::npos) << *captured;
}

TEST_F(WritePath, ACommandOfNoTenantIsNotFound) {
  Answers answers;
  engine::Ticket ticket;
  ticket.tenant = "nobody";
  ticket.commands.push_back(std::make_shared<const core::Command>(command(place("o1"))));
  ticket.done = answers.sink();
  engine_->submit(std::move(ticket));
  ASSERT_TRUE(answers.wait(1));
  EXPECT_EQ(answers.call(0).front().code, core::Code::not_found);
}

TEST_F(WritePath, PastItsLimitTheInboxSaysOverloadedAndLosesNothing) {
  engine_.reset();
  engine::Engine::Options options;
  options.clock = &clock_;
  options.random = &random_;
  options.limits.inbox_tickets_max = 4;
  options.limits.pending_records_max = 2;
  auto started = engine::Engine::start(*faulty_, options);
  ASSERT_TRUE(started.ok());
  engine_ = std::move(started).value();
  faulty_->hold_appends();
  Answers answers;
  constexpr std::size_t kSent = 40;
  for (std::size_t i = 0; i < kSent; ++i) {
    engine::Ticket ticket;
    ticket.tenant = kTenant;
    ticket.commands.push_back(std::make_shared<const core::Command>(command(place("o" + std::to_string(i)))));
    ticket.done = answers.sink();
    engine_->submit(std::move(ticket));
  }
  faulty_->release_appends();
  ASSERT_TRUE(answers.wait(kSent));
  std::size_t recorded = 0, overloaded = 0;
  for (std::size_t i = 0; i < kSent; ++i) {
    const auto a = answers.call(i).front();
    recorded += a.kind == Answer::Kind::recorded;
    overloaded += a.code == core::Code::overloaded;
  }
  EXPECT_EQ(recorded + overloaded, kSent);
  EXPECT_GT(overloaded, 0U);
  EXPECT_EQ(engine_->durable_head(kTenant).size, 2 + recorded);
}

}  // namespace
}  // namespace tallygate::tests
