// tallygate-key-bench: order lifecycles through an engine whose idempotency keys are many and on disk. A small and a
// large table of synthetic keys, made as runs by the public writer and named by a state checkpoint, take turns. Then
// the pauses: the longest gap between two answers while state checkpoints are made and keys leave memory, beside that
// of a thread that only sleeps a millisecond at a time. Prints a figure a line: name value unit. Usage:
// tallygate-key-bench [keys of the large table, default 100000000, 0: the pauses alone] [rounds, default 3] [seconds
// each, default 5]
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <thread>
#include <vector>

#include "bench/figures.hpp"
#include "bench/lifecycle_load.hpp"
#include "engine/engine.hpp"
#include "engine/key_table.hpp"
#include "engine/recovery.hpp"
#include "engine/state_file.hpp"
#include "engine/state_making.hpp"
#include "eventstore/lmdb_log.hpp"
#include "eventstore/run_writer.hpp"

namespace tallygate::bench {
namespace {

constexpr std::uint64_t kSmall = 1'000'000;
constexpr std::uint64_t kLeast = 100'000;  // of a run
constexpr int kSecondsMore = 90;           // at most, for two state checkpoints
const std::atomic<bool> kGoOn{false};

template <class T>
T of(core::Result<T> result) {
  if (!result) give_up(result.error().message);
  return std::move(result).value();
}

double seconds_since(Steady::time_point begin) {
  return std::chrono::duration<double>(Steady::now() - begin).count();
}

// Evenly spread keys in order, as hashes are.
eventstore::RunSet::Run synthetic_run(const std::filesystem::path& directory, std::uint64_t keys, std::uint64_t seed) {
  eventstore::RunWriter writer(directory, "synthetic", keys, kGoOn);
  core::SeededRandom random(seed);
  const auto step = ~std::uint64_t{0} / keys;
  for (std::uint64_t i = 0; i < keys; ++i) {
    const auto high = __builtin_bswap64(i * step + random.below(step)), low = random.below(~std::uint64_t{0});
    core::Hash16 hash;
    std::memcpy(hash.data(), &high, sizeof high);
    std::memcpy(hash.data() + sizeof high, &low, sizeof low);
    char value[24] = {};
    std::memcpy(value, &low, sizeof low);
    if (auto added = writer.add(hash, {value, sizeof value}); !added) give_up(added.error().message);
  }
  return of(writer.finish());
}

class Bench {
 public:
  Bench(std::filesystem::path directory, std::string name, std::uint64_t keys)
      : directory_(std::move(directory)), name_(std::move(name)) {
    std::filesystem::create_directories(directory_ / "log");
    {
      const auto started = start({});
      if (auto made = started.engine->create_tenant(setup(clock_.now())); !made) give_up(made.error().message);
      Run load(*started.engine);
      prepare(load);
    }
    add_keys(keys);
  }

  // Commands per second and processor time a command, for so long.
  double run(double seconds) {
    const auto started = start({});
    Run load(*started.engine);
    const auto begin = Steady::now();
    const double processor = processor_s();
    submit(load, seconds);
    const auto commands = static_cast<double>(load.answered());
    const double rate = commands / seconds_since(begin);
    figure(name_ + "_commands", rate, "commands/s");
    figure(name_ + "_processor_us", (processor_s() - processor) * 1e6 / commands, "us/command");
    if (load.refused() != 0) figure(name_ + "_refused", static_cast<double>(load.refused()), "commands");
    return (processor_s() - processor) * 1e6 / commands;
  }

