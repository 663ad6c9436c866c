// Access tokens: JSON Web Tokens (RFC 7519) signed with EdDSA over Ed25519 (RFC 8037), one key a tenant. Only what we
// issue ourselves is accepted.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/signing.hpp"

namespace tallygate::http {

constexpr std::int64_t kTokenLifetimeSeconds = 600;
constexpr std::size_t kTokenBytesMax = 2'048;
constexpr std::string_view kAudience = "tallygate";

struct Claims {
  std::string issuer, audience, subject;       // subject: the client id
  std::string tenant, scope, person;           // scope: space-separated; person may be empty
  std::string id;                              // 16 random bytes, base64url
  std::int64_t issued_at = 0, expires_at = 0;  // seconds since 1970
};

// The tenant's token key, derived from its signing key (SHA-256 of a label and the seed), so that no signature made for
// a token can ever be one on a checkpoint and no second key file has to be kept. Immutable, thread-safe.
class TokenKey {
 public:
  explicit TokenKey(const core::SigningKey& tenant_key);

  const std::string& kid() const { return kid_; }  // RFC 7638 thumbprint
  std::string jwk() const;                         // RFC 8037: {"alg","crv","kid","kty","use","x"}

  std::string issue(const Claims& claims) const;
  // The claims of a token that this key signed. The header must be byte for byte the one we write, which pins the
  // algorithm; then signature, then claims (audience, and expiry against `now`, seconds since 1970).
  std::optional<Claims> verify(std::string_view token, std::int64_t now) const;
  bool issued(std::string_view token) const { return token.starts_with(header_) && token[header_.size()] == '.'; }

 private:
  core::SigningKey key_;
  std::string kid_;
  std::string header_;  // base64url
};

}  // namespace tallygate::http
