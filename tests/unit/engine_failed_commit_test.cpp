// A commit that fails leaves nobody knowing what the disk holds: whoever waits gets no answer, the shard reads the log
// again, and the same key then gets the truth.
#include <thread>

#include "tests/support/engine_fixture.hpp"
#include "tests/support/eventually.hpp"

namespace tallygate::tests {
namespace {

using engine::Answer;

class FailedCommit : public EngineTest {
 protected:
  void fail_and_ask_again(Failing how, Answer::Kind expected) {
    ask(place("before"));
    faulty_->fail_append(1, how);
    const auto lost = ask(place("o1"));
    EXPECT_EQ(lost.kind, Answer::Kind::dropped);
    wait_recovered();
    const auto again = ask(place("o1"));
    EXPECT_EQ(again.kind, expected);
    EXPECT_EQ(rendered(again).status, 201);
    const auto digest = engine_->state_digest(kTenant);
    restart();
    EXPECT_EQ(engine_->state_digest(kTenant), digest);
    EXPECT_EQ(ask(place("before")).kind, Answer::Kind::replayed);
  }
};

TEST_F(FailedCommit, WhatWasNotWrittenIsDoneAnew) {
  fail_and_ask_again(Failing::before_commit, Answer::Kind::recorded);
}

TEST_F(FailedCommit, WhatWasWrittenAfterAllIsAnsweredFromItsRecord) {
  fail_and_ask_again(Failing::after_commit, Answer::Kind::replayed);
}

TEST_F(FailedCommit, WhatWasDecidedOnTopOfALostBatchIsLostWithIt) {
  faulty_->hold_appends();
  faulty_->fail_append(1, Failing::before_commit);
  Answers answers;
  const auto send = [&](const std::string& line) {
    engine::Ticket ticket;
    ticket.tenant = kTenant;
    ticket.commands.push_back(std::make_shared<const core::Command>(command(line)));
    ticket.done = answers.sink();
    engine_->submit(std::move(ticket));
  };
  send(place("o1"));
  faulty_->wait_for_held_append();
  send(pay("o1"));  // decided in memory on an order that will never be on the disk
  faulty_->release_appends();
  ASSERT_TRUE(answers.wait(2));
  EXPECT_EQ(answers.call(0).front().kind, Answer::Kind::dropped);
  wait_recovered();
  // The payment was either dropped with the batch, or came after recovery and found no order.
  const auto second = answers.call(1).front();
  if (second.kind == Answer::Kind::recorded)
    EXPECT_EQ(rendered(second).status, 404);
  else
    EXPECT_TRUE(second.kind == Answer::Kind::dropped || second.code == core::Code::shard_recovering);
  EXPECT_EQ(read(engine::Ticket::Kind::order, "o1"), "");
}

TEST_F(FailedCommit, TheShardKeepsTryingUntilTheLogCanBeReadAgain) {
  faulty_->fail_append(1, Failing::before_commit, core::ErrorKind::storage_full);
  faulty_->fail_reopen(1);
  EXPECT_EQ(ask(place("o1")).kind, Answer::Kind::dropped);
  wait_recovered();
  EXPECT_EQ(faulty_->reopens(), 2U);
  EXPECT_EQ(ask(place("o1")).kind, Answer::Kind::recorded);
}

}  // namespace
}  // namespace tallygate::tests
