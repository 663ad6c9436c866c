#include "api/capacity/model.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>

#include "api/capacity/growth_of_runs.hpp"
#include "core/hash.hpp"
#include "engine/key_table.hpp"
#include "engine/state_file.hpp"

namespace tallygate::capacity {
namespace {

constexpr double kLogPageBytes = 4'096, kPageUsed = 4'080;
constexpr double kTilePages = 3;  // 8,192 bytes and the header of overflow pages
constexpr double kRecordsOfATile = 256;
constexpr double kRandomFill = 0.69;                  // of pages that are filled in no order: ln 2
constexpr double kRowBytes = 10;                      // of LMDB, a row: its header and its place
constexpr double kKeyBytes = 40;                      // of the log's own table, a key (eventstore/tables.hpp)
constexpr double kPagesOfARow = 3;                    // free ones: each new row is on a page of its own, twice old
constexpr double kAheadBytes = 5.0 * 1024 * 1024;     // of the log's file, written ahead: between 1 and 9 MiB
constexpr double kAheadOfUsed = 0.07;                 // and of a small one, of what is used
constexpr double kProgramBytes = 15.0 * 1024 * 1024;  // threads, queues, journals, caches of a server under load
// A server's heap by what its blocks take: pages of blocks of one size that are not full.
constexpr double kHeap = 1.03;
constexpr double kVaultNodeBytes = 48, kVaultKeyNodeBytes = 64, kBucketBytes = 1.5 * sizeof(void*);
constexpr double kKeysOverInterval = 1.2;  // of keys: those that come while a checkpoint is made stay too
constexpr double kNameBytes = 56;          // of what left, until the live state let it go
constexpr double kScratchOfAnObject = 72;  // while families are looked for (ledger/families.cpp)

std::uint64_t whole(double bytes) {
  return bytes <= 0 ? 0 : static_cast<std::uint64_t>(std::llround(bytes));
}
double of(std::uint64_t n) {
  return static_cast<double>(n);
}

bool is_window(const core::HeldPart& part) {
  return part.name == "risk windows";
}
// Of what leaves memory as it grows old.
bool may_leave(const core::HeldPart& part) {
  return part.name == "orders" || part.name == "payments" || part.name == "refunds" || part.name == "logins" ||
         part.name == "counts of subjects";
}
std::string line_of(const core::HeldPart& part) {
  if (may_leave(part) && part.name != "counts of subjects") return "orders and payments";
  if (part.name == "counts of subjects" || is_window(part)) return part.name;
  return "parties, accounts and the rest";
}

// What the whole is, by what the sample was.
class Model {
 public:
  Model(const Question& q, const Sample& s) : q_(q), s_(s), times_(of(q.orders()) / of(s.orders)) {}

  Prediction run() {
    out_.orders = q_.orders();
    out_.records = whole(of(s_.records) * times_);
    between_ = records_between();
    checkpoints_ = static_cast<std::uint64_t>(records() / between_);
    if (checkpoints_ == 0 && records() > of(q_.limits.tail_records)) {  // the first one is being made
      between_ = records();
      checkpoints_ = 1;
    }
    out_.records_between = whole(between_);
    grow_runs();
    memory();
    if (checkpoints_ > 0) checkpoint_memory();
    disk();
    return std::move(out_);
  }

 private:
  double window() const { return static_cast<double>(q_.window.us); }
  double cold_after() const { return static_cast<double>(q_.limits.cold_after.us); }
  bool leaves() const { return q_.window > q_.limits.cold_after; }
  double records() const { return of(s_.records) * times_; }
  // The n-th state checkpoint, in log time, and how full the state was then by what it is in the end.
  double time_of(std::uint64_t checkpoint) const { return of(checkpoint) * between_ / records() * window(); }
  double fullness(std::uint64_t checkpoint) const {
    return std::min(time_of(checkpoint), cold_after()) / std::min(window(), cold_after());
  }
  double state_file(std::uint64_t checkpoint) const { return of(s_.state_file_bytes) * times_ * fullness(checkpoint); }
  // Those that are old enough to leave and wait for the next checkpoint to do it, at most.
  double waiting_orders() const {
    const double since_cold = (checkpoints_ == 0 ? window() : time_of(checkpoints_)) - cold_after();
    const double interval = checkpoints_ == 0 ? window() : between_ / records() * window();
    return std::clamp(since_cold, 0.0, interval) / window() * of(q_.orders());
  }

