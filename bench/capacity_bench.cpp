// tallygate-capacity-bench: what `tallygate capacity` predicts, beside what an engine in this process then really
// takes. Orders come by a clock that each command brings, so that many days pass in minutes, and wait for the state
// checkpoints as they would at the rate that was asked about. Prints a figure a line: name value unit. Usage:
// tallygate-capacity-bench DIRECTORY ORDERS DAYS BUYERS IN_FLIGHT [ID_CHARS]      (the directory is not kept)
#include <malloc.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "api/capacity/lifecycles.hpp"
#include "api/capacity/model.hpp"
#include "api/capacity/player.hpp"
#include "bench/figures.hpp"
#include "bench/lifecycle_load.hpp"
#include "engine/engine.hpp"
#include "engine/state_file.hpp"
#include "eventstore/lmdb_log.hpp"
#include "risk/ruleset.hpp"

namespace tallygate::bench {
namespace {

constexpr core::Time kBegin{1'767'225'600'000'000};  // 2026-01-01
constexpr std::uint64_t kRecordsBetween = 100'000;

std::uint64_t anonymous_bytes() {
  std::ifstream status("/proc/self/status");
  for (std::string name; status >> name;) {
    std::uint64_t kib = 0;
    if (name == "RssAnon:" && status >> kib) return kib * 1024;
  }
  return 0;
}

std::uint64_t blocks_of(const std::filesystem::path& directory) {
  std::uint64_t bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    struct stat about{};
    if (entry.is_regular_file() && ::stat(entry.path().c_str(), &about) == 0)
      bytes += static_cast<std::uint64_t>(about.st_blocks) * 512;
  }
  return bytes;
}

// The most that was resident since it was asked last, looked at a hundred times a second.
class Watch {
 public:
  Watch()
      : thread_([this] {
          while (!stop_) {
            const auto now = anonymous_bytes();
            for (auto most = most_.load(); now > most && !most_.compare_exchange_weak(most, now);) continue;
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
          }
        }) {}
  ~Watch() {
    stop_ = true;
    thread_.join();
  }
  std::uint64_t most() { return most_.exchange(0); }

 private:
  std::atomic<bool> stop_{false};
  std::atomic<std::uint64_t> most_{0};
  std::thread thread_;
};

double mb(std::uint64_t bytes) {
  return static_cast<double>(bytes) / 1e6;
}

void compare(const char* what, std::uint64_t predicted, std::uint64_t measured) {
  std::printf("%s predicted %.1f MB measured %.1f MB: %+.1f %%\n", what, mb(predicted), mb(measured),
              (static_cast<double>(predicted) / static_cast<double>(measured) - 1) * 100);
  std::fflush(stdout);
}

class Bench {
 public:
  Bench(std::filesystem::path directory, capacity::Question question, std::size_t in_flight)
      : directory_(std::move(directory)), question_(std::move(question)), in_flight_(in_flight) {
    std::filesystem::create_directories(directory_ / "log");
    if (auto made = vault::Vault::create(directory_ / "vault.keys", random_); !made) give_up(made.error().message);
    auto vault = vault::Vault::open(directory_ / "vault.keys", random_);
    if (!vault) give_up(vault.error().message);
    vault_ = std::move(*vault);
    auto log = eventstore::LmdbLog::open(directory_ / "log", {});
    if (!log) give_up(log.error().message);
    log_ = std::move(*log);
    engine::Engine::Options options;
    options.clock = &clock_;
    options.random = &random_;
    options.state_directory = directory_ / "state";
    options.state_checkpoints = engine::StateCheckpointLimits{.rest = 0, .look_every = std::chrono::milliseconds(20)};
    options.drain_side_rows = [this](std::string_view) {
      std::vector<eventstore::SideRow> rows;
      for (auto& row : vault_->drain())
        rows.push_back({std::move(row.table), std::move(row.key), std::move(row.value)});
      return rows;
    };
    options.say = [](const std::string& line) { std::fprintf(stderr, "%s\n", line.c_str()); };
    auto engine = engine::Engine::start(*log_, std::move(options));
    if (!engine) give_up(engine.error().message);
    engine_ = std::move(*engine);
  }

