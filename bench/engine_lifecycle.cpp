// tallygate-engine-bench: order lifecycles (place, pay, complete) through the whole engine in this process, on a real
// log with real fsyncs. Prints a figure a line: name value unit. The generator shares the machine. Usage:
// tallygate-engine-bench [seconds, default 10] [lifecycles in flight, default 4000]
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "bench/lifecycle_load.hpp"
#include "engine/engine.hpp"
#include "eventstore/lmdb_log.hpp"

namespace tallygate::bench {
namespace {

int run(double seconds, std::size_t in_flight) {
  const auto directory = std::filesystem::current_path() / ("engine-bench-" + std::to_string(::getpid()));
  std::filesystem::create_directories(directory);
  struct Remove {
    std::filesystem::path path;
    ~Remove() { std::filesystem::remove_all(path); }
  } remove{directory};
  auto log = eventstore::LmdbLog::open(directory, {});
  if (!log) return std::fprintf(stderr, "%s\n", log.error().message.c_str()), 2;
  WallClock clock;
  core::SystemRandom system_random;
  engine::Engine::Options options;
  options.clock = &clock;
  options.random = &system_random;
  auto engine = engine::Engine::start(**log, options);
  if (!engine) return std::fprintf(stderr, "%s\n", engine.error().message.c_str()), 2;
  if (auto created = (*engine)->create_tenant(setup(clock.now())); !created)
    return std::fprintf(stderr, "%s\n", created.error().message.c_str()), 2;
  Run load(**engine);
  prepare(load);
  load.limit(in_flight * 3);
  const auto refused_before = load.refused();
  const auto commands_before = load.answered();
  const auto before = (*engine)->statistics();
  const auto bytes_before = (*log)->bytes_on_disk();
  core::SeededRandom random(1);
  const auto begin = Steady::now();
  std::uint64_t n = 0;
  while (std::chrono::duration<double>(Steady::now() - begin).count() < seconds) {
    for (int i = 0; i < 64; ++i, ++n) {
      auto order = place(n, random);
      const auto amount = core::body_as<core::OrderPlace>(order).amount;
      load.submit(std::move(order));
      load.submit(pay(n, amount));
      load.submit(complete(n));
    }
  }
  load.drain();
  const double took = std::chrono::duration<double>(Steady::now() - begin).count();
  const auto after = (*engine)->statistics();
  const auto commands = load.answered() - commands_before;
  std::printf("engine_lifecycle_commands %.0f commands/s\n", static_cast<double>(commands) / took);
  std::printf("engine_lifecycle_refused %llu commands\n",
              static_cast<unsigned long long>(load.refused() - refused_before));
  std::printf("engine_records_per_commit %.1f records\n", static_cast<double>(after.records - before.records) /
                                                              static_cast<double>(after.batches - before.batches));
  std::printf("engine_commit_time %.2f us/record\n",
              static_cast<double>(after.commit_ns_total - before.commit_ns_total) / 1e3 /
                  static_cast<double>(after.records - before.records));
  std::printf("log_bytes_per_lifecycle %.0f bytes\n",
              static_cast<double>((*log)->bytes_on_disk() - bytes_before) / static_cast<double>(n));
  return 0;
}

}  // namespace
}  // namespace tallygate::bench

int main(int argc, char** argv) {
  return tallygate::bench::run(argc > 1 ? std::atof(argv[1]) : 10.0,
                               argc > 2 ? static_cast<std::size_t>(std::atoll(argv[2])) : 4'000);
}