  // As engine/state_checkpoints.cpp says when one is due, and that the next waits until this one is made.
  double records_between() const {
    const double a_second = records() / (window() / 1e6);
    if (q_.records_between) return *q_.records_between;
    const double by_age = std::max(of(q_.limits.tail_records_least),
                                   a_second * std::chrono::duration<double>(q_.limits.tail_age).count());
    const double looked = a_second * std::chrono::duration<double>(q_.limits.look_every).count();
    const double making = a_second * s_.state_seconds * times_;
    const double due = std::min(of(q_.limits.tail_records), by_age + making) + looked;
    const double rested =
        std::min(making * (1 + of(q_.limits.rest)), std::max(of(q_.limits.tail_records_most), making));
    return std::max(due, rested);
  }

  void grow_runs() {
    const double keys = of(s_.keys.disk_bytes) / of(s_.records) * between_;
    const double objects = of(s_.objects.disk_bytes) * times_;
    const auto left = [&](std::uint64_t checkpoint) {
      return leaves() ? std::max(0.0, time_of(checkpoint) - cold_after()) / (window() - cold_after()) : 0;
    };
    for (std::uint64_t i = 1; i <= checkpoints_; ++i) {
      key_runs_.add(keys);
      object_runs_.add(objects * (left(i) - left(i - 1)));
    }
  }

  double parts(const std::vector<core::HeldPart>& held, std::map<std::string, double>* lines) const {
    double all = 0;
    for (const auto& part : held) {
      double bytes = of(grown_bytes(part, times_));
      // Those that became old enough since the last checkpoint are still there.
      if (leaves() && may_leave(part))
        bytes += of(part.bytes) / of(std::max<std::uint64_t>(part.items, 1)) * of_an_order(part) * waiting_orders();
      all += bytes * kHeap;
      if (lines != nullptr) (*lines)[line_of(part)] += bytes * kHeap;
    }
    return all;
  }
  // Each order brings one of these, and a payment; counts are of both.
  static double of_an_order(const core::HeldPart& part) { return part.name == "counts of subjects" ? 2 : 1; }

  double run_memory() const { return of(s_.keys.memory_bytes + s_.objects.memory_bytes) * times_; }

  void memory() {
    std::map<std::string, double> lines;
    parts(s_.live, &lines);
    for (const auto& [what, bytes] : lines) out_.memory.push_back({what, whole(bytes)});
    const double vault = times_ * (of(s_.pseudonyms) * (kVaultNodeBytes + kBucketBytes) +
                                   of(s_.persons) * (kVaultKeyNodeBytes + kBucketBytes));
    out_.memory.push_back({"vault", whole(vault)});
    out_.memory.push_back({"idempotency keys since the last state checkpoint",
                           key_table_bytes(std::min(between_ * kKeysOverInterval, records()))});
    out_.memory.push_back({"filters and indexes of what is on disk", whole(run_memory())});
    out_.memory.push_back({"the program itself", whole(kProgramBytes)});
  }

  // The file is read whole and made a state, or what came since is folded into that: whichever takes more.
  void checkpoint_memory() {
    // What came after the last checkpoint was not there yet.
    const double after = parts(s_.live, nullptr) * (1 - fullness(checkpoints_));
    const double state = parts(s_.loaded, nullptr) * fullness(checkpoints_) - after;
    const double leaving = leaves() ? waiting_orders() : 0;
    const double objects = of(s_.objects.entries) == 0 ? 0 : of(s_.objects.disk_bytes) / of(s_.objects.entries);
    const double orders = of(q_.orders()) * std::min(window(), cold_after()) / window();
    const double folding =
        between_ * 2 * (kKeyBytes + 8) + leaving * 4 * (objects + kNameBytes) + 2 * orders * kScratchOfAnObject;
    out_.checkpoint_memory.push_back({"a second copy of the state", whole(state)});
    out_.checkpoint_memory.push_back(
        {"its file as it is read, or what is folded into it", whole(std::max(state_file(checkpoints_ - 1), folding))});
    out_.checkpoint_memory.push_back({"the filter of a merged run", whole(run_memory())});
  }

