#include "api/app/client.hpp"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <system_error>

#include "api/app/clients.hpp"
#include "api/app/command.hpp"
#include "api/app/host.hpp"
#include "api/app/open_log.hpp"
#include "api/http/scopes.hpp"
#include "core/canonical_json.hpp"
#include "core/fields.hpp"

namespace tallygate::app {
namespace {

// Opens the directory, finds the tenant, and does what is to be done with it.
int with_tenant(const ClientOptions& options, const std::function<int(Host&, const engine::TenantInfo&)>& run) {
  std::error_code error;
  const DataDirectory directory(std::filesystem::absolute(options.data, error));
  if (auto ours = own_directory(directory.root()); !ours) return cannot(ours.error());
  if (!std::filesystem::is_directory(directory.shards(), error))
    return cannot("there is no data directory at " + directory.root().string() + ": `tallygate init` makes one");
  auto host = Host::open(directory);
  if (!host) {
    if (host.error().kind != core::ErrorKind::locked) return cannot(host.error());
    return cannot("a server holds this directory: stop it first (" + host.error().message + ")");
  }
  const auto info = (*host)->engine().tenant(options.tenant);
  if (!info) return cannot("there is no tenant " + options.tenant);
  return run(**host, *info);
}

// 0 when the command was recorded and not refused.
int recorded(const engine::Answer& answer) {
  using Kind = engine::Answer::Kind;
  if (answer.kind == Kind::rejected) return cannot(std::string(core::traits(answer.code).title) + " " + answer.detail);
  if (answer.kind != Kind::recorded) return cannot("the outcome is not known: look with client list");
  if (answer.record->refusal) return cannot(core::traits(answer.record->refusal->code).title);
  return kHolds;
}

std::string joined(const std::vector<std::string>& scope) {
  std::string text;
  for (const std::string& s : scope) text.append(text.empty() ? "" : " ").append(s);
  return text;
}

void print_json(const engine::TenantInfo& info) {
  std::string out;
  core::JsonWriter json(out);
  json.begin_object();
  json.key("clients");
  json.begin_array();
  for (const engine::Client& client : info.clients) {
    json.begin_object();
    json.member("client_id", client.client_id);
    json.member("name", client.name);
    json.member("person", client.person);
    json.member("revoked", client.revoked);
    json.member("scope", joined(client.scope));
    json.end_object();
  }
  json.end_array();
  json.end_object();
  std::cout << out << "\n";
}

}  // namespace

int run_client_add(const ClientOptions& options) {
  const auto scopes = http::parse_scopes(options.scope);
  if (!scopes || scopes->empty())
    return cannot("--scope is a list of scopes with spaces between; there are: " + [] {
      std::string all;
      for (const std::string_view name : http::scope_names()) all.append(all.empty() ? "" : " ").append(name);
      return all;
    }());
  if (options.name.empty() || options.name.size() > 64) return cannot("--name has 1 to 64 characters");
  return with_tenant(options, [&](Host& host, const engine::TenantInfo& info) {
    const NewClient client = make_client(host.random(), options.name, http::format_scopes(*scopes), options.person);
    if (const int failed = recorded(host.run(info.tenant, client_add_command(client))); failed != kHolds) return failed;
    if (options.json) {
      std::cout << client_json(client) << "\n";
    } else {
      std::cout << "client_id      " << client.client_id << "\nclient_secret  " << client.client_secret
                << "   (shown once)\n";
    }
    return kHolds;
  });
}

int run_client_list(const ClientOptions& options) {
  return with_tenant(options, [&](Host&, const engine::TenantInfo& info) {
    if (options.json) {
      print_json(info);
      return kHolds;
    }
    for (const engine::Client& client : info.clients)
      std::cout << client.client_id << "  " << client.name << "  "
                << (client.revoked ? "revoked" : joined(client.scope))
                << (client.person.empty() ? "" : "  as " + client.person) << "\n";
    return kHolds;
  });
}

int run_client_revoke(const ClientOptions& options) {
  return with_tenant(options, [&](Host& host, const engine::TenantInfo& info) {
    if (std::ranges::find(info.clients, options.client_id, &engine::Client::client_id) == info.clients.end())
      return cannot("there is no client " + options.client_id);
    return recorded(host.run(info.tenant, client_revoke_command(options.client_id)));
  });
}

}  // namespace tallygate::app
