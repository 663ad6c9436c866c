// Starting from a state checkpoint and the records after it; and from files that cannot be used, which are thrown away
// with a reason.
#include <fstream>
#include <iterator>
#include <set>
#include <thread>
#include <vector>

#include "engine/recovery.hpp"
#include "engine/state_file.hpp"
#include "tests/support/engine_fixture.hpp"
#include "tests/support/eventually.hpp"

namespace tallygate::tests {
namespace {

class StateCheckpoint : public EngineTest {
 protected:
  void adjust(engine::Engine::Options& options) override {
    options.state_directory = states();
    if (writing_) {
      options.state_checkpoints = engine::StateCheckpointLimits{.tail_records = 1,
                                                                .tail_age = {},
                                                                .tail_records_least = 1,
                                                                .tail_records_most = tail_records_most_,
                                                                .rest = 0,
                                                                .look_every = std::chrono::milliseconds(1)};
    }
    if (own_volume_) options.state_free_bytes = [this] { return ++asked_, state_free_bytes_.load(); };
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
  std::vector<engine::StateFile> files() const { return engine::state_files(states(), kTenant); }

  void sell(int from, int to) {
    for (int i = from; i < to; ++i) {
      const auto id = "o" + std::to_string(i);
      ask(place(id, 1000 + i));
      ask(pay(id, 1000 + i));
      if (i % 3 != 0) ask(complete(id));
      if (i % 2 == 0) ask(refund(id, 1 + i, "r-" + id));
      clock_.step(core::minutes(7));
    }
  }
  // Until the newest holds all of the log; then no more are made.
  void make_checkpoint() {
    writing_ = true;
    restart();
    const auto size = engine_->durable_head(kTenant).size;
    ASSERT_TRUE(eventually([&] { return !files().empty() && files().front().position >= size; }));
    writing_ = false;
    restart();
    said_.clear();
  }

  static std::string bytes_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static void write(const std::filesystem::path& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
  }
  static std::string hashed(std::string bytes) {
    bytes.resize(bytes.size() - 32);
    const auto hash = core::sha256(bytes);
    bytes.append(core::view(hash));
    return bytes;
  }

  bool writing_ = false;
  std::uint64_t tail_records_most_ = 400'000;
  bool own_volume_ = false;  // of the state checkpoints
  std::atomic<std::uint64_t> state_free_bytes_{0}, asked_{0};
  std::mutex mutex_;
  std::string said_;
};

TEST_F(StateCheckpoint, AStartIsTheCheckpointAndTheRecordsAfterIt) {
  sell(0, 20);
  make_checkpoint();
  const auto position = engine_->durable_head(kTenant).size;
  sell(20, 25);
  const auto tail = engine_->durable_head(kTenant).size - position;
  const auto digest = engine_->state_digest(kTenant);
  restart();
  EXPECT_EQ(engine_->state_digest(kTenant), digest);
  EXPECT_NE(said().find("state checkpoint of " + std::to_string(position) + " records, then " + std::to_string(tail)),
            std::string::npos)
      << said();
  // Keys from before it and from after it are known.
  EXPECT_EQ(ask(place("o3", 1003)).kind, engine::Answer::Kind::replayed);
  EXPECT_EQ(ask(place("o22", 1022)).kind, engine::Answer::Kind::replayed);
  EXPECT_EQ(ask(place("o3", 9)).kind, engine::Answer::Kind::reused);
  std::filesystem::remove_all(states());
  restart();
  EXPECT_EQ(engine_->state_digest(kTenant), digest) << "the whole log gives the same";
}

TEST_F(StateCheckpoint, TwoAreKept) {
  writing_ = true;
  restart();
  for (int i = 0; i < 6; ++i) {
    sell(i, i + 1);
    const auto size = engine_->durable_head(kTenant).size;
    ASSERT_TRUE(eventually([&] { return !files().empty() && files().front().position >= size; }));
  }
  engine_.reset();
  EXPECT_EQ(files().size(), engine::kStateFilesKept);
}

TEST_F(StateCheckpoint, OneThatCannotBeUsedIsThrownAwayWithAReason) {
  sell(0, 12);
  make_checkpoint();
  ASSERT_EQ(files().size(), 1U);
  const auto path = files().front().path;
  const auto good = bytes_of(path);
  const auto size = std::to_string(files().front().position);
  sell(12, 14);
  const auto digest = engine_->state_digest(kTenant);
  // Where the header's parts are: magic 16, format 4, sem 8, tenant 4 + 2, position 8, leaf 32, runs of keys 8 + 48.
  constexpr std::size_t kFormat = 16, kSem = 20, kTenantAt = 32, kPosition = 34, kLeaf = 42, kRuns = 74;
  const auto changed = [&](std::size_t at, char to) {
    auto bytes = good;
    bytes[at] = static_cast<char>(bytes[at] ^ to);
    return bytes;
  };
  const struct {
    const char* what;
    std::string bytes;
    std::string reason;
  } cases[] = {
      {"empty", "", "it is not a state checkpoint, or cut off"},
      {"something else", "{}", "it is not a state checkpoint, or cut off"},
      {"cut in the middle", good.substr(0, good.size() / 2), "its SHA-256 is another"},
      {"without its last byte", good.substr(0, good.size() - 1), "its SHA-256 is another"},
      {"with a byte more", good + "x", "its SHA-256 is another"},
      {"a bit of the state", changed(good.size() / 2, 1), "its SHA-256 is another"},
      {"a bit of the hash", changed(good.size() - 1, 1), "its SHA-256 is another"},
      {"the next format",
       hashed(changed(kFormat, static_cast<char>(engine::kStateFormat ^ (engine::kStateFormat + 1)))),
       "it has format " + std::to_string(engine::kStateFormat + 1) + ", this program has " +
           std::to_string(engine::kStateFormat)},
      {"another deciding behaviour", hashed(changed(kSem, 2)),
       "it was made with deciding behaviour 3, this program has 1"},
      {"another tenant", hashed(changed(kTenantAt, 1)), "it is of another tenant"},
      {"another position", hashed(changed(kPosition, 1)), "its position is not its state's"},
      {"another leaf", hashed(changed(kLeaf, 1)), "of the log is another one"},
      {"no runs", hashed(changed(kRuns, 1)), "there are more of something than there are bytes"},
      {"a run that is not there", hashed(changed(kRuns + 8, 1)), "cannot open"},
      {"fewer keys", hashed(changed(kRuns + 8 + 32, good[kRuns + 8 + 32])), "fewer idempotency keys than were used"},
      {"a run of another length", hashed(changed(kRuns + 8 + 40, 1)), "is another one"},
      {"another digest", hashed(changed(good.size() - 33, 1)), "the state in it has another digest"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    write(path, c.bytes);
    said_.clear();
    restart();
    EXPECT_EQ(engine_->state_digest(kTenant), digest);
    EXPECT_NE(said().find("is discarded: "), std::string::npos) << said();
    EXPECT_NE(said().find(c.reason), std::string::npos) << said();
    EXPECT_FALSE(std::filesystem::exists(path));
  }
  write(path, good);
  said_.clear();
  restart();
  EXPECT_NE(said().find("state checkpoint of " + size), std::string::npos) << "the cases above began with a good one";
}

TEST_F(StateCheckpoint, TheOlderOneServesWhereTheNewestIsDamaged) {
  sell(0, 5);
  make_checkpoint();
  const auto older = files().front();
  sell(5, 8);
  const auto kept = bytes_of(older.path);
  make_checkpoint();
  write(older.path, kept);  // whichever were kept
  sell(8, 10);
  const auto newest = files().front();
  ASSERT_GT(newest.position, older.position);
  auto bytes = bytes_of(newest.path);
  bytes[bytes.size() / 2] ^= 1;
  write(newest.path, bytes);
  const auto digest = engine_->state_digest(kTenant);
  restart();
  EXPECT_EQ(engine_->state_digest(kTenant), digest);
  EXPECT_NE(said().find("state checkpoint of " + std::to_string(older.position) + " records"), std::string::npos)
      << said();
}

TEST_F(StateCheckpoint, ALogThatIsShorterThanOneIsReadWhole) {
  sell(0, 3);
  engine_.reset();
  faulty_.reset();
  log_.reset();
  std::filesystem::copy(directory_.path() / "data.mdb", directory_.path() / "earlier");
  open_log();
  start();
  sell(3, 6);
  make_checkpoint();
  engine_.reset();
  faulty_.reset();
  log_.reset();
  std::filesystem::copy(directory_.path() / "earlier", directory_.path() / "data.mdb",
                        std::filesystem::copy_options::overwrite_existing);
  open_log();
  start();
  EXPECT_NE(said().find("is discarded: the log has only"), std::string::npos) << said();
  EXPECT_EQ(ask(place("o1", 1001)).kind, engine::Answer::Kind::replayed);
  EXPECT_EQ(ask(place("o5", 1005)).kind, engine::Answer::Kind::recorded);
}

TEST_F(StateCheckpoint, AFailedCommitIsRecoveredFromThroughOneAsWell) {
  sell(0, 6);
  make_checkpoint();
  const auto digest = engine_->state_digest(kTenant);
  faulty_->fail_append(1, Failing::before_commit);
  EXPECT_EQ(ask(place("lost")).kind, engine::Answer::Kind::dropped);
  wait_recovered();
  EXPECT_EQ(engine_->state_digest(kTenant), digest);
  EXPECT_NE(said().find("state checkpoint of"), std::string::npos);
  EXPECT_EQ(ask(place("lost")).kind, engine::Answer::Kind::recorded);
}

TEST_F(StateCheckpoint, CheckpointsAreMadeWhileCommandsRun) {
  writing_ = true;
  restart();
  int sold = 0;
  const auto sell_one = [&] {
    sell(sold, sold + 1);
    return ++sold >= 60 && engine_->statistics().state_checkpoints >= 3;
  };
  EXPECT_TRUE(eventually(sell_one));
  const auto digest = engine_->state_digest(kTenant);
  restart();
  EXPECT_EQ(engine_->state_digest(kTenant), digest);
  EXPECT_EQ(said().find("discarded"), std::string::npos) << said();
  EXPECT_EQ(said().find("could be made"), std::string::npos) << said();
}

TEST_F(StateCheckpoint, IsMadeAtOrdinaryPriorityWhereNoProcessorIsEverIdle) {
  std::vector<std::jthread> spinning;
  for (unsigned i = 0; i < std::thread::hardware_concurrency(); ++i)
    spinning.emplace_back([](const std::stop_token& stop) {
      while (!stop.stop_requested()) {
      }
    });
  writing_ = true;
  tail_records_most_ = 64;
  restart();
  int sold = 0;
  const auto sell_one = [&] {
    sell(sold, sold + 1);
    ++sold;
    return engine_->statistics().state_checkpoints_hurried > 0;
  };
  EXPECT_TRUE(eventually(sell_one));
  const auto digest = engine_->state_digest(kTenant);
  restart();
  EXPECT_EQ(engine_->state_digest(kTenant), digest);
  EXPECT_EQ(said().find("discarded"), std::string::npos) << said();
  EXPECT_EQ(said().find("could be made"), std::string::npos) << said();
}

class KeysOnDisk : public StateCheckpoint {
 protected:
  std::vector<std::filesystem::path> runs() const {
    std::vector<std::filesystem::path> found;
    for (const auto& file : std::filesystem::directory_iterator(engine::state_files_of(states(), kTenant)))
      if (file.path().extension() == ".run") found.push_back(file.path());
    return found;
  }
  // Until a checkpoint holds all of the log and its keys are no longer in memory.
  void let_keys_go() {
    const auto size = engine_->durable_head(kTenant).size;
    ASSERT_TRUE(eventually([&] {
      return !files().empty() && files().front().position >= size && engine_->statistics().keys_in_memory == 0;
    }));
  }
  static void damage(const std::filesystem::path& run, std::size_t at) {
    std::fstream file(run, std::ios::binary | std::ios::in | std::ios::out);
    file.seekg(static_cast<std::streamoff>(at));
    const auto was = static_cast<char>(file.get());
    file.seekp(static_cast<std::streamoff>(at)).put(static_cast<char>(was ^ 1));
  }
  static constexpr std::size_t kInTheFirstBlock = 40;
};

TEST_F(KeysOnDisk, LeaveMemoryAndAnswerAsBefore) {
  writing_ = true;
  restart();
  for (int round = 0; round < 8; ++round) {
    sell(10 * round, 10 * round + 10);
    let_keys_go();
    for (int i = 0; i < 10 * round + 10; ++i) {
      ASSERT_EQ(ask(place("o" + std::to_string(i), 1000 + i)).kind, engine::Answer::Kind::replayed);
      ASSERT_EQ(ask(place("o" + std::to_string(i), 9)).kind, engine::Answer::Kind::reused);
    }
  }
  const auto digest = engine_->state_digest(kTenant);
  EXPECT_LT(runs().size(), 12U);
  engine_.reset();
  std::filesystem::remove_all(states());
  writing_ = false;
  start();
  EXPECT_EQ(engine_->state_digest(kTenant), digest) << "it does not depend on where the keys are";
}

TEST_F(KeysOnDisk, RunsThatNoCheckpointNamesAreRemoved) {
  writing_ = true;
  restart();
  for (int i = 0; i < 12; ++i) {
    sell(i, i + 1);
    let_keys_go();
  }
  engine_.reset();
  std::set<std::string> named;
  for (const auto& file : files()) {
    const auto bytes = bytes_of(file.path);
    engine::NamedRuns runs_of;
    ASSERT_TRUE(engine::read_state(
                    bytes, kTenant,
                    [this](const core::Digest& hash) { return engine::ruleset_from_log(*log_, kTenant, hash); },
                    runs_of)
                    .ok());
    for (const auto& run : runs_of.keys) named.insert(run.file());
  }
  EXPECT_EQ(runs().size(), named.size());
}

TEST_F(KeysOnDisk, AMissingOrDamagedRunDiscardsTheCheckpointAtTheStart) {
  sell(0, 10);
  const auto digest = engine_->state_digest(kTenant);
  for (const bool missing : {true, false}) {
    make_checkpoint();
    ASSERT_EQ(runs().size(), 1U);
    if (missing) {
      std::filesystem::remove(runs().front());
    } else {
      damage(runs().front(), std::filesystem::file_size(runs().front()) - 200);
    }
    restart();
    EXPECT_NE(said().find("is discarded: "), std::string::npos) << said();
    EXPECT_EQ(engine_->state_digest(kTenant), digest);
    EXPECT_EQ(ask(place("o3", 1003)).kind, engine::Answer::Kind::replayed);
    std::filesystem::remove_all(states());
  }
}

TEST_F(KeysOnDisk, ADamagedBlockRejectsAndIsMadeAgainWhileTheEngineRuns) {
  sell(0, 10);
  make_checkpoint();
  ASSERT_EQ(runs().size(), 1U);
  writing_ = true;
  restart();
  damage(runs().front(), kInTheFirstBlock);
  const auto before = engine_->durable_head(kTenant).size;
  const auto rejected = ask(place("o3", 1003));
  EXPECT_EQ(rejected.kind, engine::Answer::Kind::rejected);
  EXPECT_EQ(rejected.code, core::Code::shard_recovering);
  EXPECT_EQ(engine_->durable_head(kTenant).size, before) << "it was not done twice";
  EXPECT_TRUE(eventually([&] { return ask(place("o3", 1003)).kind == engine::Answer::Kind::replayed; }));
  EXPECT_NE(said().find("is damaged: block 0 is not what was written"), std::string::npos) << said();
  EXPECT_EQ(ask(place("o3", 9)).kind, engine::Answer::Kind::reused);
  writing_ = false;
  said_.clear();
  restart();
  EXPECT_EQ(said().find("is discarded"), std::string::npos) << said();
  EXPECT_EQ(ask(place("o3", 1003)).kind, engine::Answer::Kind::replayed);
}

TEST_F(KeysOnDisk, DamageWithoutACheckpointThreadIsRepairedByTheNextStart) {
  sell(0, 10);
  make_checkpoint();
  damage(runs().front(), kInTheFirstBlock);
  const auto digest = engine_->state_digest(kTenant);
  EXPECT_EQ(ask(place("o3", 1003)).code, core::Code::shard_recovering);
  EXPECT_EQ(files().size(), 0U);
  restart();
  EXPECT_EQ(engine_->state_digest(kTenant), digest);
  EXPECT_EQ(ask(place("o3", 1003)).kind, engine::Answer::Kind::replayed);
}

TEST_F(StateCheckpoint, NeedsRoomOnItsOwnVolumeWhereThatIsNotTheLogs) {
  sell(0, 20);
  writing_ = own_volume_ = true;
  restart();
  EXPECT_TRUE(eventually([&] { return asked_ >= 3; }));
  EXPECT_TRUE(files().empty());
  state_free_bytes_ = std::uint64_t{1} << 40;
  EXPECT_TRUE(eventually([&] { return !files().empty(); }));
  EXPECT_EQ(ask(place("last")).kind, engine::Answer::Kind::recorded);
}

}  // namespace
}  // namespace tallygate::tests
