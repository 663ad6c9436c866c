// One environment, opened: its tables and its tenants. LmdbLog replaces the whole object when it reopens.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/archive_rows.hpp"
#include "eventstore/growth.hpp"
#include "eventstore/lmdb_handles.hpp"
#include "eventstore/lmdb_options.hpp"
#include "eventstore/tenant_log.hpp"

namespace tallygate::eventstore {

class Shard {
 public:
  // Checks the file, then the environment's format, then each tenant's format, then each tenant's tail.
  static core::Result<std::unique_ptr<Shard>> open(const std::filesystem::path& directory, const LmdbOptions& options);

  // Any thread.
  core::Result<Transaction> begin_read() const { return Transaction::begin_read(env_); }
  core::Result<TenantLog*> tenant(std::string_view name);  // not_found; lives as long as the shard
  core::Result<std::vector<std::string>> tenants();
  // Read-only: opens the tables that the writing process has made since. Before the transaction that reads them begins.
  core::Status find_new_tables();

  // Writer thread.
  core::Result<std::vector<Head>> append(std::span<const TenantAppend> appends);
  core::Status create_tenant(std::string_view name);
  core::Status register_archive(std::string_view name, const ArchivedRange& range, const KeptRecords& kept);
  core::Result<bool> drop_archived(std::string_view name);

 private:
  Shard(Environment env, const LmdbOptions& options) : options_(options), env_(std::move(env)) {}
  core::Status load();
  core::Status check_or_write_format(const Transaction& txn) const;
  core::Status load_tenants(const Transaction& txn);
  core::Status finish_archiving(Transaction& txn);  // commits
  TenantLog* known(std::string_view name) const;
  core::Result<std::vector<TenantLog*>> check_appends(std::span<const TenantAppend> appends) const;
  core::Status write(std::span<const TenantAppend> appends, const std::vector<TenantLog*>& logs);

  const LmdbOptions options_;
  Environment env_;
  Table main_ = 0;
  // Writer thread: set by a failed write. What the disk holds is then unknown until it is read again.
  bool must_reopen_ = false;
  std::optional<Growth> growth_;  // a writer's
  std::uint64_t commits_ = 0;

  std::mutex opening_;        // one thread at a time opens tables of another process's making (read-only)
  mutable std::mutex mutex_;  // guards the map; the logs guard themselves
  std::map<std::string, std::unique_ptr<TenantLog>, std::less<>> tenants_;
};

}  // namespace tallygate::eventstore
