// How fast records become durable: through the log, and through plain LMDB with the same bytes in the same batches,
// which is the limit that the machine sets. Both fsync every batch. The log also writes the tree, the head and (as
// commands have one) an idempotency key a record. The two take turns, commit by commit, so that whatever else the
// machine does falls on both alike.
#include <benchmark/benchmark.h>
#include <lmdb.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/hash.hpp"
#include "eventstore/lmdb_log.hpp"
#include "tests/support/temporary_directory.hpp"

namespace {

using namespace tallygate;

constexpr std::size_t kRecordBytes = 1'100;
constexpr std::uint64_t kMapBytes = std::uint64_t{1} << 40;
enum class Keys { none, one_each };

std::vector<std::string> texts_of(std::size_t count) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < count; ++i) {
    std::string text = std::to_string(i) + " ";
    while (text.size() < kRecordBytes) text.push_back(static_cast<char>('a' + (text.size() * 7 + i) % 26));
    out.push_back(std::move(text));
  }
  return out;
}

class PlainLmdb {
 public:
  PlainLmdb() {
    check(mdb_env_create(&env_));
    check(mdb_env_set_mapsize(env_, kMapBytes));
    check(mdb_env_set_maxdbs(env_, 4));
    check(mdb_env_open(env_, directory_.path().c_str(), MDB_NOTLS, 0600));
    MDB_txn* txn = nullptr;
    check(mdb_txn_begin(env_, nullptr, 0, &txn));
    check(mdb_dbi_open(txn, "records", MDB_CREATE | MDB_INTEGERKEY, &table_));
    check(mdb_txn_commit(txn));
  }
  ~PlainLmdb() { mdb_env_close(env_); }
  PlainLmdb(const PlainLmdb&) = delete;
  PlainLmdb& operator=(const PlainLmdb&) = delete;

  void append(const std::vector<std::string>& texts) {
    MDB_txn* txn = nullptr;
    check(mdb_txn_begin(env_, nullptr, 0, &txn));
    for (const auto& text : texts) {
      MDB_val key{sizeof next_, &next_};
      MDB_val value{text.size(), const_cast<char*>(text.data())};
      check(mdb_put(txn, table_, &key, &value, MDB_APPEND));
      ++next_;
    }
    check(mdb_txn_commit(txn));
  }

 private:
  static void check(int code) { TALLYGATE_CHECK(code == 0, mdb_strerror(code)); }
  tests::TemporaryDirectory directory_;
  MDB_env* env_ = nullptr;
  MDB_dbi table_ = 0;
  std::uint64_t next_ = 0;
};

class OurLog {
 public:
  OurLog(const std::vector<std::string>& texts, Keys keys)
      : log_(std::move(eventstore::LmdbLog::open(directory_.path())).value()) {
    TALLYGATE_CHECK(log_->create_tenant("bench").ok(), "no tenant");
    for (const auto& text : texts) {
      records_.push_back({text, core::leaf_hash(text), 1, {}});  // the encoder's work, not the log's
      if (keys == Keys::one_each) records_.back().key = eventstore::KeyEntry{core::hash16(text), core::hash16(text), 0};
    }
  }
  void append() {
    const eventstore::TenantAppend append{"bench", size_, 0, records_, {}, {}};
    size_ = log_->append({&append, 1})->front().size;
  }

 private:
  tests::TemporaryDirectory directory_;
  std::unique_ptr<eventstore::LmdbLog> log_;
  std::vector<eventstore::AppendRecord> records_;
  std::uint64_t size_ = 0;
};

using Clock = std::chrono::steady_clock;

template <class Work>
double seconds_of(Work&& work) {
  const auto start = Clock::now();
  work();
  return std::chrono::duration<double>(Clock::now() - start).count();
}

double sum(const std::vector<double>& values) {
  double out = 0;
  for (const double v : values) out += v;
  return out;
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

// The timed work is the log's append; the counters compare it with plain LMDB: records per second of each, and ours as
// a share of theirs, over the whole run and between the median commits.
void BM_AppendBesidePlainLmdb(benchmark::State& state, Keys keys) {
  const auto batch = static_cast<std::size_t>(state.range(0));
  const auto texts = texts_of(batch);
  OurLog log(texts, keys);
  PlainLmdb plain;
  std::vector<double> ours;
  std::vector<double> theirs;
  for (auto _ : state) {
    theirs.push_back(seconds_of([&] { plain.append(texts); }));
    ours.push_back(seconds_of([&] { log.append(); }));
    state.SetIterationTime(ours.back());
  }
  const auto records = static_cast<double>(batch * ours.size());
  state.counters["log/s"] = records / sum(ours);
  state.counters["lmdb/s"] = records / sum(theirs);
  state.counters["share"] = sum(theirs) / sum(ours);
  state.counters["share_p50"] = median(theirs) / median(ours);
}

void batches(benchmark::internal::Benchmark* b) {
  b->Arg(1)->Arg(10)->Arg(100)->Arg(1'000)->UseManualTime();
}

BENCHMARK_CAPTURE(BM_AppendBesidePlainLmdb, with_keys, Keys::one_each)->Apply(batches);
BENCHMARK_CAPTURE(BM_AppendBesidePlainLmdb, without_keys, Keys::none)->Apply(batches);

}  // namespace

BENCHMARK_MAIN();