  double state_files() const {
    double bytes = 0;
    for (std::uint64_t i = 0; i < engine::kStateFilesKept && i < checkpoints_; ++i)
      bytes += state_file(checkpoints_ - i);
    return bytes;
  }

  void disk() {
    const double log = of(s_.record_bytes) * times_ * s_.log_bytes_a_record_byte;
    const double tree = (records() / kRecordsOfATile) * (kTilePages * kLogPageBytes) * (1 + 1 / kRecordsOfATile);
    const double keys =
        (records() * kKeyBytes + records() / q_.commands_a_commit * (kRowBytes + 8)) / kPageUsed * kLogPageBytes;
    const double rows = of(s_.vault_row_bytes) + kRowBytes * of(s_.persons + s_.pseudonyms);
    const double rows_a_commit = of(s_.persons + s_.pseudonyms) / of(s_.records) * q_.commands_a_commit;
    out_.disk = {{"log: records", whole(log - tree - keys)},
                 {"log: tree", whole(tree)},
                 {"log: idempotency keys", whole(keys)},
                 {"log: pages for the next commit", whole(kPagesOfARow * rows_a_commit * kLogPageBytes)},
                 {"log: written ahead", whole(std::min(kAheadBytes, kAheadOfUsed * log))},
                 {"vault", whole(rows * times_ / kRandomFill * kLogPageBytes / kPageUsed)},
                 {"state checkpoints", whole(state_files())},
                 {"runs of idempotency keys", whole(key_runs_.kept())},
                 {"runs of what left memory", whole(object_runs_.kept())}};
    out_.disk_room = {{"the next state checkpoint", whole(state_file(checkpoints_))},
                      {"runs while they are merged", whole(key_runs_.newest() + object_runs_.newest())}};
  }

  const Question& q_;
  const Sample& s_;
  const double times_;
  double between_ = 0;
  std::uint64_t checkpoints_ = 0;
  GrowthOfRuns key_runs_, object_runs_;
  Prediction out_;
};

std::uint64_t sum(const std::vector<Line>& lines) {
  std::uint64_t out = 0;
  for (const auto& line : lines) out += line.bytes;
  return out;
}

}  // namespace

std::uint64_t Prediction::memory_held() const {
  return sum(memory);
}
std::uint64_t Prediction::memory_most() const {
  return sum(memory) + sum(checkpoint_memory);
}
std::uint64_t Prediction::disk_bytes() const {
  return sum(disk);
}
std::uint64_t Prediction::disk_most() const {
  return sum(disk) + sum(disk_room);
}

std::uint64_t grown_bytes(const core::HeldPart& part, double times) {
  const auto items = whole(of(part.items) * times);
  return whole(of(part.bytes) * times) +
         part.table.slots_for(part.table.slots == 0 ? 0 : items) * part.table.slot_bytes;
}

// A part is a boost::unordered_flat_map: groups of fifteen places and sixteen bytes of metadata, a power of two of
// them, at most seven eighths full. Parts differ as keys fall into them: by the square root of their mean, evenly cut.
std::uint64_t key_table_bytes(double keys) {
  constexpr double kPlaces = 15, kMetadata = 16, kFull = 0.875;
  constexpr double kPlaceBytes = sizeof(std::pair<const core::Hash16, engine::KnownKey>);
  constexpr std::array kDeviations = {-1.8, -1.2, -0.8, -0.5, -0.25, 0.0, 0.25, 0.5, 0.8, 1.2, 1.8};
  const double mean = keys / of(engine::KeyTable::kParts);
  double bytes = 0;
  for (const double deviation : kDeviations) {
    const double of_part = std::max(0.0, mean + deviation * std::sqrt(mean));
    const auto groups = std::bit_ceil(static_cast<std::uint64_t>(std::ceil(of_part / (kPlaces * kFull))));
    bytes += of(groups) * (kPlaces * kPlaceBytes + kMetadata);
  }
  return whole(bytes / of(kDeviations.size()) * of(engine::KeyTable::kParts));
}

Prediction predict(const Question& question, const Sample& sample) {
  return Model(question, sample).run();
}

}  // namespace tallygate::capacity
