#include "eventstore/tenant_log.hpp"

#include <cstring>
#include <utility>

#include "eventstore/block.hpp"
#include "eventstore/key_rows.hpp"

namespace tallygate::eventstore {

using core::Digest;
using core::ErrorKind;
using core::failure;
using core::Result;
using core::Status;

TenantLog::TenantLog(std::string name, const TenantTables& tables, Tail tail)
    : name_(std::move(name)),
      tables_(tables),
      tree_(std::move(tail.tree)),
      head_{tail.head.size, tail.head.last_leaf, tree_.root(), tail.head.last_at_us},
      published_tree_(tree_),
      published_head_(head_) {}

Head TenantLog::head() const {
  const std::scoped_lock lock(mutex_);
  return published_head_;
}

Tree TenantLog::tree() const {
  const std::scoped_lock lock(mutex_);
  return published_tree_;
}

TenantLog::AtEdge TenantLog::tile_at_edge(std::size_t level, std::uint64_t index, std::size_t width) const {
  const std::scoped_lock lock(mutex_);
  if (level >= Tree::levels_of(published_tree_.size())) return {};
  const std::uint64_t edge = published_tree_.size() >> kTileHeight * level >> kTileHeight;
  if (index != edge) return {index < edge, std::nullopt};
  const TileHashes partial = published_tree_.partial(level);
  if (partial.size() < width) return {};
  return {false, std::vector<Digest>(partial.begin(), partial.begin() + static_cast<std::ptrdiff_t>(width))};
}

std::optional<Table> TenantLog::side_table(std::string_view table) const {
  const std::scoped_lock lock(mutex_);
  const auto found = side_tables_.find(table);
  if (found == side_tables_.end()) return std::nullopt;
  return found->second;
}

void TenantLog::add_side_table(std::string_view table, Table handle) {
  const std::scoped_lock lock(mutex_);
  side_tables_.emplace(table, handle);
}

Status TenantLog::stage(const Transaction& txn, const TenantAppend& append) {
  if (!append.records.empty()) {
    if (auto status = stage_keys(txn, append.records); !status) return status;
    if (auto status = stage_records(txn, append.records); !status) return status;
    head_ = {tree_.size(), append.records.back().leaf, tree_.root(), append.last_at_us};
    const HeadRow row{head_.size, head_.last_at_us, head_.last_leaf, tree_.frontier()};
    if (auto status = write_head(txn, tables_, row); !status) return status;
  }
  for (const auto& blob : append.blobs) {
    const auto written = txn.put_new(tables_.blobs, core::view(blob.sha256), blob.bytes);
    if (!written) return written.error();
  }
  return stage_rows(txn, append.rows);
}

Status TenantLog::stage_records(const Transaction& txn, std::span<const AppendRecord> records) {
  Status tiles = core::Done{};
  const auto keep_tile = [&](std::size_t level, std::uint64_t index, TileHashes hashes) {
    if (tiles) tiles = write_tile(txn, tables_, level, index, hashes);
  };
  while (!records.empty()) {
    const BlockPlan plan = plan_block(records);
    const auto space = txn.reserve(tables_.records, IntegerKey(tree_.size()), plan.value_bytes, MDB_APPEND);
    if (!space) return space.error();
    write_block(records, plan, *space);
    for (const auto& record : records.first(plan.records)) tree_.append(record.leaf, keep_tile);
    records = records.subspan(plan.records);
  }
  return tiles;
}

Status TenantLog::stage_keys(const Transaction& txn, std::span<const AppendRecord> records) const {
  const std::size_t bytes = key_rows_bytes(records);
  if (bytes == 0) return core::Done{};
  const auto space = txn.reserve(tables_.keys, IntegerKey(tree_.size()), bytes, MDB_APPEND);
  if (!space) return space.error();
  write_key_rows(records, tree_.size(), *space);
  return core::Done{};
}

Status TenantLog::stage_rows(const Transaction& txn, std::span<const SideRow> rows) {
  for (const auto& row : rows) {
    const auto table = side_table_for_writing(txn, row.table);
    if (!table) return table.error();
    auto status = row.value.empty() ? txn.remove(*table, row.key) : txn.put(*table, row.key, row.value);
    if (!status) return status;
  }
  return core::Done{};
}

Result<Table> TenantLog::side_table_for_writing(const Transaction& txn, std::string_view table) {
  if (const auto known = side_table(table)) return *known;
  if (const auto made = new_side_tables_.find(table); made != new_side_tables_.end()) return made->second;
  auto handle = open_side_table(txn, name_, table, true);
  if (handle) new_side_tables_.emplace(table, *handle);
  return handle;
}

Head TenantLog::publish() {
  const std::scoped_lock lock(mutex_);
  published_tree_ = tree_;
  published_head_ = head_;
  side_tables_.merge(new_side_tables_);
  new_side_tables_.clear();
  return head_;
}

void TenantLog::discard() {
  tree_ = published_tree_;  // only this thread writes it
  head_ = published_head_;
  new_side_tables_.clear();
}

Status TenantLog::refresh(const Transaction& txn) {
  const auto now = read_head(txn, tables_);
  if (!now) return now.error();
  if (now->size <= head().size) return core::Done{};
  auto tail = load_tail(txn, tables_);
  if (!tail) return tail.error();
  const std::scoped_lock lock(mutex_);
  if (tail->head.size <= published_head_.size) return core::Done{};  // another thread was faster
  published_head_ = {tail->head.size, tail->head.last_leaf, tail->tree.root(), tail->head.last_at_us};
  published_tree_ = std::move(tail->tree);
  return core::Done{};
}

}  // namespace tallygate::eventstore
