#include "api/capacity/sample.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <memory>
#include <mutex>
#include <utility>

#include "api/capacity/block_bytes.hpp"
#include "api/capacity/lifecycles.hpp"
#include "api/capacity/log_layout.hpp"
#include "api/capacity/player.hpp"
#include "core/random.hpp"
#include "engine/log_fold.hpp"
#include "engine/object_runs.hpp"
#include "engine/state_file.hpp"
#include "eventstore/lmdb_log.hpp"
#include "risk/ruleset.hpp"
#include "vault/vault.hpp"

namespace tallygate::capacity {
namespace {

using core::failure;
using core::Result;
using core::Status;

const std::string kTenant = "sample";
constexpr core::Time kBegin{1'767'225'600'000'000};  // 2026-01-01
constexpr std::size_t kInFlight = 600;
constexpr std::uint64_t kTakes = 100;  // times that the sample lets go of what grew old

class BeginningOfTime final : public core::Clock {  // a replay clock asks only for what has no time of its own
 public:
  core::Time now() override { return kBegin; }
};

// The sample's vault, whose rows go with the log's commits as a server's do.
struct SealedRows {
  std::unique_ptr<vault::Vault> vault;
  std::atomic<std::uint64_t> bytes{0};

  std::vector<eventstore::SideRow> drain() {
    std::vector<eventstore::SideRow> rows;
    for (auto& row : vault->drain()) {
      bytes += row.key.size() + row.value.size();
      rows.push_back({std::move(row.table), std::move(row.key), std::move(row.value)});
    }
    return rows;
  }
};

engine::FindRuleset find_in(const eventstore::EventLog& log) {
  return [&log](const core::Digest& hash) -> std::shared_ptr<const risk::Ruleset> {
    const auto text = log.blob(kTenant, hash);
    std::vector<risk::RulesetError> errors;
    return text ? risk::Ruleset::compile(*text, errors) : nullptr;
  };
}

Status play(const Question& small, eventstore::EventLog& log, SealedRows& rows, core::Random& random, Sample& out,
            const std::function<void(double)>& progress) {
  BeginningOfTime clock;
  engine::Engine::Options options;
  options.clock = &clock;
  options.random = &random;
  options.drain_side_rows = [&rows](std::string_view) { return rows.drain(); };
  auto engine = engine::Engine::start(log, std::move(options));
  if (!engine) return engine.error();
  if (auto made = (*engine)->create_tenant(Lifecycles::setup(small, kTenant, kBegin)); !made) return made.error();
  Player player(**engine, kTenant, kInFlight);
  Lifecycles lives(small, *rows.vault);
  for (auto& command : lives.beginnings(kBegin)) player.submit(std::move(command));
  for (std::uint64_t n = 0; n < out.orders; ++n) {
    const auto share = static_cast<double>(n + 1) / static_cast<double>(out.orders);
    const core::Time at =
        kBegin + core::Duration{static_cast<std::int64_t>(share * static_cast<double>(small.window.us))};
    for (auto& command : lives.order(n, at)) player.submit(std::move(command));
    if (progress && n % 256 == 0) progress(share);
  }
  player.drain();
  if (player.not_recorded() > 0)
    return failure(core::ErrorKind::io, "the log of the sample took only a part of its commands: is the disk full?");
  out.not_as_asked = player.not_as_asked();
  const auto s = (*engine)->statistics();
  out.records_a_commit = static_cast<double>(s.records) / static_cast<double>(s.batches);
  return core::Done{};
}

// The log folded as an engine's state is, letting go of what grows old on the way.
class Folded {
 public:
  Folded(const eventstore::EventLog& log, const Question& small, std::filesystem::path directory)
      : log_(log), after_(small.limits.cold_after), directory_(std::move(directory)) {
    saved_.state = std::make_unique<engine::TenantState>(kTenant, find_in(log));
    saved_.state->keep_no_keys();
  }

  Status fold(std::uint64_t size, Sample& out) {
    std::filesystem::create_directories(files());
    engine::KeyRunBuilder keys(std::make_shared<const eventstore::RunSet>(), files(), never_);
    engine::LogFold fold(*saved_.state, {}, &keys);
    std::vector<std::string> page;
    const std::uint64_t every = std::max<std::uint64_t>(size / kTakes, 1);
    for (std::uint64_t take_at = every; saved_.state->next_seq() < size;) {
      if (auto read = engine::read_page(log_, kTenant, saved_.state->next_seq(), size, page); !read) return read;
      for (const auto& bytes : page) {
        out.record_bytes += bytes.size();
        if (auto applied = fold.apply(bytes); !applied) return applied;
      }
      if (saved_.state->next_seq() < take_at && saved_.state->next_seq() < size) continue;
      if (auto taken = take_cold(); !taken) return taken;
      take_at += every;
    }
    auto runs = keys.finish();
    if (!runs) return runs.error();
    saved_.position = size;
    saved_.leaf = fold.leaf();
    engine::ColdState cold = saved_.state->cold();
    cold.keys = std::move(*runs);
    cold.position = size;
    saved_.state->set_cold(std::move(cold));
    return core::Done{};
  }

  Status measure(const core::BlockBytes& block, Sample& out) {
    out.live = saved_.state->held_memory(block);
    const auto& cold = saved_.state->cold();
    out.keys = {cold.keys->entries(), cold.keys->disk_bytes(), cold.keys->memory_bytes()};
    out.objects = {cold.objects->entries(), cold.objects->disk_bytes(), cold.objects->memory_bytes()};
    const auto begin = std::chrono::steady_clock::now();
    if (auto written = engine::write_state_file(directory_, saved_, never_); !written) return written;
    const auto files = engine::state_files(directory_, kTenant);
    out.state_file_bytes = std::filesystem::file_size(files.front().path);
    const auto loaded = engine::read_state_file(files.front().path, kTenant, find_in(log_), {});
    if (!loaded) return loaded.error();
    out.state_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    out.loaded = loaded->state->held_memory(block);
    return core::Done{};
  }

 private:
  std::filesystem::path files() const { return engine::state_files_of(directory_, kTenant); }
  Status take_cold() {
    engine::ObjectRunBuilder objects(saved_.state->cold().objects, files(), never_);
    const auto taken = saved_.state->take_cold(after_, objects.put());
    auto runs = objects.finish();
    if (!runs) return runs.error();
    engine::ColdState cold = saved_.state->cold();
    cold.objects = std::move(*runs);
    cold.rule = taken.rule;
    saved_.state->set_cold(std::move(cold));
    return core::Done{};
  }

  const eventstore::EventLog& log_;
  const core::Duration after_;
  const std::filesystem::path directory_;
  const std::atomic<bool> never_{false};
  engine::SavedState saved_;
};

}  // namespace

Question scaled_down(const Question& question, std::uint64_t orders) {
  Question small = question;
  if (orders >= question.orders()) return small;
  const double part = static_cast<double>(orders) / static_cast<double>(question.orders());
  small.rate = question.rate * part;
  for (std::uint64_t* people : {&small.mix.buyers, &small.mix.merchants, &small.mix.distributors})
    *people = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::llround(static_cast<double>(*people) * part)));
  return small;
}

