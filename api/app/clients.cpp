#include "api/app/clients.hpp"

#include <sodium.h>

#include "core/body_codec.hpp"
#include "core/bytes.hpp"
#include "core/canonical_json.hpp"
#include "core/hash.hpp"

namespace tallygate::app {
namespace {

constexpr ClientKind kDefaults[] = {
    {"platform", "transactions:write transactions:read facts:write logins:write", ""},
    {"analyst", "risk:read risk:write", "analyst-1"},
    {"approver", "plans:approve risk:approve payouts:approve", "approver-1"},
    {"auditor", "audit:read", "auditor-1"},
    {"compliance", "reports:read privacy:read privacy:write audit:read", "compliance-1"},
    {"operator", "plans:write settings:write admin", "operator-1"},
};

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::size_t space = text.find(' ');
    if (space != 0) out.emplace_back(text.substr(0, space));
    text = space == std::string_view::npos ? std::string_view() : text.substr(space + 1);
  }
  return out;
}

void write_client(core::JsonWriter& json, const NewClient& client) {
  json.begin_object();
  json.member("client_id", client.client_id);
  json.member("client_secret", client.client_secret);
  json.member("name", client.name);
  json.member("person", client.person);
  json.member("scope", client.scope);
  json.end_object();
}

template <std::size_t N>
core::ByteView view_of(const std::array<std::uint8_t, N>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), N};
}

core::Command system_command(core::Operation op, core::Body body) {
  core::Command command;
  command.op = op;
  command.actor = {"system", ""};
  command.body = std::move(body);
  return command;
}

}  // namespace

std::span<const ClientKind> default_clients() {
  return kDefaults;
}

NewClient make_client(core::Random& random, std::string name, std::string scope, std::string person) {
  auto secret = random.bytes<32>();
  NewClient client{.client_id = "c_" + core::to_hex(view_of(random.bytes<8>())),
                   .client_secret = core::to_base64url(view_of(secret)),
                   .name = std::move(name),
                   .person = std::move(person),
                   .scope = std::move(scope)};
  sodium_memzero(secret.data(), secret.size());
  return client;
}

core::Command client_add_command(const NewClient& client) {
  core::ClientAdd body;
  body.client_id = client.client_id;
  body.name = client.name;
  body.person = client.person;
  body.scope = words(client.scope);
  auto secret = core::from_base64url(client.client_secret).value_or("");
  body.secret_sha256 = core::to_hex(core::view(core::sha256(secret)));
  sodium_memzero(secret.data(), secret.size());
  core::Command command = system_command(core::Operation::client_add, std::move(body));
  command.key = "client.add:" + client.client_id;
  core::finish_command(command);
  return command;
}

core::Command client_revoke_command(const std::string& client_id) {
  core::ClientRevoke body;
  body.client_id = client_id;
  core::Command command = system_command(core::Operation::client_revoke, std::move(body));
  command.key = "client.revoke:" + client_id;
  core::finish_command(command);
  return command;
}

std::string client_json(const NewClient& client) {
  std::string out;
  core::JsonWriter json(out);
  write_client(json, client);
  return out;
}

std::string credentials_json(const Credentials& credentials) {
  std::string out;
  core::JsonWriter json(out);
  json.begin_object();
  json.member("ca_file", credentials.ca_file);
  json.key("clients");
  json.begin_array();
  for (const NewClient& client : credentials.clients) write_client(json, client);
  json.end_array();
  json.member("origin", credentials.origin);
  json.member("tenant", credentials.tenant);
  json.member("url", credentials.url);
  json.member("vkey", credentials.vkey);
  json.end_object();
  return out + "\n";
}

}  // namespace tallygate::app
