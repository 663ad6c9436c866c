// The logs of all shards of a data directory as one: who reads names a tenant and need not know where it lies.
//
// Which shard holds a tenant is looked up once, when the logs are put together: a log that is being opened anew names
// no tenants for a while, and a tenant made later is not seen. Threads: as the logs behind it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/event_log.hpp"

namespace tallygate::eventstore {

constexpr unsigned kShardsMax = 16;  // of a data directory, numbered from 0

class ShardedLog final : public EventLog {
 public:
  struct Shard {
    unsigned number = 0;
    std::unique_ptr<EventLog> log;
  };
  // corrupt, with both shards' numbers: a tenant stands in two of them.
  static core::Result<std::unique_ptr<ShardedLog>> make(std::vector<Shard> shards);

  const std::vector<Shard>& shards() const { return shards_; }
  EventLog* log_of(std::string_view tenant) const;  // where that tenant is written; null: in no shard

  // Each shard has one writer, which is not this object: these three refuse (invalid).
  core::Result<std::vector<Head>> append(std::span<const TenantAppend> tenants) override;
  core::Status create_tenant(std::string_view tenant) override;
  core::Status reopen() override;

  // not_found for a tenant that no shard holds.
  std::vector<std::string> tenants() const override;  // in byte order
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
  std::uint64_t bytes_on_disk() const override;  // of all shards

 private:
  ShardedLog() = default;
  // What `read` answers of the log that holds the tenant.
  template <class Read>
  auto with(std::string_view tenant, const Read& read) const -> decltype(read(std::declval<const EventLog&>()));

  std::vector<Shard> shards_;
  std::map<std::string, const Shard*, std::less<>> of_;  // by tenant; into shards_
};

}  // namespace tallygate::eventstore
