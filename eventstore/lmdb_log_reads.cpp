// The reading half of LmdbLog: any thread, short transactions.
#include <algorithm>
#include <chrono>
#include <utility>

#include "eventstore/key_rows.hpp"
#include "eventstore/lmdb_log.hpp"
#include "eventstore/record_walk.hpp"
#include "eventstore/shard.hpp"
#include "eventstore/table_names.hpp"

namespace tallygate::eventstore {

using core::Digest;
using core::ErrorKind;
using core::failure;
using core::Result;
using core::Status;

namespace {

// A reader's time, counted from when its transaction began.
class ReadBudget {
 public:
  bool used_up() const { return Clock::now() - start_ >= std::chrono::microseconds(kReadMicrosecondsMax); }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point start_ = Clock::now();
};

// A record that is not in its table stands in an archive, or is missing.
core::OperatingError archived_or(const Transaction& txn, const TenantTables& tables, std::uint64_t seq,
                                 const core::OperatingError& otherwise) {
  const auto ranges = read_archives(txn, tables);
  if (!ranges) return ranges.error();
  for (const ArchivedRange& range : *ranges)
    if (seq < range.end) return in_archive(range, "which this program does not read");
  return otherwise;
}

}  // namespace

struct LmdbLog::Reading {
  std::unique_ptr<ReaderGate::Pass> pass;  // outlives the transaction
  TenantLog* log = nullptr;
  Transaction txn;
  ReadBudget budget;
};

Result<LmdbLog::Reading> LmdbLog::begin_reading(std::string_view tenant) const {
  auto pass = std::make_unique<ReaderGate::Pass>(gate_);
  if (!shard_)
    return failure(ErrorKind::unavailable, "The log could not be reopened; its files must be repaired first.");
  auto log = shard_->tenant(tenant);
  if (!log) return log.error();
  auto txn = shard_->begin_read();
  if (!txn) return txn.error();
  return Reading{std::move(pass), *log, std::move(txn).value(), {}};
}

// In a process that only reads, the head in memory is as old as the last look.
Result<TenantLog*> LmdbLog::tenant_at_head(std::string_view tenant) const {
  if (!shard_) return not_open();
  auto log = shard_->tenant(tenant);
  if (!log || !options_.read_only) return log;
  const auto txn = shard_->begin_read();
  if (!txn) return txn.error();
  if (auto status = (*log)->refresh(*txn); !status) return status.error();
  return log;
}

std::vector<std::string> LmdbLog::tenants() const {
  const ReaderGate::Pass pass(gate_);
  if (!shard_) return {};
  const auto names = shard_->tenants();
  return names ? *names : std::vector<std::string>{};
}

Result<Head> LmdbLog::head(std::string_view tenant) const {
  const ReaderGate::Pass pass(gate_);
  const auto log = tenant_at_head(tenant);
  if (!log) return log.error();
  return (*log)->head();
}

Result<std::uint64_t> LmdbLog::read(std::string_view tenant, std::uint64_t from, std::size_t limit,
                                    const std::function<bool(std::uint64_t, std::string_view)>& visit) const {
  const auto reading = begin_reading(tenant);
  if (!reading) return reading.error();
  const auto head = read_head(reading->txn, reading->log->tables());
  if (!head) return head.error();
  if (from > head->size) {
    return failure(ErrorKind::wrong_position, "The log ends at record " + std::to_string(head->size) + "; " +
                                                  std::to_string(from) + " was asked for.");
  }
  auto walk = RecordWalk::start(reading->txn, reading->log->tables().records, from);
  if (!walk) return archived_or(reading->txn, reading->log->tables(), from, walk.error());
  std::uint64_t next = from;
  for (std::size_t left = std::min(limit, kReadRecordsMax); left > 0; --left) {
    const auto record = walk->next();
    if (!record) return record.error();
    if (!*record && next == from && from < head->size)
      return archived_or(reading->txn, reading->log->tables(), from,
                         failure(ErrorKind::corrupt, "Record " + std::to_string(from) + " is missing from the log."));
    if (!*record) break;
    next = (*record)->seq + 1;
    if (!visit((*record)->seq, (*record)->bytes) || reading->budget.used_up()) break;
  }
  return next;
}

Result<std::string> LmdbLog::read_kept(std::string_view tenant, std::uint64_t seq,
                                       const core::OperatingError& otherwise) const {
  const auto reading = begin_reading(tenant);
  if (!reading) return reading.error();
  const auto kept = reading->txn.get(reading->log->tables().meta, kept_row(seq));
  if (!kept) return kept.error();
  return *kept ? Result<std::string>(std::string(**kept)) : otherwise;
}

Result<std::vector<ArchivedRange>> LmdbLog::archives(std::string_view tenant) const {
  const auto reading = begin_reading(tenant);
  if (!reading) return reading.error();
  return read_archives(reading->txn, reading->log->tables());
}

// Few: a row for each epoch and rotation that is archived.
Result<std::vector<std::uint64_t>> LmdbLog::kept(std::string_view tenant) const {
  const auto reading = begin_reading(tenant);
  if (!reading) return reading.error();
  auto cursor = Cursor::open(reading->txn, reading->log->tables().meta);
  if (!cursor) return cursor.error();
  std::vector<std::uint64_t> seqs;
  for (auto entry = cursor->at_or_after(kKeptRowPrefix);; entry = cursor->next()) {
    if (!entry) return entry.error();
    const auto seq = *entry ? kept_row_seq((*entry)->key) : std::nullopt;
    if (!seq) return seqs;
    seqs.push_back(*seq);
  }
}

Result<std::uint64_t> LmdbLog::block_of(std::string_view tenant, std::uint64_t seq) const {
  const auto reading = begin_reading(tenant);
  if (!reading) return reading.error();
  auto cursor = Cursor::open(reading->txn, reading->log->tables().records);
  if (!cursor) return cursor.error();
  auto entry = cursor->at_or_after(IntegerKey(seq));
  if (entry && (!*entry || integer_of((*entry)->key) != seq)) entry = *entry ? cursor->previous() : cursor->last();
  if (!entry) return entry.error();
  if (!*entry) return failure(ErrorKind::not_found, "The log has no block with record " + std::to_string(seq) + ".");
  return integer_of((*entry)->key);
}

Result<std::string> LmdbLog::read_one(std::string_view tenant, std::uint64_t seq) const {
  std::optional<std::string> found;
  const auto next = read(tenant, seq, 1, [&](std::uint64_t, std::string_view bytes) {
    found.emplace(bytes);
    return true;
  });
  if (!next && next.error().kind == ErrorKind::archived) return read_kept(tenant, seq, next.error());
  if (!next && next.error().kind != ErrorKind::wrong_position) return next.error();
  if (!found) return failure(ErrorKind::not_found, "The log has no record " + std::to_string(seq) + ".");
  return std::move(*found);
}

// Every entry of a table, in as many transactions as the limits demand. The table may grow meanwhile.
Status LmdbLog::walk_table(std::string_view tenant, const PickTable& pick, const VisitEntry& visit) const {
  std::optional<std::string> last;
  for (;;) {
    const auto reading = begin_reading(tenant);
    if (!reading) return reading.error();
    const auto table = pick(*reading->log);
    if (!table) return core::Done{};
    auto cursor = Cursor::open(reading->txn, *table);
    if (!cursor) return cursor.error();
    auto entry = last ? cursor->at_or_after(*last) : cursor->next();
    if (entry && *entry && last && (*entry)->key == *last) entry = cursor->next();
    for (std::size_t left = kReadRecordsMax; left > 0 && !reading->budget.used_up(); --left) {
      if (!entry) return entry.error();
      if (!*entry) return core::Done{};
      if (auto status = visit(**entry); !status) return status;
      last.emplace((*entry)->key);
      entry = cursor->next();
    }
  }
}

Status LmdbLog::read_keys(std::string_view tenant, const std::function<void(const KeyEntry&)>& visit) const {
  return walk_table(
      tenant, [](const TenantLog& log) { return std::optional(log.tables().keys); },
      [&](const Entry& entry) { return read_key_rows(entry.value, visit); });
}

Status LmdbLog::read_rows(std::string_view tenant, std::string_view table,
                          const std::function<void(std::string_view, std::string_view)>& visit) const {
  if (options_.read_only) {
    const ReaderGate::Pass pass(gate_);
    if (!shard_) return not_open();
    if (auto status = shard_->find_new_tables(); !status) return status;
  }
  return walk_table(
      tenant, [&](const TenantLog& log) { return log.side_table(table); },
      [&](const Entry& entry) {
        visit(entry.key, entry.value);
        return Status(core::Done{});
      });
}

Result<std::string> LmdbLog::blob(std::string_view tenant, const Digest& sha256) const {
  const auto reading = begin_reading(tenant);
  if (!reading) return reading.error();
  const auto bytes = reading->txn.get(reading->log->tables().blobs, core::view(sha256));
  if (!bytes) return bytes.error();
  const std::string name = core::to_hex(core::view(sha256));
  if (!*bytes) return failure(ErrorKind::not_found, "The log has no blob " + name + ".");
  if (core::sha256(**bytes) != sha256) return failure(ErrorKind::corrupt, "Blob " + name + " of the log is damaged.");
  return std::string(**bytes);
}

Result<Digest> LmdbLog::leaf(std::string_view tenant, std::uint64_t seq) const {
  return read_tree(tenant, [&](const Transaction& txn, const TenantLog& log, const Tree& tree) -> Result<Digest> {
    if (seq >= tree.size()) return failure(ErrorKind::not_found, "The log has no record " + std::to_string(seq) + ".");
    return leaf_at(txn, log.tables(), tree, seq);
  });
}

Result<Digest> LmdbLog::root_at(std::string_view tenant, std::uint64_t size) const {
  return read_tree(tenant, [&](const Transaction& txn, const TenantLog& log, const Tree& tree) -> Result<Digest> {
    if (size > tree.size())
      return failure(ErrorKind::not_found, "The log has not reached size " + std::to_string(size) + ".");
    return eventstore::root_at(txn, log.tables(), tree, size);
  });
}

Result<std::vector<Digest>> LmdbLog::tile(std::string_view tenant, std::size_t level, std::uint64_t index,
                                          std::size_t width) const {
  TALLYGATE_CHECK(width >= 1 && width <= kTileWidth, "a tile has 1 to 256 hashes");
  const ReaderGate::Pass pass(gate_);
  const auto log = tenant_at_head(tenant);
  if (!log) return log.error();
  auto found = (*log)->tile_at_edge(level, index, width);
  if (found.hashes) return std::move(*found.hashes);
  if (!found.is_full)
    return failure(ErrorKind::not_found, "The log has not reached " + std::to_string(width) + " hashes of tile " +
                                             std::to_string(index) + " of level " + std::to_string(level) + ".");
  const auto txn = shard_->begin_read();
  if (!txn) return txn.error();
  const auto hashes = read_tile(*txn, (*log)->tables(), level, index);
  if (!hashes) return hashes.error();
  return std::vector<Digest>(hashes->begin(), hashes->begin() + static_cast<std::ptrdiff_t>(width));
}

// The transaction begins after the tree was copied: every tile that the tree no longer holds is in it.
Result<Digest> LmdbLog::read_tree(std::string_view tenant, const LookIntoTree& look) const {
  const ReaderGate::Pass pass(gate_);
  const auto log = tenant_at_head(tenant);
  if (!log) return log.error();
  const Tree tree = (*log)->tree();
  const auto txn = shard_->begin_read();
  if (!txn) return txn.error();
  return look(*txn, **log, tree);
}

}  // namespace tallygate::eventstore
