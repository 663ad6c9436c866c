// One tenant's part of the log: its tables, the right edge of its tree, its head. The writer thread stages an append
// into a transaction and, once that is durable, publishes it; readers on any thread see only what was published.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/event_log.hpp"
#include "eventstore/tables.hpp"
#include "eventstore/tail.hpp"
#include "eventstore/tree.hpp"

namespace tallygate::eventstore {

class TenantLog {
 public:
  TenantLog(std::string name, const TenantTables& tables, Tail tail);

  const std::string& name() const { return name_; }
  const TenantTables& tables() const { return tables_; }
  Head head() const;
  std::optional<Table> side_table(std::string_view table) const;
  void add_side_table(std::string_view table, Table handle);

  // Writer thread only. Writes everything of `append` into txn; nobody sees it yet. The sizes and names in it were
  // checked before.
  core::Status stage(const Transaction& txn, const TenantAppend& append);
  Head publish();  // after the commit
  void discard();  // after a failed one

  // Takes what another process has committed since; txn is a read transaction.
  core::Status refresh(const Transaction& txn);

  Tree tree() const;  // a copy, of a few kilobytes

  // The first `width` hashes of a tile that is still filling; of a full one only that it is: it lies on disk, for any
  // transaction that begins from here on.
  struct AtEdge {
    bool is_full = false;
    std::optional<std::vector<core::Digest>> hashes;
  };
  AtEdge tile_at_edge(std::size_t level, std::uint64_t index, std::size_t width) const;

 private:
  core::Status stage_records(const Transaction& txn, std::span<const AppendRecord> records);
  core::Status stage_keys(const Transaction& txn, std::span<const AppendRecord> records) const;
  core::Status stage_rows(const Transaction& txn, std::span<const SideRow> rows);
  core::Result<Table> side_table_for_writing(const Transaction& txn, std::string_view table);

  const std::string name_;
  const TenantTables tables_;

  // The writer's own: ahead of the published state only between stage and publish.
  Tree tree_;
  Head head_;
  std::map<std::string, Table, std::less<>> new_side_tables_;  // their handles live on only if the transaction commits

  mutable std::mutex mutex_;  // guards what follows; held for copies only
  Tree published_tree_;
  Head published_head_;
  std::map<std::string, Table, std::less<>> side_tables_;
};

}  // namespace tallygate::eventstore
