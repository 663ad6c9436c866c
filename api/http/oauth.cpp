#include "api/http/oauth.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "api/http/media_type.hpp"
#include "api/http/responses.hpp"
#include "api/http/routes.hpp"
#include "core/bytes.hpp"
#include "core/canonical_json.hpp"
#include "core/hash.hpp"

namespace tallygate::http {
namespace {

constexpr std::size_t kSecretBytes = 32;

https::Response oauth_response(std::string body, int status) {
  https::Response response = json_response(std::move(body), status);
  response.headers.emplace_back("Pragma", "no-cache");
  return response;
}

https::Response oauth_error(std::string_view error, std::string_view description, int status = 400) {
  std::string body;
  core::JsonWriter writer(body);
  writer.begin_object();
  writer.member("error", error);
  writer.member("error_description", description);
  writer.end_object();
  return oauth_response(std::move(body), status);
}

std::optional<std::string_view> basic_credentials(std::string_view header) {
  constexpr std::string_view kBasic = "basic ";
  if (header.size() <= kBasic.size()) return std::nullopt;
  for (std::size_t i = 0; i < kBasic.size(); ++i)
    if (std::tolower(static_cast<unsigned char>(header[i])) != kBasic[i]) return std::nullopt;
  return header.substr(kBasic.size());
}

bool right_secret(std::string_view secret, std::string_view expected_hex) {
  std::optional<core::Bytes> bytes = core::from_base64url(secret);
  const bool whole = bytes && bytes->size() == kSecretBytes;
  const std::string hash = core::to_hex(core::view(core::sha256(whole ? *bytes : std::string(kSecretBytes, '\0'))));
  if (bytes) sodium_memzero(bytes->data(), bytes->size());
  return core::equal_constant_time(hash, expected_hex) && whole;
}

}  // namespace

TokenEndpoint::TokenEndpoint(const engine::Shards& engine, const TenantDirectory& tenants, core::Clock& clock,
                             core::Random& random)
    : engine_(engine), tenants_(tenants), clock_(clock), random_(random) {}

https::Response TokenEndpoint::answer(const https::Request& request) {
  if (!is_media_type(request.headers.get("content-type"), "application/x-www-form-urlencoded"))
    return oauth_error("invalid_request", "The body must be application/x-www-form-urlencoded.");
  const std::optional<Form> form = Form::parse(request.body);
  if (!form) return oauth_error("invalid_request", "The form is malformed or repeats a parameter.");
  if (!form->find("grant_type")) return oauth_error("invalid_request", "grant_type is missing.");
  if (form->get("grant_type") != "client_credentials")
    return oauth_error("unsupported_grant_type", "Only client_credentials is offered.");
  std::optional<Credentials> credentials = credentials_of(request, *form);
  if (!credentials)
    return oauth_error("invalid_request", "Client credentials must be given once, by form or by Basic authentication.");
  const std::optional<Known> who = known(*credentials);
  sodium_memzero(credentials->secret.data(), credentials->secret.size());
  if (!who) return refuse_client(request, *credentials);
  return grant(*who, form->get("scope"));
}

std::optional<TokenEndpoint::Credentials> TokenEndpoint::credentials_of(const https::Request& request,
                                                                        const Form& form) const {
  const std::size_t headers = request.headers.count("authorization");
  if (headers == 0) {
    if (!form.find("client_id") || !form.find("client_secret")) return std::nullopt;
    return Credentials{std::string(form.get("client_id")), std::string(form.get("client_secret"))};
  }
  if (headers > 1 || form.find("client_secret")) return std::nullopt;
  const auto encoded = basic_credentials(request.headers.get("authorization"));
  const auto pair = encoded ? core::from_base64(*encoded) : std::nullopt;
  const std::size_t colon = pair ? pair->find(':') : std::string::npos;
  if (colon == std::string::npos) return std::nullopt;
  const auto id = percent_decode(pair->substr(0, colon), true);
  const auto secret = percent_decode(pair->substr(colon + 1), true);
  if (!id || !secret || (form.find("client_id") && form.get("client_id") != *id)) return std::nullopt;
  return Credentials{*id, *secret, true};
}

std::optional<TokenEndpoint::Known> TokenEndpoint::known(const Credentials& credentials) const {
  static const std::string nobody(64, '0');  // unknown ids cost what known ones do
  Known found;
  for (const auto& [name, tenant] : tenants_.all()) {
    const std::optional<engine::TenantInfo> info = engine_.tenant(name);
    if (!info) continue;
    const auto client = std::ranges::find(info->clients, credentials.id, &engine::Client::client_id);
    if (client == info->clients.end() || client->revoked) continue;
    found = {tenant.get(), *client};
    break;
  }
  const bool right = right_secret(credentials.secret, found.tenant == nullptr ? nobody : found.client.secret_sha256);
  if (found.tenant == nullptr || !right) return std::nullopt;
  return found;
}

https::Response TokenEndpoint::refuse_client(const https::Request& request, const Credentials& credentials) {
  const std::int64_t now = monotonic_ns();
  const std::int64_t wait = std::max(failures_by_client_.of(credentials.id).take(kFailuresPerClient, now),
                                     failures_by_peer_.of(request.peer).take(kFailuresPerPeer, now));
  if (wait > 0) {
    https::Response slow = oauth_error("slow_down", "Too many failures; come back later.", 429);
    slow.headers.emplace_back("Retry-After", std::to_string(wait));
    return slow;
  }
  https::Response refused = oauth_error("invalid_client", "The client is not known or its secret is not right.", 401);
  refused.headers.emplace_back("WWW-Authenticate", "Basic realm=\"tallygate\", charset=\"UTF-8\"");
  return refused;
}

https::Response TokenEndpoint::grant(const Known& who, std::string_view wanted_scope) {
  ScopeSet scopes = scopes_of(who.client.scope);
  if (!wanted_scope.empty()) {
    const std::optional<ScopeSet> wanted = parse_scopes(wanted_scope);
    if (!wanted || wanted->empty() || !scopes.contains(*wanted))
      return oauth_error("invalid_scope", "The client may not have this scope.");
    scopes = *wanted;
  }
  const std::array<std::uint8_t, 16> id = random_.bytes<16>();
  const std::int64_t now = clock_.now().us / 1'000'000;
  const std::string scope = format_scopes(scopes);
  const Claims claims{.issuer = who.tenant->origin,
                      .audience = std::string(kAudience),
                      .subject = who.client.client_id,
                      .tenant = who.tenant->name,
                      .scope = scope,
                      .person = who.client.person,
                      .id = core::to_base64url({reinterpret_cast<const char*>(id.data()), id.size()}),
                      .issued_at = now,
                      .expires_at = now + kTokenLifetimeSeconds};
  std::string body;
  core::JsonWriter writer(body);
  writer.begin_object();
  writer.member("access_token", who.tenant->token_key.issue(claims));
  writer.member("expires_in", kTokenLifetimeSeconds);
  writer.member("scope", scope);
  writer.member("token_type", "Bearer");
  writer.end_object();
  return oauth_response(std::move(body), 200);
}

}  // namespace tallygate::http
