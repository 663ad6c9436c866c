#include "api/http/token_cache.hpp"

#include <utility>

namespace tallygate::http {

TokenCache::Shard& TokenCache::shard_of(std::string_view token) {
  return shards_[core::StringHash{}(token) % kShards];
}

SessionPtr TokenCache::find(std::string_view token, std::uint64_t client_epoch, std::int64_t now) {
  Shard& shard = shard_of(token);
  const std::scoped_lock lock(shard.mutex);
  if (shard.epoch != client_epoch) return nullptr;
  const auto it = shard.sessions.find(token);
  if (it == shard.sessions.end()) return nullptr;
  if (it->second->expires_at <= now) {
    shard.sessions.erase(it);
    return nullptr;
  }
  return it->second;
}

void TokenCache::put(std::string_view token, std::uint64_t client_epoch, SessionPtr session) {
  Shard& shard = shard_of(token);
  const std::scoped_lock lock(shard.mutex);
  if (client_epoch < shard.epoch) return;  // checked against clients that have changed since
  if (shard.epoch != client_epoch || shard.sessions.size() >= kTokensPerShardMax) shard.sessions.clear();
  shard.epoch = client_epoch;
  shard.sessions.insert_or_assign(std::string(token), std::move(session));
}

std::size_t TokenCache::size() const {
  std::size_t total = 0;
  for (const Shard& shard : shards_) {
    const std::scoped_lock lock(shard.mutex);
    total += shard.sessions.size();
  }
  return total;
}

}  // namespace tallygate::http
