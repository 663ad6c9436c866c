// From an Authorization header to a Session. Thread-safe.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "api/http/session.hpp"
#include "api/http/token_cache.hpp"
#include "api/https/message.hpp"
#include "core/time.hpp"
#include "engine/shards.hpp"

namespace tallygate::http {

class Authenticator {
 public:
  Authenticator(const engine::Shards& engine, const TenantDirectory& tenants, core::Clock& clock);

  // Null when there is no good token of a client that still exists.
  SessionPtr authenticate(const https::RequestHead& head);

 private:
  SessionPtr check(std::string_view token, std::int64_t now);
  std::shared_ptr<Bucket> bucket_of(const std::string& client_id);

  const engine::Shards& engine_;
  const TenantDirectory& tenants_;
  core::Clock& clock_;
  TokenCache cache_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Bucket>> buckets_;  // one a client that ever showed a good token
};

}  // namespace tallygate::http
