// API clients as `init` and `client add` make them: a random id, 32 random bytes as the secret, which is kept nowhere
// but with whoever made it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/command.hpp"
#include "core/random.hpp"

namespace tallygate::app {

struct NewClient {
  std::string client_id;      // "c_" and 16 hex digits: unique over all tenants
  std::string client_secret;  // base64url of 32 random bytes
  std::string name, person, scope;
};

struct ClientKind {
  std::string_view name, scope, person;  // person empty: a machine
};
std::span<const ClientKind> default_clients();

NewClient make_client(core::Random& random, std::string name, std::string scope, std::string person);
// client.add by the system, ready for the engine.
core::Command client_add_command(const NewClient& client);
core::Command client_revoke_command(const std::string& client_id);

// credentials.json as the API's contract says.
struct Credentials {
  std::string url, tenant, origin, vkey, ca_file;
  std::vector<NewClient> clients;
};
std::string credentials_json(const Credentials& credentials);
std::string client_json(const NewClient& client);

}  // namespace tallygate::app
