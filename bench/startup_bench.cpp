// tallygate-startup-bench: how long a start takes on a log of many records, with the whole log and with a state
// checkpoint. Half a million records make a hot state (orders that are paid and completed); what follows are facts that
// leave no object behind. Prints a figure a line: name value unit.
// Usage: tallygate-startup-bench [records, default 5000000] [records of the hot state, default 500000] [directory:
// kept, and gone on with], or tallygate-startup-bench measure DIRECTORY: one start, for a profiler.
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "bench/figures.hpp"
#include "bench/lifecycle_load.hpp"
#include "engine/engine.hpp"
#include "engine/state_file.hpp"
#include "engine/state_making.hpp"
#include "eventstore/lmdb_log.hpp"

namespace tallygate::bench {
namespace {

// A party's password was changed: counted on the party, in windows that are full already, and in the key table.
void fact(Run& load, std::uint64_t n, core::SeededRandom& random) {
  core::PartyChange change;
  change.what = core::PartyChangeKind::password;
  load.submit(finished(core::Operation::party_change, "f" + std::to_string(n),
                       "b" + std::to_string(random.below(100'000)), std::move(change)));
}

struct Started {
  std::unique_ptr<eventstore::LmdbLog> log;
  std::unique_ptr<engine::Engine> engine;
  double seconds = 0;  // of opening the log and making the state
};

class Bench {
 public:
  explicit Bench(std::filesystem::path directory) : directory_(std::move(directory)) {}

  Started start(bool from_checkpoint) {
    const auto begin = Steady::now();
    Started s;
    auto log = eventstore::LmdbLog::open(directory_ / "log", {});
    if (!log) give_up(log.error().message);
    s.log = std::move(*log);
    engine::Engine::Options options;
    options.clock = &clock_;
    options.random = &random_;
    if (from_checkpoint) options.state_directory = directory_ / "state";
    options.say = [](const std::string& line) { std::fprintf(stderr, "%s\n", line.c_str()); };
    auto engine = engine::Engine::start(*s.log, std::move(options));
    if (!engine) give_up(engine.error().message);
    s.engine = std::move(*engine);
    s.seconds = std::chrono::duration<double>(Steady::now() - begin).count();
    return s;
  }

  // To so many records in all, the first `hot` of them lifecycles.
  void grow(std::uint64_t records, std::uint64_t hot) {
    Started s = start(true);
    if (!s.engine->tenant(kTenant)) {
      if (auto made = s.engine->create_tenant(setup(clock_.now())); !made) give_up(made.error().message);
    }
    Run load(*s.engine);
    load.limit(8'000);
    for (std::uint64_t n = s.engine->durable_head(kTenant).size; n < records; ++n) {
      if (n < hot) {
        for (auto& command : plain_lifecycle(n, shape_, 100'000)) load.submit(std::move(command));
        n += 2;
      } else {
        fact(load, n, shape_);
      }
    }
    load.drain();
    figure("startup_records", static_cast<double>(s.engine->durable_head(kTenant).size), "records");
    if (load.refused() != 0) figure("startup_refused", static_cast<double>(load.refused()), "commands");
  }

  // On this thread: beside an engine it has a low priority, and takes what others leave.
  void make_checkpoint() {
    const double processor = processor_s();
    auto log = eventstore::LmdbLog::open(directory_ / "log", {});
    if (!log) give_up(log.error().message);
    const std::atomic<bool> stop{false};
    const auto states = directory_ / "state";
    const auto made = engine::make_state_checkpoint({.log = **log,
                                                     .directory = states,
                                                     .tenant = kTenant,
                                                     .errand = [](const std::function<void()>& work) { work(); },
                                                     .stop = stop,
                                                     .known = {}});
    if (!made) give_up(made.error().message);
    figure("state_checkpoint_processor_s", processor_s() - processor, "s");
    const auto files = engine::state_files(states, kTenant);
    figure("state_checkpoint_bytes", static_cast<double>(std::filesystem::file_size(files.front().path)) / 1e6, "MB");
    const auto& keys = *made->cold.keys;
    figure("key_runs", static_cast<double>(keys.runs().size()), "runs");
    figure("key_runs_bytes", static_cast<double>(keys.disk_bytes()) / 1e6, "MB");
    figure("key_runs_memory", static_cast<double>(keys.memory_bytes()) / 1e6, "MB");
  }

  // In a process of its own would be fairer to the memory figure; the time is the same.
  void measure(bool from_checkpoint) {
    const double before = resident_mb(), processor = processor_s();
    const Started s = start(from_checkpoint);
    figure(from_checkpoint ? "startup_s" : "startup_whole_log_s", s.seconds, "s");
    figure(from_checkpoint ? "startup_processor_s" : "startup_whole_log_processor_s", processor_s() - processor, "s");
    figure(from_checkpoint ? "startup_resident" : "startup_whole_log_resident", resident_mb() - before, "MB");
  }

 private:
  const std::filesystem::path directory_;
  WallClock clock_;
  core::SystemRandom random_;
  core::SeededRandom shape_{1};
};

int run(std::uint64_t records, std::uint64_t hot, const std::filesystem::path& directory) {
  std::filesystem::create_directories(directory / "log");
  Bench bench(directory);
  for (const std::uint64_t size : {hot, records}) {
    bench.grow(size, hot);
    bench.make_checkpoint();
    for (int i = 0; i < 3; ++i) bench.measure(true);
    bench.measure(false);
  }
  return 0;
}

}  // namespace
}  // namespace tallygate::bench

int main(int argc, char** argv) {
  if (argc == 3 && std::string(argv[1]) == "measure") {
    tallygate::bench::Bench(argv[2]).measure(true);
    return 0;
  }
  const auto number = [&](int i, std::uint64_t fallback) {
    return argc > i ? static_cast<std::uint64_t>(std::atoll(argv[i])) : fallback;
  };
  const auto own = std::filesystem::current_path() / ("startup-bench-" + std::to_string(::getpid()));
  const int code = tallygate::bench::run(number(1, 5'000'000), number(2, 500'000), argc > 3 ? argv[3] : own);
  std::filesystem::remove_all(own);
  return code;
}
