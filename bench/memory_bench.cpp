// tallygate-memory-bench: what an engine holds in memory, and how long a start takes, as its log grows and the orders
// in it grow old: a lifecycle (place, pay, complete) a minute of log time, by a clock that each command brings. Prints
// a figure a line: name value unit. Usage: tallygate-memory-bench DIRECTORY RECORDS… (ascending; the directory is
// kept), or tallygate-memory-bench DIRECTORY: one start, in a process of its own.
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <string>

#include "core/body_codec.hpp"
#include "engine/engine.hpp"
#include "engine/state_file.hpp"
#include "eventstore/lmdb_log.hpp"
#include "risk/ruleset.hpp"

namespace tallygate::bench {
namespace {

using Steady = std::chrono::steady_clock;
const std::string kTenant = "bench";
constexpr core::Time kBegin{1'767'225'600'000'000};  // 2026-01-01
constexpr std::uint64_t kRecordsOfOne = 3;

class WallClock final : public core::Clock {
 public:
  core::Time now() override {
    return {std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch())
                .count()};
  }
};

core::Command finished(core::Operation op, std::string key, std::string path, core::Body body, core::Time at) {
  core::Command c;
  c.op = op;
  c.actor.client = "c_bench";
  c.key = std::move(key);
  c.path_id = std::move(path);
  c.body = std::move(body);
  c.at = at;
  core::finish_command(c);
  return c;
}

double resident_mb() {
  std::ifstream statm("/proc/self/statm");
  std::uint64_t pages = 0, resident = 0, shared = 0;
  statm >> pages >> resident >> shared;
  return static_cast<double>(resident - shared) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e6;
}

void figure(const char* name, double value, const char* unit) {
  std::printf("%s %.2f %s\n", name, value, unit);
  std::fflush(stdout);
}

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  std::exit(2);
}

class Load {
 public:
  explicit Load(engine::Engine& engine) : engine_(engine) {}
  void submit(core::Command command) {
    {
      std::unique_lock lock(mutex_);
      room_.wait(lock, [this] { return in_flight_ < kInFlight; });
      ++in_flight_;
    }
    engine::Ticket ticket;
    ticket.tenant = kTenant;
    ticket.commands.push_back(std::make_shared<const core::Command>(std::move(command)));
    ticket.done = [this](std::vector<engine::Answer> answers) {
      const std::lock_guard lock(mutex_);
      refused_ += answers.front().kind != engine::Answer::Kind::recorded || answers.front().record->refusal;
      --in_flight_;
      room_.notify_one();
    };
    engine_.submit(std::move(ticket));
  }
  std::uint64_t drain() {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [this] { return in_flight_ == 0; });
    return refused_;
  }

 private:
  static constexpr std::size_t kInFlight = 4'000;
  engine::Engine& engine_;
  std::mutex mutex_;
  std::condition_variable room_;
  std::size_t in_flight_ = 0;
  std::uint64_t refused_ = 0;
};

void lifecycle(Load& load, std::uint64_t n, core::SeededRandom& random) {
  core::OrderPlace o;
  const auto id = std::to_string(n);
  const auto at = kBegin + core::minutes(static_cast<std::int64_t>(n));
  const auto buyer = std::to_string(random.below(20'000));
  o.order_id = core::OrderId("o" + id);
  o.buyer = core::PartyId("b" + buyer);
  o.merchant = core::PartyId("s" + std::to_string(random.below(1'000)));
  core::Device device;
  device.id = core::OtherId("d" + buyer);
  o.device = device;
  o.amount = static_cast<core::Amount>(100 + random.below(100'000));
  o.currency = *core::Currency::from_code("CNY");
  core::PaymentPut p;
  p.payment_id = core::PaymentId("p" + id);
  p.amount = o.amount;
  p.currency = o.currency;
  p.channel = core::Channel::wechat_pay;
  load.submit(finished(core::Operation::order_place, "k" + id + "a", "", std::move(o), at));
  load.submit(finished(core::Operation::order_pay, "k" + id + "b", "o" + id, std::move(p), at));
  load.submit(finished(core::Operation::order_complete, "k" + id + "c", "o" + id, core::OrderComplete{}, at));
}

engine::TenantSetup setup() {
  engine::TenantSetup s;
  s.tenant = kTenant;
  s.opened.tenant = kTenant;
  s.opened.clock = "replay";
  s.opened.origin = "bench.example/1";
  s.at = kBegin;
  core::RulesetPut put;
  put.name = "default";
  put.toml = std::string(risk::Ruleset::default_toml());
  put.toml_sha256 = core::to_hex(core::view(core::sha256(put.toml)));
  s.first_commands.push_back(finished(core::Operation::ruleset_put, "", "", std::move(put), kBegin));
  return s;
}

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
      if (auto made = engine_->create_tenant(setup()); !made) give_up(made.error().message);
    }
    Load load(*engine_);
    for (auto n = engine_->durable_head(kTenant).size / kRecordsOfOne; n * kRecordsOfOne < records; ++n)
      lifecycle(load, n, shape_);
    const auto refused = load.drain();
    figure("refused", static_cast<double>(refused), "commands");
    // Until the last checkpoint that is due has been made, by a thread of the lowest priority, and memory has let go of
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
