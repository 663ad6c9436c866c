#include "api/http/authenticator.hpp"

#include <algorithm>
#include <utility>

namespace tallygate::http {
namespace {

constexpr std::string_view kBearer = "bearer ";

std::string_view bearer_token(std::string_view header) {
  if (header.size() <= kBearer.size() || header.size() > kBearer.size() + kTokenBytesMax) return {};
  const bool bearer = std::ranges::equal(header.substr(0, kBearer.size()), kBearer, [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b;
  });
  return bearer ? header.substr(kBearer.size()) : std::string_view();
}

}  // namespace

Authenticator::Authenticator(const engine::Shards& engine, const TenantDirectory& tenants, core::Clock& clock)
    : engine_(engine), tenants_(tenants), clock_(clock) {}

SessionPtr Authenticator::authenticate(const https::RequestHead& head) {
  if (head.headers.count("authorization") != 1) return nullptr;
  const std::string_view token = bearer_token(head.headers.get("authorization"));
  if (token.empty()) return nullptr;
  const std::int64_t now = clock_.now().us / 1'000'000;
  const std::uint64_t epoch = engine_.client_epoch();
  if (SessionPtr known = cache_.find(token, epoch, now)) return known;
  SessionPtr session = check(token, now);
  if (session) cache_.put(token, epoch, session);
  return session;
}

SessionPtr Authenticator::check(std::string_view token, std::int64_t now) {
  for (const auto& [name, tenant] : tenants_.all()) {
    if (!tenant->token_key.issued(token)) continue;
    std::optional<Claims> claims = tenant->token_key.verify(token, now);
    if (!claims || claims->tenant != name) return nullptr;
    const std::optional<engine::TenantInfo> info = engine_.tenant(name);
    if (!info) return nullptr;
    const auto client = std::ranges::find(info->clients, claims->subject, &engine::Client::client_id);
    if (client == info->clients.end() || client->revoked) return nullptr;
    auto session = std::make_shared<Session>();
    session->tenant = tenant.get();
    session->actor = {claims->subject, claims->person};
    session->scopes = parse_scopes(claims->scope).value_or(ScopeSet{}) & scopes_of(client->scope);
    session->expires_at = claims->expires_at;
    session->bucket = bucket_of(claims->subject);
    return session;
  }
  return nullptr;
}

std::shared_ptr<Bucket> Authenticator::bucket_of(const std::string& client_id) {
  const std::scoped_lock lock(mutex_);
  std::shared_ptr<Bucket>& bucket = buckets_[client_id];
  if (!bucket) bucket = std::make_shared<Bucket>();
  return bucket;
}

}  // namespace tallygate::http
