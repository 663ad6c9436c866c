#include "engine/shards.hpp"

#include <algorithm>
#include <utility>

#include "core/check.hpp"

namespace tallygate::engine {

Shards::Shards(std::vector<Shard> shards) : shards_(std::move(shards)) {
  TALLYGATE_CHECK(!shards_.empty(), "a process has at least one shard");
  std::ranges::sort(shards_, {}, &Shard::number);
  for (std::size_t i = 0; i < shards_.size(); ++i)
    for (const std::string& tenant : shards_[i].tenants)
      TALLYGATE_CHECK(indexes_.emplace(tenant, i).second, "a tenant stands in one shard");
}

const Shards::Shard* Shards::find(std::string_view tenant) const {
  const auto found = indexes_.find(tenant);
  return found == indexes_.end() ? nullptr : &shards_[found->second];
}

Engine& Shards::engine_of(std::string_view tenant) const {
  const Shard* shard = find(tenant);
  return shard == nullptr ? *shards_.front().engine : *shard->engine;
}

void Shards::submit(Ticket ticket) {
  engine_of(ticket.tenant).submit(std::move(ticket));
}

void Shards::submit(std::span<Ticket> tickets) {
  while (!tickets.empty()) {
    Engine& engine = engine_of(tickets.front().tenant);
    const auto other =
        std::ranges::find_if(tickets, [&](const Ticket& ticket) { return &engine_of(ticket.tenant) != &engine; });
    const auto run = static_cast<std::size_t>(other - tickets.begin());
    engine.submit(tickets.first(run));
    tickets = tickets.subspan(run);
  }
}

std::optional<TenantInfo> Shards::tenant(std::string_view tenant) const {
  return engine_of(tenant).tenant(tenant);
}

// Each only grows, so whoever compares sees a change in any of them.
std::uint64_t Shards::client_epoch() const {
  std::uint64_t sum = 0;
  for (const Shard& shard : shards_) sum += shard.engine->client_epoch();
  return sum;
}

eventstore::Head Shards::durable_head(std::string_view tenant) const {
  return engine_of(tenant).durable_head(tenant);
}

core::Status Shards::create_tenant(unsigned shard, const TenantSetup& setup) {
  if (const auto stands = shard_of(setup.tenant))
    return core::failure(core::ErrorKind::invalid,
                         "tenant " + setup.tenant + " exists, in shard " + std::to_string(*stands));
  const auto found = std::ranges::find(shards_, shard, &Shard::number);
  if (found == shards_.end())
    return core::failure(core::ErrorKind::not_found, "there is no shard " + std::to_string(shard));
  if (auto created = found->engine->create_tenant(setup); !created) return created;
  found->tenants.push_back(setup.tenant);
  indexes_.emplace(setup.tenant, static_cast<std::size_t>(found - shards_.begin()));
  return core::Done{};
}

std::vector<ShardStatistics> Shards::statistics() const {
  std::vector<ShardStatistics> all;
  for (const Shard& shard : shards_) all.push_back({shard.number, shard.tenants.size(), shard.engine->statistics()});
  return all;
}

std::optional<unsigned> Shards::shard_of(std::string_view tenant) const {
  const Shard* shard = find(tenant);
  return shard == nullptr ? std::nullopt : std::optional(shard->number);
}

}  // namespace tallygate::engine
