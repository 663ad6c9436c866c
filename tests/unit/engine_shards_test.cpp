// Two shards in one process: each tenant is answered by its own, and what one waits for, the other does not.
#include <thread>

#include "engine/shards.hpp"
#include "tests/support/engine_fixture.hpp"
#include "tests/support/eventually.hpp"

namespace tallygate::tests {
namespace {

using AnswerKind = engine::Answer::Kind;

class TwoShards : public EngineTest {
 protected:
  struct Below {  // what lies below one shard
    explicit Below(const std::filesystem::path& path)
        : real(std::move(eventstore::LmdbLog::open(path, {})).value()), faulty(*real) {}
    std::unique_ptr<eventstore::LmdbLog> real;
    FaultyLog faulty;
    std::atomic<std::uint64_t> free_bytes{std::uint64_t{1} << 40};
  };
  void SetUp() override {
    shards_ = open();
    ASSERT_TRUE(shards_->create_tenant(0, setup_of("adam")).ok());
    ASSERT_TRUE(shards_->create_tenant(5, setup_of("mia")).ok());
  }
  void TearDown() override { shards_.reset(); }

  std::unique_ptr<engine::Shards> open() {
    std::vector<engine::Shards::Shard> all;
    for (Below* below : {&zero_, &five_}) {
      engine::Engine::Options options;
      options.clock = &clock_;
      options.random = &random_;
      options.free_bytes = [below] { return below->free_bytes.load(); };
      auto engine = engine::Engine::start(below->faulty, options);
      EXPECT_TRUE(engine.ok());
      all.push_back({below == &zero_ ? 0U : 5U, below->real->tenants(), std::move(engine).value()});
    }
    return std::make_unique<engine::Shards>(std::move(all));
  }
  static engine::Ticket ticket(const std::string& tenant, const std::string& line, Answers& answers) {
    engine::Ticket made;
    made.tenant = tenant;
    made.commands.push_back(std::make_shared<const core::Command>(command(line)));
    made.done = answers.sink();
    return made;
  }
  engine::Answer ask_of(const std::string& tenant, const std::string& line) {
    Answers answers;
    shards_->submit(ticket(tenant, line, answers));
    EXPECT_TRUE(answers.wait(1));
    return answers.call(0).front();
  }

