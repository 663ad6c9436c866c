#include "api/http/jwt.hpp"

#include <simdjson.h>
#include <sodium.h>

#include <algorithm>
#include <array>

#include "core/bytes.hpp"
#include "core/canonical_json.hpp"
#include "core/hash.hpp"

namespace tallygate::http {
namespace {

core::ByteView bytes_of(const core::PublicKey& key) {
  return {reinterpret_cast<const char*>(key.data()), key.size()};
}

core::SigningKey derive(const core::SigningKey& tenant_key) {
  std::array<std::uint8_t, 32> seed = tenant_key.seed();
  core::Digest derived =
      core::sha256({"tallygate access tokens 1\n", {reinterpret_cast<const char*>(seed.data()), seed.size()}});
  core::SigningKey key = core::SigningKey::from_seed(derived);
  sodium_memzero(seed.data(), seed.size());
  sodium_memzero(derived.data(), derived.size());
  return key;
}

// RFC 7638: SHA-256 over the required members in canonical form.
std::string thumbprint(const core::PublicKey& key) {
  std::string members;
  core::JsonWriter writer(members);
  writer.begin_object();
  writer.member("crv", "Ed25519");
  writer.member("kty", "OKP");
  writer.member("x", core::to_base64url(bytes_of(key)));
  writer.end_object();
  return core::to_base64url(core::view(core::sha256(members)));
}

std::string encode_header(const std::string& kid) {
  std::string header;
  core::JsonWriter writer(header);
  writer.begin_object();
  writer.member("alg", "EdDSA");
  writer.member("kid", kid);
  writer.member("typ", "JWT");
  writer.end_object();
  return core::to_base64url(header);
}

std::string encode_claims(const Claims& claims) {
  std::string body;
  core::JsonWriter writer(body);
  writer.begin_object();
  writer.member("aud", claims.audience);
  writer.member("exp", claims.expires_at);
  writer.member("iat", claims.issued_at);
  writer.member("iss", claims.issuer);
  writer.member("jti", claims.id);
  writer.member("person", claims.person);
  writer.member("scope", claims.scope);
  writer.member("sub", claims.subject);
  writer.member("tenant", claims.tenant);
  writer.end_object();
  return core::to_base64url(body);
}

bool read(const simdjson::dom::object& object, const char* name, std::string& out) {
  std::string_view text;
  if (object[name].get_string().get(text) != simdjson::SUCCESS) return false;
  out = text;
  return true;
}

bool read(const simdjson::dom::object& object, const char* name, std::int64_t& out) {
  return object[name].get_int64().get(out) == simdjson::SUCCESS;
}

std::optional<Claims> decode_claims(std::string_view segment) {
  const std::optional<core::Bytes> json = core::from_base64url(segment);
  if (!json) return std::nullopt;
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  if (parser.parse(simdjson::padded_string(*json)).get_object().get(object) != simdjson::SUCCESS) return std::nullopt;
  Claims claims;
  const bool whole = read(object, "aud", claims.audience) && read(object, "exp", claims.expires_at) &&
                     read(object, "iat", claims.issued_at) && read(object, "iss", claims.issuer) &&
                     read(object, "jti", claims.id) && read(object, "person", claims.person) &&
                     read(object, "scope", claims.scope) && read(object, "sub", claims.subject) &&
                     read(object, "tenant", claims.tenant);
  if (!whole) return std::nullopt;
  return claims;
}

}  // namespace

TokenKey::TokenKey(const core::SigningKey& tenant_key)
    : key_(derive(tenant_key)), kid_(thumbprint(key_.public_key())), header_(encode_header(kid_)) {}

std::string TokenKey::jwk() const {
  std::string out;
  core::JsonWriter writer(out);
  writer.begin_object();
  writer.member("alg", "EdDSA");
  writer.member("crv", "Ed25519");
  writer.member("kid", kid_);
  writer.member("kty", "OKP");
  writer.member("use", "sig");
  writer.member("x", core::to_base64url(bytes_of(key_.public_key())));
  writer.end_object();
  return out;
}

std::string TokenKey::issue(const Claims& claims) const {
  std::string token = header_ + "." + encode_claims(claims);
  const core::Signature signature = key_.sign(token);
  token += '.';
  core::append_base64url(token, {reinterpret_cast<const char*>(signature.data()), signature.size()});
  return token;
}

std::optional<Claims> TokenKey::verify(std::string_view token, std::int64_t now) const {
  if (token.size() > kTokenBytesMax || token.size() <= header_.size() || !issued(token)) return std::nullopt;
  const std::size_t dot = token.rfind('.');
  if (dot <= header_.size()) return std::nullopt;
  const std::optional<core::Bytes> raw = core::from_base64url(token.substr(dot + 1));
  core::Signature signature;
  if (!raw || raw->size() != signature.size()) return std::nullopt;
  std::ranges::copy(*raw, reinterpret_cast<char*>(signature.data()));
  if (!core::verify(key_.public_key(), token.substr(0, dot), signature)) return std::nullopt;
  std::optional<Claims> claims = decode_claims(token.substr(header_.size() + 1, dot - header_.size() - 1));
  if (!claims || claims->audience != kAudience || claims->expires_at <= now) return std::nullopt;
  return claims;
}

}  // namespace tallygate::http
