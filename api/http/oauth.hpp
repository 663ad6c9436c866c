// POST /oauth2/token: client credentials (RFC 6749 4.4), by form or by Basic authentication. Errors are RFC 6749 5.2's,
// not problems. Thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/http/form.hpp"
#include "api/http/rate_limit.hpp"
#include "api/http/tenant.hpp"
#include "api/https/message.hpp"
#include "core/random.hpp"
#include "core/time.hpp"
#include "engine/shards.hpp"

namespace tallygate::http {

// How many failures are answered with a plain 401 before they get 429. A right secret is always let through, so nobody
// can lock a platform out by guessing at its id; a secret has 256 random bits, so what the limit saves is work and log
// lines.
constexpr Rate kFailuresPerClient{.per_second = 0.5, .burst = 30};
constexpr Rate kFailuresPerPeer{.per_second = 5, .burst = 300};

class TokenEndpoint {
 public:
  TokenEndpoint(const engine::Shards& engine, const TenantDirectory& tenants, core::Clock& clock, core::Random& random);

  https::Response answer(const https::Request& request);

 private:
  struct Credentials {
    std::string id, secret;
    bool basic = false;
  };
  struct Known {
    const Tenant* tenant = nullptr;
    engine::Client client;
  };
  std::optional<Credentials> credentials_of(const https::Request& request, const Form& form) const;
  std::optional<Known> known(const Credentials& credentials) const;
  https::Response refuse_client(const https::Request& request, const Credentials& credentials);
  https::Response grant(const Known& known, std::string_view wanted_scope);

  const engine::Shards& engine_;
  const TenantDirectory& tenants_;
  core::Clock& clock_;
  core::Random& random_;
  BucketTable failures_by_client_;
  BucketTable failures_by_peer_;
};

}  // namespace tallygate::http