  // With `checkpoints`, they are made one after the other, from one of all that is there on.
  void pauses(bool checkpoints, double seconds) {
    auto limits = engine::StateCheckpointLimits{.tail_records = 20'000, .tail_records_most = 80'000, .rest = 0};
    if (checkpoints) make_checkpoint(*of(eventstore::LmdbLog::open(directory_ / "log", {})));
    const auto started = start(checkpoints ? std::optional(limits) : std::nullopt);
    Run load(*started.engine);
    load.limit(256);
    std::vector<double> gaps;
    gaps.reserve(4'000'000);
    auto last = Steady::now();
    load.on_answer = [&] {
      const auto now = Steady::now();
      gaps.push_back(std::chrono::duration<double, std::milli>(now - last).count());
      last = now;
    };
    std::atomic<bool> done{false};
    double hosts = 0;
    std::thread beside([&] {
      // Asleep for a millisecond at a time: one that spins would take a processor of two.
      for (auto before = Steady::now(); !done;) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        const auto now = Steady::now();
        hosts = std::max(hosts, std::chrono::duration<double, std::milli>(now - before).count() - 1);
        before = now;
      }
    });
    submit(load, seconds);
    load.on_answer = nullptr;  // its own rests are no pauses
    // A load that leaves some of the processors, until two were made: beside a full one each takes a minute and more.
    const auto few = [&] { return started.engine->statistics().state_checkpoints < 2; };
    for (int i = 0; checkpoints && few() && i < kSecondsMore; ++i)
      for (const auto begin = Steady::now(); seconds_since(begin) < 1;) {
        submit(load, 0.001);
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
      }
    done = true;
    beside.join();
    std::ranges::sort(gaps);
    const std::string with = checkpoints ? "pauses_with_checkpoints_" : "pauses_without_";
    const auto at = [&gaps](double share) {
      return gaps[static_cast<std::size_t>(share * static_cast<double>(gaps.size() - 1))];
    };
    figure(with + "longest", gaps.back(), "ms");
    figure(with + "p99.99", at(0.9999), "ms");
    figure(with + "p99.9", at(0.999), "ms");
    figure(with + "thread_beside_longest", hosts, "ms");
    const auto statistics = started.engine->statistics();
    figure(with + "checkpoints", static_cast<double>(statistics.state_checkpoints), "checkpoints");
    figure(with + "engine_held_longest", static_cast<double>(statistics.state_checkpoint_pause_ns_max) / 1e6, "ms");
  }

 private:
  struct Started {
    std::unique_ptr<eventstore::LmdbLog> log;
    std::unique_ptr<engine::Engine> engine;
  };
  Started start(std::optional<engine::StateCheckpointLimits> limits) {
    Started s;
    s.log = of(eventstore::LmdbLog::open(directory_ / "log", {}));
    engine::Engine::Options options;
    options.clock = &clock_;
    options.random = &random_;
    options.state_directory = directory_ / "state";
    options.state_checkpoints = limits;
    options.say = [](const std::string& line) { std::fprintf(stderr, "%s\n", line.c_str()); };
    s.engine = of(engine::Engine::start(*s.log, std::move(options)));
    return s;
  }

  void make_checkpoint(eventstore::LmdbLog& log) {
    of(engine::make_state_checkpoint({.log = log,
                                      .directory = directory_ / "state",
                                      .tenant = kTenant,
                                      .errand = [](const std::function<void()>& work) { work(); },
                                      .stop = kGoOn,
                                      .known = {}}));
  }

  // A state checkpoint of what is there, with as many runs more as so many keys would be in.
  void add_keys(std::uint64_t keys) {
    const auto log = of(eventstore::LmdbLog::open(directory_ / "log", {}));
    const auto states = directory_ / "state";
    make_checkpoint(*log);
    const auto file = engine::state_files(states, kTenant).front().path;
    const auto find = [&log](const core::Digest& hash) { return engine::ruleset_from_log(*log, kTenant, hash); };
    auto saved = of(engine::read_state_file(file, kTenant, find, {}));
    auto cold = saved.state->cold();
    auto runs = cold.keys->runs();
    const auto begin = Steady::now();
    for (std::uint64_t left = keys; left > 0;) {
      const auto part = left > kLeast ? left - left / eventstore::kRunTierFactor : left;
      runs.insert(runs.begin() + static_cast<std::ptrdiff_t>(cold.keys->runs().size()),
                  synthetic_run(engine::state_files_of(states, kTenant), part, left));
      left -= part;
    }
    cold.keys = std::make_shared<const eventstore::RunSet>(std::move(runs));
    figure(name_ + "_keys", static_cast<double>(cold.keys->entries()), "keys");
    figure(name_ + "_made", seconds_since(begin), "s");
    figure(name_ + "_runs", static_cast<double>(cold.keys->runs().size()), "runs");
    figure(name_ + "_bytes", static_cast<double>(cold.keys->disk_bytes()) / 1e6, "MB");
    figure(name_ + "_memory", static_cast<double>(cold.keys->memory_bytes()) / 1e6, "MB");
    saved.state->set_cold(std::move(cold));
    if (auto written = engine::write_state_file(states, saved, kGoOn); !written) give_up(written.error().message);
  }

