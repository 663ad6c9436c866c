// tallygate-memory-bench: what an engine holds in memory, and how long a start takes, as its log grows and the orders
// in it grow old: a lifecycle (place, pay, complete) a minute of log time, by a clock that each command brings. Prints
// a figure a line: name value unit. Usage: tallygate-memory-bench DIRECTORY RECORDS… (ascending; the directory is
// kept), or tallygate-memory-bench DIRECTORY: one start, in a process of its own.
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "bench/figures.hpp"
#include "bench/lifecycle_load.hpp"
#include "engine/engine.hpp"
#include "engine/state_file.hpp"
#include "eventstore/lmdb_log.hpp"

namespace tallygate::bench {
namespace {

constexpr core::Time kBegin{1'767'225'600'000'000};  // 2026-01-01
constexpr std::uint64_t kRecordsOfOne = 3;

class Bench {
 public:
  explicit Bench(std::filesystem::path directory) : directory_(std::move(directory)) {
    std::filesystem::create_directories(directory_ / "log");
    const auto begin = Steady::now();
    auto log = eventstore::LmdbLog::open(directory_ / "log", {});
    if (!log) give_up(log.error().message);
    log_ = std::move(*log);
    engine::Engine::Options options;
    options.clock = &clock_;
    options.random = &random_;
    options.state_directory = directory_ / "state";
    options.state_checkpoints = engine::StateCheckpointLimits{.rest = 1, .look_every = std::chrono::milliseconds(50)};
    options.say = [](const std::string& line) { std::fprintf(stderr, "%s\n", line.c_str()); };
    auto engine = engine::Engine::start(*log_, std::move(options));
    if (!engine) give_up(engine.error().message);
    engine_ = std::move(*engine);
    figure("start_s", std::chrono::duration<double>(Steady::now() - begin).count(), "s");
    tell();
  }

  void grow(std::uint64_t records) {
    if (!engine_->tenant(kTenant)) {
      if (auto made = engine_->create_tenant(setup(kBegin, "replay")); !made) give_up(made.error().message);
    }
    Run load(*engine_);
    load.limit(4'000);
    for (auto n = engine_->durable_head(kTenant).size / kRecordsOfOne; n * kRecordsOfOne < records; ++n)
      for (auto& command : plain_lifecycle(n, shape_, 20'000, kBegin + core::minutes(static_cast<std::int64_t>(n))))
        load.submit(std::move(command));
    load.drain();
    figure("refused", static_cast<double>(load.refused()), "commands");
    // Until the last checkpoint that is due has been made, by a thread of low priority, and memory has let go of
    // what it holds.
    while (tail() > engine::StateCheckpointLimits().tail_records) ::usleep(100'000);
    ::sleep(5);
    tell();
  }

 private:
  std::uint64_t tail() const {
    const auto files = engine::state_files(directory_ / "state", kTenant);
    return engine_->durable_head(kTenant).size - (files.empty() ? 0 : files.front().position);
  }
  void tell() {
    const auto s = engine_->statistics();
    figure("records", static_cast<double>(engine_->durable_head(kTenant).size), "records");
    figure("resident", resident_mb(), "MB");
    figure("objects_in_memory", static_cast<double>(s.objects_in_memory), "objects");
    figure("state_checkpoints", static_cast<double>(s.state_checkpoints), "written");
  }

  const std::filesystem::path directory_;
  WallClock clock_;
  core::SystemRandom random_;
  core::SeededRandom shape_{1};
  std::unique_ptr<eventstore::LmdbLog> log_;
  std::unique_ptr<engine::Engine> engine_;
};

}  // namespace
}  // namespace tallygate::bench

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  tallygate::bench::Bench bench(argv[1]);
  for (int i = 2; i < argc; ++i) bench.grow(static_cast<std::uint64_t>(std::atoll(argv[i])));
  return 0;
}
