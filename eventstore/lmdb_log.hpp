// The log on LMDB: one environment (DIR/shards/0/data.mdb) for all tenants of a shard, one fsync an append.
//
// Threads: append, create_tenant and reopen from one thread; the rest from any. A callback of read, read_keys or
// read_rows must not call the log: reopen waits until it has returned.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "eventstore/archive_rows.hpp"
#include "eventstore/directory_lock.hpp"
#include "eventstore/event_log.hpp"
#include "eventstore/lmdb_options.hpp"
#include "eventstore/reader_gate.hpp"

namespace tallygate::eventstore {

class Shard;
class TenantLog;
class Transaction;
class Tree;
struct Entry;

class LmdbLog final : public EventLog {
 public:
  // Makes the directory and an empty log where there is none (not when read-only: not_found). Verifies every tenant's
  // tail. locked: another one writes here; version: a newer program wrote it; corrupt: damaged, and not touched.
  static core::Result<std::unique_ptr<LmdbLog>> open(const std::filesystem::path& shard_directory,
                                                     const LmdbOptions& options = {});
  ~LmdbLog() override;
  LmdbLog(const LmdbLog&) = delete;
  LmdbLog& operator=(const LmdbLog&) = delete;

  // wrong_position, invalid and not_found are found before anything is written, and need no reopen().
  core::Result<std::vector<Head>> append(std::span<const TenantAppend> tenants) override;
  core::Status create_tenant(std::string_view tenant) override;
  core::Status reopen() override;

  // For the thread that appends. The first seq of the block that holds the record: where an archive may end. not_found.
  core::Result<std::uint64_t> block_of(std::string_view tenant, std::uint64_t seq) const;
  // From here on the records of `range` stand in its archive, which must be whole and durable; they are still in the
  // log's file. It goes on from the last archive and ends where a block begins, below the last full tile. `kept` stay
  // readable here. invalid otherwise. One transaction.
  core::Status register_archive(std::string_view tenant, const ArchivedRange& range, const KeptRecords& kept);
  // Deletes some of what stands in archives, in one transaction of bounded size. True when there may be more.
  core::Result<bool> drop_archived(std::string_view tenant);

  std::vector<std::string> tenants() const override;  // in byte order; empty while the log could not be reopened
  core::Result<Head> head(std::string_view tenant) const override;
  core::Result<std::uint64_t> read(std::string_view tenant, std::uint64_t from, std::size_t limit,
                                   const std::function<bool(std::uint64_t, std::string_view)>& visit) const override;
  core::Result<std::string> read_one(std::string_view tenant, std::uint64_t seq) const override;
  core::Result<std::vector<ArchivedRange>> archives(std::string_view tenant) const override;
  core::Result<std::vector<std::uint64_t>> kept(std::string_view tenant) const override;
  core::Status read_keys(std::string_view tenant, const std::function<void(const KeyEntry&)>& visit) const override;
  core::Result<std::string> blob(std::string_view tenant, const core::Digest& sha256) const override;
  core::Status read_rows(std::string_view tenant, std::string_view table,
                         const std::function<void(std::string_view key, std::string_view value)>& visit) const override;
  core::Result<core::Digest> leaf(std::string_view tenant, std::uint64_t seq) const override;
  core::Result<core::Digest> root_at(std::string_view tenant, std::uint64_t size) const override;
  core::Result<std::vector<core::Digest>> tile(std::string_view tenant, std::size_t level, std::uint64_t index,
                                               std::size_t width) const override;

  std::uint64_t bytes_on_disk() const override;  // blocks that the data file occupies

 private:
  LmdbLog(std::filesystem::path directory, const LmdbOptions& options, std::optional<DirectoryLock> lock,
          std::unique_ptr<Shard> shard);

  core::Result<std::string> read_kept(std::string_view tenant, std::uint64_t seq,
                                      const core::OperatingError& otherwise) const;
  static core::OperatingError not_open();  // after reopen() failed

  struct Reading;  // a read transaction and the tenant it is for
  core::Result<Reading> begin_reading(std::string_view tenant) const;
  core::Result<TenantLog*> tenant_at_head(std::string_view tenant) const;  // within the gate
  using LookIntoTree = std::function<core::Result<core::Digest>(const Transaction&, const TenantLog&, const Tree&)>;
  core::Result<core::Digest> read_tree(std::string_view tenant, const LookIntoTree& look) const;
  using PickTable = std::function<std::optional<unsigned>(const TenantLog&)>;
  using VisitEntry = std::function<core::Status(const Entry&)>;
  core::Status walk_table(std::string_view tenant, const PickTable& pick, const VisitEntry& visit) const;

  const std::filesystem::path directory_;
  const LmdbOptions options_;
  const std::optional<DirectoryLock> lock_;  // a writer's, for as long as the object lives
  mutable ReaderGate gate_;                  // readers are within while they use shard_
  std::unique_ptr<Shard> shard_;             // null after a reopen that failed
};

}  // namespace tallygate::eventstore