  void submit(Run& load, double seconds) {
    const auto begin = Steady::now();
    while (seconds_since(begin) < seconds) {
      for (int i = 0; i < 64; ++i, ++n_) {
        auto order = place(n_, shape_);
        const auto amount = core::body_as<core::OrderPlace>(order).amount;
        load.submit(std::move(order));
        load.submit(pay(n_, amount));
        load.submit(complete(n_));
      }
    }
    load.drain();
  }

  const std::filesystem::path directory_;
  const std::string name_;
  WallClock clock_;
  core::SystemRandom random_;
  core::SeededRandom shape_{1};
  std::uint64_t n_ = 0;
};

// By processor time of this thread: the longest that one key more, and dropping one part of the table, takes.
void table_pauses(std::uint64_t keys) {
  const auto thread_us = [] {
    timespec at{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at);
    return static_cast<double>(at.tv_sec) * 1e6 + static_cast<double>(at.tv_nsec) / 1e3;
  };
  core::SeededRandom random(1);
  engine::KeyTable parts;
  boost::unordered_flat_map<core::Hash16, engine::KnownKey, core::Hash16Hasher> single;
  double longest_of_parts = 0, longest_of_single = 0, longest_drop = 0;
  for (std::uint64_t seq = 0; seq < keys; ++seq) {
    const auto key = random.bytes<16>();
    const double begin = thread_us();
    parts.insert(key, {key, seq});
    const double between = thread_us();
    single.emplace(key, engine::KnownKey{key, seq});
    longest_of_parts = std::max(longest_of_parts, between - begin);
    longest_of_single = std::max(longest_of_single, thread_us() - between);
  }
  for (std::size_t part = 0; part < engine::KeyTable::kParts; ++part) {
    const double begin = thread_us();
    parts.drop_before(keys - keys / 50, part);
    longest_drop = std::max(longest_drop, thread_us() - begin);
  }
  figure("table_keys", static_cast<double>(keys), "keys");
  figure("table_longest_insert", longest_of_parts / 1e3, "ms");
  figure("table_longest_insert_in_a_single_one", longest_of_single / 1e3, "ms");
  figure("table_longest_drop_of_a_part", longest_drop / 1e3, "ms");
}

int run(std::uint64_t keys, int rounds, double seconds) {
  table_pauses(5'000'000);
  const auto directory = std::filesystem::current_path() / ("key-bench-" + std::to_string(::getpid()));
  struct Remove {
    std::filesystem::path path;
    ~Remove() { std::filesystem::remove_all(path); }
  } remove{directory};
  Bench small(directory / "small", "small", kSmall);
  if (keys > 0) {
    Bench large(directory / "large", "large", keys);
    double with_small = 0, with_large = 0;
    for (int i = 0; i < rounds; ++i) {
      with_small += small.run(seconds);
      with_large += large.run(seconds);
    }
    figure("large_to_small_by_processor_time", with_small / with_large, "times");
  }
  for (int i = 0; i < rounds; ++i) {
    small.pauses(false, seconds);
    small.pauses(true, seconds);
  }
  return 0;
}

}  // namespace
}  // namespace tallygate::bench

int main(int argc, char** argv) {
  return tallygate::bench::run(argc > 1 ? static_cast<std::uint64_t>(std::atoll(argv[1])) : 100'000'000,
                               argc > 2 ? std::atoi(argv[2]) : 3, argc > 3 ? std::atof(argv[3]) : 5.0);
}