Result<Sample> take_sample(const Question& question, const std::filesystem::path& scratch, std::uint64_t orders,
                           const std::function<void(double)>& progress) {
  Sample out;
  out.orders = std::min(orders, question.orders());
  const Question small = scaled_down(question, out.orders);
  core::SystemRandom random;
  SealedRows rows;
  if (auto made = vault::Vault::create(scratch / "vault.keys", random); !made) return made.error();
  auto vault = vault::Vault::open(scratch / "vault.keys", random);
  if (!vault) return vault.error();
  rows.vault = std::move(*vault);
  auto log = eventstore::LmdbLog::open(scratch / "log");
  if (!log) return log.error();
  if (auto played = play(small, **log, rows, random, out, progress); !played) return played.error();
  out.persons = rows.vault->persons();
  out.pseudonyms = rows.vault->pseudonyms();
  out.vault_row_bytes = rows.bytes;
  const auto head = (*log)->head(kTenant);
  if (!head) return head.error();
  out.records = head->size;
  Folded folded(**log, small, scratch / "state");
  if (auto done = folded.fold(out.records, out); !done) return done.error();
  if (auto done = folded.measure(block_bytes(), out); !done) return done.error();
  auto layout = log_bytes_a_record_byte(**log, kTenant, question.commands_a_commit, scratch / "layout");
  if (!layout) return layout.error();
  out.log_bytes_a_record_byte = *layout;
  return out;
}

}  // namespace tallygate::capacity
