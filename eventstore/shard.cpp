#include "eventstore/shard.hpp"

#include <utility>

#include "core/ids.hpp"
#include "eventstore/append_limits.hpp"
#include "eventstore/data_file.hpp"

namespace tallygate::eventstore {

using core::ErrorKind;
using core::failure;
using core::Result;
using core::Status;

namespace {

constexpr std::uint64_t kCommitsBetweenReaderChecks = 1'024;

core::OperatingError must_reopen() {
  return failure(ErrorKind::unavailable, "The last write to the log failed; it must be reopened first.");
}

}  // namespace

Result<std::unique_ptr<Shard>> Shard::open(const std::filesystem::path& directory, const LmdbOptions& options) {
  if (auto status = check_data_file(directory / "data.mdb", !options.read_only); !status) return status.error();
  const unsigned tables = options.tenants_max * (kTablesOfTenant + options.side_tables_max);
  auto env = Environment::open(directory, {options.map_bytes, tables, options.readers_max, options.read_only});
  if (!env) return env.error();
  std::unique_ptr<Shard> shard(new Shard(std::move(env).value(), options));
  if (!options.read_only) {
    if (auto status = sync_directory(directory); !status) return status.error();
    shard->growth_.emplace(directory / "data.mdb");
  }
  shard->env_.clear_dead_readers();
  if (auto status = shard->load(); !status) return status.error();
  return shard;
}

Status Shard::load() {
  auto txn = options_.read_only ? Transaction::begin_read(env_) : Transaction::begin_write(env_);
  if (!txn) return txn.error();
  const auto main = txn->open_table(nullptr, 0);
  if (!main) return main.error();
  main_ = *main;
  if (auto status = check_or_write_format(*txn); !status) return status;
  if (auto status = load_tenants(*txn); !status) return status;
  return txn->commit();  // table handles live on only if the transaction that opened them commits
}

Status Shard::check_or_write_format(const Transaction& txn) const {
  auto status = check_format(txn, main_, "the log");
  if (status || status.error().kind != ErrorKind::not_found) return status;
  auto cursor = Cursor::open(txn, main_);
  if (!cursor) return cursor.error();
  const auto anything = cursor->next();
  if (!anything) return anything.error();
  if (*anything || options_.read_only) return failure(ErrorKind::corrupt, status.error().message);
  return write_format(txn, main_);  // a new environment
}

Status Shard::load_tenants(const Transaction& txn) {
  const auto names = list_tenants(txn, main_);
  if (!names) return names.error();
  for (const auto& name : *names) {
    TenantLog* log = known(name.tenant);
    if (log == nullptr) {
      const auto tables = open_tenant_tables(txn, name.tenant);
      if (!tables) return tables.error();
      auto tail = load_tail(txn, *tables);
      if (!tail) return failure(tail.error().kind, "Tenant " + name.tenant + ": " + tail.error().message);
      auto made = std::make_unique<TenantLog>(name.tenant, *tables, std::move(tail).value());
      log = made.get();
      const std::scoped_lock lock(mutex_);
      tenants_.emplace(name.tenant, std::move(made));
    }
    for (const auto& side : name.side) {
      if (log->side_table(side)) continue;
      const auto handle = open_side_table(txn, name.tenant, side, false);
      if (!handle) return handle.error();
      log->add_side_table(side, *handle);
    }
  }
  return core::Done{};
}

Status Shard::find_new_tables() {
  const std::scoped_lock lock(opening_);
  auto txn = begin_read();
  if (!txn) return txn.error();
  if (auto status = load_tenants(*txn); !status) return status;
  return txn->commit();
}

TenantLog* Shard::known(std::string_view name) const {
  const std::scoped_lock lock(mutex_);
  const auto found = tenants_.find(name);
  return found == tenants_.end() ? nullptr : found->second.get();
}

Result<TenantLog*> Shard::tenant(std::string_view name) {
  TenantLog* log = known(name);
  if (log == nullptr && options_.read_only) {
    if (auto status = find_new_tables(); !status) return status.error();
    log = known(name);
  }
  if (log == nullptr) return failure(ErrorKind::not_found, "The log has no tenant " + std::string(name) + ".");
  return log;
}

Result<std::vector<std::string>> Shard::tenants() {
  if (options_.read_only) {
    if (auto status = find_new_tables(); !status) return status.error();
  }
  std::vector<std::string> out;
  const std::scoped_lock lock(mutex_);
  for (const auto& [name, log] : tenants_) out.push_back(name);
  return out;
}

Status Shard::create_tenant(std::string_view name) {
  if (options_.read_only) return failure(ErrorKind::invalid, "The log is open for reading only.");
  if (must_reopen_) return must_reopen();
  if (!core::valid_id(name)) return failure(ErrorKind::invalid, "\"" + std::string(name) + "\" cannot name a tenant.");
  if (known(name) != nullptr) return failure(ErrorKind::invalid, "Tenant " + std::string(name) + " exists already.");
  if (tenants_.size() >= options_.tenants_max) {
    return failure(ErrorKind::unavailable,
                   "The shard has its " + std::to_string(options_.tenants_max) + " tenants already.");
  }
  auto txn = Transaction::begin_write(env_);
  if (!txn) return txn.error();
  const auto tables = create_tenant_tables(*txn, name);
  if (!tables) return tables.error();
  if (auto status = write_head(*txn, *tables, HeadRow{}); !status) return status;
  if (auto status = txn->commit(); !status) {
    must_reopen_ = true;
    return status;
  }
  const std::scoped_lock lock(mutex_);
  tenants_.emplace(name, std::make_unique<TenantLog>(std::string(name), *tables, Tail{}));
  return core::Done{};
}

Result<std::vector<TenantLog*>> Shard::check_appends(std::span<const TenantAppend> appends) const {
  std::vector<TenantLog*> logs;
  for (const auto& append : appends) {
    TenantLog* log = known(append.tenant);
    if (log == nullptr)
      return failure(ErrorKind::not_found, "The log has no tenant " + std::string(append.tenant) + ".");
    for (const TenantLog* other : logs) {
      if (log == other) return failure(ErrorKind::invalid, "Tenant " + log->name() + " occurs twice in one append.");
    }
    if (const auto size = log->head().size; size != append.expected_size) {
      return failure(ErrorKind::wrong_position, "Tenant " + log->name() + " has " + std::to_string(size) +
                                                    " records; the append expected " +
                                                    std::to_string(append.expected_size) + ".");
    }
    if (auto status = check_append(append); !status) return status.error();
    logs.push_back(log);
  }
  return logs;
}

Status Shard::write(std::span<const TenantAppend> appends, const std::vector<TenantLog*>& logs) {
  auto txn = Transaction::begin_write(env_);
  if (!txn) return txn.error();
  for (std::size_t i = 0; i < logs.size(); ++i) {
    if (auto status = logs[i]->stage(*txn, appends[i]); !status) return status;
  }
  return txn->commit();
}

Result<std::vector<Head>> Shard::append(std::span<const TenantAppend> appends) {
  if (options_.read_only) return failure(ErrorKind::invalid, "The log is open for reading only.");
  if (must_reopen_) return must_reopen();
  const auto logs = check_appends(appends);
  if (!logs) return logs.error();
  if (auto status = write(appends, *logs); !status) {
    for (TenantLog* log : *logs) log->discard();
    must_reopen_ = true;
    return status.error();
  }
  std::vector<Head> heads;
  for (TenantLog* log : *logs) heads.push_back(log->publish());
  growth_->keep_ahead(env_.used_bytes());
  if (++commits_ % kCommitsBetweenReaderChecks == 0) env_.clear_dead_readers();
  return heads;
}

}  // namespace tallygate::eventstore
