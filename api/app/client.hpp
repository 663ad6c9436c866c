// `tallygate client add | list | revoke`, on a directory that no server holds.
#pragma once

#include <string>

namespace tallygate::app {

struct ClientOptions {
  std::string data, tenant;
  std::string name, scope, person;  // of add
  std::string client_id;            // of revoke
  bool json = false;
};

int run_client_add(const ClientOptions& options);
int run_client_list(const ClientOptions& options);
int run_client_revoke(const ClientOptions& options);

}  // namespace tallygate::app
