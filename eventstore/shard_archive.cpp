// The writing half of archiving: records that stand in an archive file leave the log's own.
#include <algorithm>

#include "eventstore/shard.hpp"
#include "eventstore/tables.hpp"

namespace tallygate::eventstore {

using core::ErrorKind;
using core::failure;
using core::Result;
using core::Status;

namespace {

// What a transaction frees it holds in memory, eight pages a block; and the next server waits for none of it.
constexpr std::size_t kBlocksDroppedAtOnce = 512;

Status fits(const std::vector<ArchivedRange>& before, const ArchivedRange& range, const Head& head,
            const Transaction& txn, const TenantTables& tables) {
  const std::uint64_t from = before.empty() ? 0 : before.back().end;
  const auto wrong = [](const std::string& what) { return failure(ErrorKind::invalid, what); };
  if (before.size() >= kArchivesMax) return wrong("The log has as many archives as it can name.");
  if (range.first != from || range.end <= from)
    return wrong("An archive goes on where the last one ended, at record " + std::to_string(from) + ".");
  if (range.end > head.size / kTileWidth * kTileWidth || range.end == head.size)
    return wrong("Only records under full tiles can be archived, and not the last one.");
  auto cursor = Cursor::open(txn, tables.records);
  if (!cursor) return cursor.error();
  const auto entry = cursor->at_or_after(IntegerKey(range.end));
  if (!entry) return entry.error();
  if (!*entry || integer_of((*entry)->key) != range.end)
    return wrong("No block of the log begins at record " + std::to_string(range.end) + ".");
  return core::Done{};
}

}  // namespace

Status Shard::finish_archiving(Transaction& txn) {
  auto status = txn.commit();
  if (!status) must_reopen_ = true;
  return status;
}

Status Shard::register_archive(std::string_view name, const ArchivedRange& range, const KeptRecords& kept) {
  if (options_.read_only || must_reopen_) return failure(ErrorKind::invalid, "The log is not open for writing.");
  auto log = tenant(name);
  if (!log) return log.error();
  const TenantTables& tables = (*log)->tables();
  auto txn = Transaction::begin_write(env_);
  if (!txn) return txn.error();
  auto ranges = read_archives(*txn, tables);
  if (!ranges) return ranges.error();
  if (auto fit = fits(*ranges, range, (*log)->head(), *txn, tables); !fit) return fit;
  ranges->push_back(range);
  if (auto status = write_archives(*txn, tables, *ranges); !status) return status;
  for (const auto& [seq, bytes] : kept)
    if (auto status = txn->put(tables.meta, kept_row(seq), bytes); !status) return status;
  if (auto status = write_format(*txn, tables.meta, kArchivedFormatVersion); !status) return status;
  return finish_archiving(*txn);
}

Result<bool> Shard::drop_archived(std::string_view name) {
  if (options_.read_only || must_reopen_) return failure(ErrorKind::invalid, "The log is not open for writing.");
  auto log = tenant(name);
  if (!log) return log.error();
  const TenantTables& tables = (*log)->tables();
  auto txn = Transaction::begin_write(env_);
  if (!txn) return txn.error();
  const auto ranges = read_archives(*txn, tables);
  if (!ranges) return ranges.error();
  const std::uint64_t end = ranges->empty() ? 0 : ranges->back().end;
  std::size_t dropped = 0;
  for (; dropped < kBlocksDroppedAtOnce; ++dropped) {
    auto cursor = Cursor::open(*txn, tables.records);  // a new one each time: the delete may have moved its page
    if (!cursor) return cursor.error();
    const auto entry = cursor->next();
    if (!entry) return entry.error();
    if (!*entry || integer_of((*entry)->key) >= end) break;
    const IntegerKey key(integer_of((*entry)->key));
    if (auto status = txn->remove(tables.records, key); !status) return status.error();
  }
  if (dropped == 0) return false;
  if (auto status = finish_archiving(*txn); !status) return status.error();
  return dropped == kBlocksDroppedAtOnce;
}

}  // namespace tallygate::eventstore
