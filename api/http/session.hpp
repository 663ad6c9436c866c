// Who a request speaks for, once its token was checked.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "api/http/rate_limit.hpp"
#include "api/http/scopes.hpp"
#include "api/http/tenant.hpp"
#include "core/command.hpp"

namespace tallygate::http {

struct Session {
  const Tenant* tenant = nullptr;
  core::Actor actor;
  ScopeSet scopes;
  std::int64_t expires_at = 0;     // seconds since 1970
  std::shared_ptr<Bucket> bucket;  // the client's, over all its tokens
};

using SessionPtr = std::shared_ptr<const Session>;

}  // namespace tallygate::http