  Below zero_{directory_.path() / "0"}, five_{directory_.path() / "5"};
  std::unique_ptr<engine::Shards> shards_;
};

TEST_F(TwoShards, HoldTheirOwnTenantsAndNoOthers) {
  const auto adams = zero_.real->head("adam")->size, mias = five_.real->head("mia")->size;
  ASSERT_EQ(ask_of("mia", place("o1")).kind, AnswerKind::recorded);
  EXPECT_EQ(zero_.real->tenants(), std::vector<std::string>{"adam"});
  EXPECT_EQ(five_.real->tenants(), std::vector<std::string>{"mia"});
  EXPECT_EQ(zero_.real->head("adam")->size, adams);
  EXPECT_GT(five_.real->head("mia")->size, mias);
  EXPECT_EQ(shards_->durable_head("mia").size, five_.real->head("mia")->size);
  EXPECT_EQ(shards_->tenant("mia")->tenant, "mia");
  EXPECT_EQ(shards_->shard_of("adam"), 0U);
  EXPECT_EQ(shards_->shard_of("mia"), 5U);
  EXPECT_EQ(ask_of("adam", place("o1")).kind, AnswerKind::recorded) << "ids are each tenant's own";
}

TEST_F(TwoShards, AnswerAPileOfTicketsOfBothEachInOrder) {
  std::vector<Answers> answers(8);
  std::vector<engine::Ticket> pile;
  for (std::size_t i = 0; i < answers.size(); ++i)
    pile.push_back(ticket(i % 4 < 2 ? "adam" : "mia",
                          i % 2 == 0 ? place("o" + std::to_string(i)) : pay("o" + std::to_string(i - 1)), answers[i]));
  shards_->submit(pile);
  for (auto& answer : answers) {
    ASSERT_TRUE(answer.wait(1));
    EXPECT_EQ(answer.call(0).front().kind, AnswerKind::recorded);
    EXPECT_FALSE(answer.call(0).front().record->refusal) << "paid before it was placed";
  }
}

TEST_F(TwoShards, OneWhoseCommitFailsReadsItsLogAgainWhileTheOtherAnswers) {
  five_.faulty.fail_reopen(1);
  five_.faulty.fail_append(1, Failing::before_commit, core::ErrorKind::storage_full);
  EXPECT_EQ(ask_of("mia", place("o1")).kind, AnswerKind::dropped);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(ask_of("adam", place("o" + std::to_string(i))).kind, AnswerKind::recorded);
  EXPECT_EQ(ask_of("mia", place("o1")).code, core::Code::shard_recovering);
  const auto statistics = shards_->statistics();
  EXPECT_TRUE(statistics[0].engine.ready);
  EXPECT_FALSE(statistics[1].engine.ready);
  EXPECT_TRUE(eventually([&] { return shards_->statistics()[1].engine.ready; }));
  EXPECT_EQ(ask_of("mia", place("o1")).kind, AnswerKind::recorded);
  EXPECT_EQ(shards_->statistics()[0].engine.recoveries, 0U);
  EXPECT_EQ(shards_->statistics()[1].engine.recoveries, 1U);
}

TEST_F(TwoShards, OneThatWaitsForItsDiskDoesNotMakeTheOtherWait) {
  five_.faulty.hold_appends();
  Answers waits;
  shards_->submit(ticket("mia", place("o1"), waits));
  five_.faulty.wait_for_held_append();
  EXPECT_EQ(ask_of("adam", place("o1")).kind, AnswerKind::recorded);
  EXPECT_EQ(waits.calls(), 0U);
  five_.faulty.release_appends();
  ASSERT_TRUE(waits.wait(1));
  EXPECT_EQ(waits.call(0).front().kind, AnswerKind::recorded);
}

TEST_F(TwoShards, OnlyTheOneWhoseFileSystemIsNearlyFullRecordsNothing) {
  five_.free_bytes = 1;
  EXPECT_TRUE(eventually([&] { return shards_->statistics()[1].engine.storage_low; }));
  EXPECT_EQ(ask_of("mia", place("o1")).code, core::Code::storage_low);
  EXPECT_EQ(ask_of("adam", place("o1")).kind, AnswerKind::recorded);
  EXPECT_FALSE(shards_->statistics()[0].engine.storage_low);
  five_.free_bytes = std::uint64_t{1} << 40;
  EXPECT_TRUE(eventually([&] { return !shards_->statistics()[1].engine.storage_low; }));
  EXPECT_EQ(ask_of("mia", place("o1")).kind, AnswerKind::recorded);
}

TEST_F(TwoShards, ATenantIsMadeOnceAndOnlyWhereThereIsAShard) {
  const auto again = shards_->create_tenant(0, setup_of("mia"));
  EXPECT_EQ(again.error().kind, core::ErrorKind::invalid);
  EXPECT_NE(again.error().message.find("in shard 5"), std::string::npos) << again.error().message;
  EXPECT_EQ(zero_.real->tenants(), std::vector<std::string>{"adam"});
  EXPECT_EQ(shards_->create_tenant(4, setup_of("eve")).error().kind, core::ErrorKind::not_found);
  EXPECT_EQ(ask_of("eve", place("o1")).code, core::Code::not_found);
  EXPECT_FALSE(shards_->tenant("eve"));
  EXPECT_EQ(shards_->durable_head("eve").size, 0U);
}

TEST_F(TwoShards, AChangedClientOfAnyIsSeen) {
  for (const std::string tenant : {"adam", "mia"}) {
    const auto before = shards_->client_epoch();
    core::Command added;
    added.op = core::Operation::client_add;
    added.actor = {"system", ""};
    added.key = "add";
    core::ClientAdd client;
    client.client_id = "c_0123456789abcdef0123456789abcdef";
    client.name = "till";
    client.scope = {"audit:read"};
    client.secret_sha256 = std::string(64, 'a');
    added.body = std::move(client);
    core::finish_command(added);
    Answers answers;
    engine::Ticket made;
    made.tenant = tenant;
    made.commands.push_back(std::make_shared<const core::Command>(std::move(added)));
    made.done = answers.sink();
    shards_->submit(std::move(made));
    ASSERT_TRUE(answers.wait(1));
    ASSERT_EQ(answers.call(0).front().kind, AnswerKind::recorded) << answers.call(0).front().detail;
    EXPECT_GT(shards_->client_epoch(), before) << tenant;
  }
}

TEST_F(TwoShards, StandWhereTheyStoodAfterAStart) {
  ASSERT_EQ(ask_of("mia", place("o1")).kind, AnswerKind::recorded);
  const auto size = shards_->durable_head("mia").size;
  shards_.reset();
  shards_ = open();
  EXPECT_EQ(shards_->shard_of("mia"), 5U);
  EXPECT_EQ(shards_->durable_head("mia").size, size);
  EXPECT_EQ(ask_of("mia", place("o1")).kind, AnswerKind::replayed);
}

}  // namespace
}  // namespace tallygate::tests
