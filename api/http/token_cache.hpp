// Tokens that were checked before, so that a request costs one look-up and no signature. All entries die when any
// client changes (the engine's client epoch), each when its token expires. Thread-safe: sharded by the token's hash.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "api/http/session.hpp"
#include "core/ids.hpp"

namespace tallygate::http {

class TokenCache {
 public:
  static constexpr std::size_t kShards = 16;
  static constexpr std::size_t kTokensPerShardMax = 1'024;  // past it the shard is emptied: tokens are checked again

  SessionPtr find(std::string_view token, std::uint64_t client_epoch, std::int64_t now);
  void put(std::string_view token, std::uint64_t client_epoch, SessionPtr session);
  std::size_t size() const;

 private:
  struct Shard {
    mutable std::mutex mutex;
    std::uint64_t epoch = 0;
    std::unordered_map<std::string, SessionPtr, core::StringHash, core::StringEqual> sessions;
  };
  Shard& shard_of(std::string_view token);
  std::array<Shard, kShards> shards_;
};

}  // namespace tallygate::http
