// The shards of a process, an engine each: who has a command names a tenant, and it goes to the engine of the shard
// where that tenant stands. What one shard waits for, no other does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "engine/engine.hpp"

namespace tallygate::engine {

struct ShardStatistics {
  unsigned shard = 0;  // its number
  std::size_t tenants = 0;
  EngineStatistics engine;
};

// Thread-safe, but for create_tenant.
class Shards {
 public:
  struct Shard {
    unsigned number = 0;
    std::vector<std::string> tenants;  // none of them in another shard
    std::unique_ptr<Engine> engine;
  };
  explicit Shards(std::vector<Shard> shards);  // at least one

  // As Engine's. A ticket of an unknown tenant is rejected as the first shard rejects it.
  void submit(Ticket ticket);
  void submit(std::span<Ticket> tickets);  // those of one tenant in order; moved from
  std::optional<TenantInfo> tenant(std::string_view tenant) const;
  std::uint64_t client_epoch() const;
  eventstore::Head durable_head(std::string_view tenant) const;  // an empty log's for an unknown tenant

  // not_found: no such shard; invalid: the tenant stands in one. Before any other thread uses the object.
  core::Status create_tenant(unsigned shard, const TenantSetup& setup);

  std::vector<ShardStatistics> statistics() const;  // in the order of the numbers
  std::optional<unsigned> shard_of(std::string_view tenant) const;

 private:
  const Shard* find(std::string_view tenant) const;  // null: unknown
  Engine& engine_of(std::string_view tenant) const;

  std::vector<Shard> shards_;                                // as many as there are for good
  std::map<std::string, std::size_t, std::less<>> indexes_;  // in shards_, by tenant
};

}  // namespace tallygate::engine
