// How fast proofs are made out of the tiles of a log of a million records, and checked. `anywhere` asks for records all
// over the log with a maker that has seen it before, `recent` for the last ten thousand, `first_time` for records of
// tiles that nobody asked for yet: each then costs the hashing of its whole tile.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "audit/proofs.hpp"
#include "eventstore/lmdb_log.hpp"
#include "tests/support/temporary_directory.hpp"

namespace {

using namespace tallygate;

constexpr std::uint64_t kSize = 1'000'003;  // partial tiles on every level
constexpr std::uint64_t kBatch = 10'000;

// The leaves are real, the records but a few bytes: no proof reads a record.
class LargeLog {
 public:
  LargeLog() {
    auto opened = eventstore::LmdbLog::open(directory_.path());
    TALLYGATE_CHECK(opened.ok(), "the log opens");
    log_ = std::move(opened).value();
    TALLYGATE_CHECK(log_->create_tenant("t1").ok(), "a tenant is made");
    for (std::uint64_t size = 0; size < kSize; size += kBatch) append(size, std::min(kBatch, kSize - size));
  }
  LargeLog(const LargeLog&) = delete;
  LargeLog& operator=(const LargeLog&) = delete;

  const eventstore::EventLog& log() const { return *log_; }

 private:
  void append(std::uint64_t from, std::uint64_t count) {
    std::vector<std::string> texts;
    for (std::uint64_t seq = from; seq < from + count; ++seq) texts.push_back(std::to_string(seq));
    std::vector<eventstore::AppendRecord> records;
    for (const auto& text : texts) records.push_back({text, core::leaf_hash(text), 1, std::nullopt});
    const eventstore::TenantAppend append{"t1", from, 0, records, {}, {}};
    TALLYGATE_CHECK(log_->append({&append, 1}).ok(), "records are appended");
  }
  const tests::TemporaryDirectory directory_;  // outlives the log
  std::unique_ptr<eventstore::LmdbLog> log_;
};

const eventstore::EventLog& log_of_a_million() {
  static const LargeLog large;
  return large.log();
}

// Every number below `size`, in an order that jumps about.
class Scattered {
 public:
  explicit Scattered(std::uint64_t size) : size_(size) {}
  std::uint64_t next() { return at_ = (at_ + 618'033'989) % size_; }

 private:
  const std::uint64_t size_;
  std::uint64_t at_ = 0;
};

void require(const core::Result<audit::Proof>& proof) {
  TALLYGATE_CHECK(proof.ok() && !proof->empty(), "a proof is made");
}

void inclusion_anywhere(benchmark::State& state) {
  audit::ProofMaker maker(log_of_a_million());
  for (std::uint64_t seq = 0; seq < kSize; seq += 16) require(maker.inclusion("t1", seq, kSize));
  Scattered seqs(kSize);
  for (auto _ : state) require(maker.inclusion("t1", seqs.next(), kSize));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(inclusion_anywhere);

void inclusion_recent(benchmark::State& state) {
  audit::ProofMaker maker(log_of_a_million());
  Scattered behind(10'000);
  for (auto _ : state) require(maker.inclusion("t1", kSize - 1 - behind.next(), kSize));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(inclusion_recent);

void inclusion_first_time(benchmark::State& state) {
  std::uint64_t tile = 0;
  auto maker = std::make_unique<audit::ProofMaker>(log_of_a_million());
  for (auto _ : state) {
    if (++tile == kSize / 256) {
      state.PauseTiming();
      maker = std::make_unique<audit::ProofMaker>(log_of_a_million());
      tile = 1;
      state.ResumeTiming();
    }
    require(maker->inclusion("t1", tile * 256 + tile % 256, kSize));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(inclusion_first_time);

void consistency(benchmark::State& state) {
  audit::ProofMaker maker(log_of_a_million());
  Scattered sizes(10'000);
  for (auto _ : state) require(maker.consistency("t1", kSize - 1 - sizes.next(), kSize));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(consistency);

void verify_inclusion(benchmark::State& state) {
  const auto& log = log_of_a_million();
  audit::ProofMaker maker(log);
  const std::uint64_t seq = kSize / 3;
  const auto proof = maker.inclusion("t1", seq, kSize);
  require(proof);
  const auto leaf = *log.leaf("t1", seq), root = *log.root_at("t1", kSize);
  for (auto _ : state) TALLYGATE_CHECK(audit::verify_inclusion(seq, kSize, leaf, *proof, root), "the proof holds");
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(verify_inclusion);

}  // namespace

BENCHMARK_MAIN();
