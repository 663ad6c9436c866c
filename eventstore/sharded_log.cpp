#include "eventstore/sharded_log.hpp"

#include <utility>

namespace tallygate::eventstore {
namespace {

core::OperatingError only_read() {
  return core::failure(core::ErrorKind::invalid, "the logs of several shards are written one by one, each by its own");
}

}  // namespace

core::Result<std::unique_ptr<ShardedLog>> ShardedLog::make(std::vector<Shard> shards) {
  std::unique_ptr<ShardedLog> log(new ShardedLog);
  log->shards_ = std::move(shards);
  for (const Shard& shard : log->shards_) {
    for (std::string& tenant : shard.log->tenants()) {
      const auto [at, is_new] = log->of_.try_emplace(std::move(tenant), &shard);
      if (!is_new)
        return core::failure(core::ErrorKind::corrupt, "the tenant " + at->first + " stands in shard " +
                                                           std::to_string(at->second->number) + " and in shard " +
                                                           std::to_string(shard.number) +
                                                           ": one of them is a copy, and which cannot be told");
    }
  }
  return log;
}

EventLog* ShardedLog::log_of(std::string_view tenant) const {
  const auto found = of_.find(tenant);
  return found == of_.end() ? nullptr : found->second->log.get();
}

template <class Read>
auto ShardedLog::with(std::string_view tenant, const Read& read) const
    -> decltype(read(std::declval<const EventLog&>())) {
  const EventLog* log = log_of(tenant);
  if (log == nullptr) return core::failure(core::ErrorKind::not_found, "there is no tenant " + std::string(tenant));
  return read(*log);
}

core::Result<std::vector<Head>> ShardedLog::append(std::span<const TenantAppend>) {
  return only_read();
}

core::Status ShardedLog::create_tenant(std::string_view) {
  return only_read();
}

core::Status ShardedLog::reopen() {
  return only_read();
}

std::vector<std::string> ShardedLog::tenants() const {
  std::vector<std::string> all;
  all.reserve(of_.size());
  for (const auto& [tenant, shard] : of_) all.push_back(tenant);
  return all;
}

core::Result<Head> ShardedLog::head(std::string_view tenant) const {
  return with(tenant, [&](const EventLog& log) { return log.head(tenant); });
}

core::Result<std::uint64_t> ShardedLog::read(std::string_view tenant, std::uint64_t from, std::size_t limit,
                                             const std::function<bool(std::uint64_t, std::string_view)>& visit) const {
  return with(tenant, [&](const EventLog& log) { return log.read(tenant, from, limit, visit); });
}

core::Result<std::string> ShardedLog::read_one(std::string_view tenant, std::uint64_t seq) const {
  return with(tenant, [&](const EventLog& log) { return log.read_one(tenant, seq); });
}

core::Result<std::vector<ArchivedRange>> ShardedLog::archives(std::string_view tenant) const {
  return with(tenant, [&](const EventLog& log) { return log.archives(tenant); });
}

core::Result<std::vector<std::uint64_t>> ShardedLog::kept(std::string_view tenant) const {
  return with(tenant, [&](const EventLog& log) { return log.kept(tenant); });
}

core::Status ShardedLog::read_keys(std::string_view tenant, const std::function<void(const KeyEntry&)>& visit) const {
  return with(tenant, [&](const EventLog& log) { return log.read_keys(tenant, visit); });
}

core::Result<std::string> ShardedLog::blob(std::string_view tenant, const core::Digest& sha256) const {
  return with(tenant, [&](const EventLog& log) { return log.blob(tenant, sha256); });
}

core::Status ShardedLog::read_rows(
    std::string_view tenant, std::string_view table,
    const std::function<void(std::string_view key, std::string_view value)>& visit) const {
  return with(tenant, [&](const EventLog& log) { return log.read_rows(tenant, table, visit); });
}

core::Result<core::Digest> ShardedLog::leaf(std::string_view tenant, std::uint64_t seq) const {
  return with(tenant, [&](const EventLog& log) { return log.leaf(tenant, seq); });
}

core::Result<core::Digest> ShardedLog::root_at(std::string_view tenant, std::uint64_t size) const {
  return with(tenant, [&](const EventLog& log) { return log.root_at(tenant, size); });
}

core::Result<std::vector<core::Digest>> ShardedLog::tile(std::string_view tenant, std::size_t level,
                                                         std::uint64_t index, std::size_t width) const {
  return with(tenant, [&](const EventLog& log) { return log.tile(tenant, level, index, width); });
}

std::uint64_t ShardedLog::bytes_on_disk() const {
  std::uint64_t bytes = 0;
  for (const Shard& shard : shards_) bytes += shard.log->bytes_on_disk();
  return bytes;
}

}  // namespace tallygate::eventstore