  void run() {
    if (auto made = engine_->create_tenant(capacity::Lifecycles::setup(question_, kTenant, kBegin)); !made)
      give_up(made.error().message);
    capacity::Player player(*engine_, kTenant, in_flight_);
    capacity::Lifecycles lives(question_, *vault_, 7);
    Watch watch;
    for (auto& command : lives.beginnings(kBegin)) player.submit(std::move(command));
    const auto orders = question_.orders();
    for (std::uint64_t n = 0; n < orders; ++n) {
      const auto share = static_cast<double>(n + 1) / static_cast<double>(orders);
      const core::Time at =
          kBegin + core::Duration{static_cast<std::int64_t>(share * static_cast<double>(question_.window.us))};
      for (auto& command : lives.order(n, at)) player.submit(std::move(command));
      if (n % 256 == 0) keep_pace(player);
      if (n == orders / 2) (void)watch.most();  // the most of the second half
    }
    player.drain();
    figure("not_as_asked", static_cast<double>(player.not_as_asked()), "commands");
    const auto s = engine_->statistics();
    figure("records", static_cast<double>(s.records), "records");
    figure("records_a_commit", static_cast<double>(s.records) / static_cast<double>(s.batches), "records");
    figure("state_checkpoints", static_cast<double>(s.state_checkpoints), "written");
    records_between = static_cast<double>(engine::state_files(directory_ / "state", kTenant).front().position) /
                      static_cast<double>(s.state_checkpoints);
    records_a_commit = static_cast<double>(s.records) / static_cast<double>(s.batches);
    std::this_thread::sleep_for(std::chrono::seconds(2));
    most = watch.most();
    held = anonymous_bytes();
    const auto now = engine_->statistics();
    figure("objects_in_memory", static_cast<double>(now.objects_in_memory), "objects");
    log_disk = blocks_of(directory_ / "log");
    state_disk = blocks_of(directory_ / "state");
  }

  double records_a_commit = 0, records_between = 0;
  std::uint64_t most = 0, held = 0, log_disk = 0, state_disk = 0;

 private:
  // As at a rate that leaves time for a checkpoint: when the next is due, the load waits until it has been made.
  void keep_pace(capacity::Player& player) {
    const auto size = engine_->durable_head(kTenant).size;
    if (size < position_ + kRecordsBetween) return;
    player.drain();
    const auto made = engine_->statistics().state_checkpoints;
    while (engine_->statistics().state_checkpoints == made) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    std::this_thread::sleep_for(std::chrono::milliseconds(300));  // memory is let go of
    position_ = engine::state_files(directory_ / "state", kTenant).front().position;
  }

  const std::filesystem::path directory_;
  const capacity::Question question_;
  const std::size_t in_flight_;
  WallClock clock_;
  core::SystemRandom random_;
  std::unique_ptr<vault::Vault> vault_;
  std::unique_ptr<eventstore::LmdbLog> log_;
  std::unique_ptr<engine::Engine> engine_;
  std::uint64_t position_ = 0;
};

void print(const char* title, const std::vector<capacity::Line>& lines) {
  std::printf("%s\n", title);
  for (const auto& line : lines) std::printf("  %-60s %10.1f MB\n", line.what.c_str(), mb(line.bytes));
}

int run(int argc, char** argv) {
  if (argc < 6) return 2;
  const std::filesystem::path directory = argv[1];
  capacity::Question q;
  q.window = core::days(std::atoll(argv[3]));
  q.rate = (static_cast<double>(std::atoll(argv[2])) + 0.5) / (static_cast<double>(q.window.us) / 1e6);
  q.mix.buyers = static_cast<std::uint64_t>(std::atoll(argv[4]));
  if (argc > 6) q.mix.id_chars = static_cast<std::uint64_t>(std::atoll(argv[6]));
  q.ruleset = std::string(risk::Ruleset::default_toml());
  q.records_between = kRecordsBetween;
  if (const auto wrong = capacity::check(q)) give_up(wrong->flag + " " + wrong->why);
  std::filesystem::create_directories(directory);
  std::uint64_t most = 0, held = 0, log = 0, state = 0;
  {
    Bench bench(directory / "real", capacity::completed(q), static_cast<std::size_t>(std::atoll(argv[5])));
    bench.run();
    most = bench.most, held = bench.held, log = bench.log_disk, state = bench.state_disk;
    q.commands_a_commit = bench.records_a_commit;
    q.records_between = bench.records_between;
  }
  q = capacity::completed(q);
  std::filesystem::create_directories(directory / "sample");
  const auto begin = Steady::now();
  const auto sample = capacity::take_sample(q, directory / "sample");
  if (!sample) give_up(sample.error().message);
  figure("sample_s", std::chrono::duration<double>(Steady::now() - begin).count(), "s");
  figure("state_seconds", sample->state_seconds, "s");
  const auto p = capacity::predict(q, *sample);
  print("memory", p.memory);
  print("while a checkpoint is made", p.checkpoint_memory);
  print("disk", p.disk);
  compare("memory, most", p.memory_most(), most);
  figure("resident afterwards", mb(held), "MB");  // what the heap keeps of the most
  std::uint64_t predicted_log = 0;
  for (const auto& line : p.disk)
    predicted_log += line.what.starts_with("log") || line.what == "vault" ? line.bytes : 0;
  compare("disk, log and vault", predicted_log, log);
  compare("disk, state", p.disk_bytes() - predicted_log, state);
  compare("disk", p.disk_bytes(), log + state);
  std::filesystem::remove_all(directory);
  return 0;
}

}  // namespace
}  // namespace tallygate::bench

int main(int argc, char** argv) {
  return tallygate::bench::run(argc, argv);
}
