// `tallygate backup`: copies of tenants' logs, and apart from them their vaults and signing keys.
#pragma once

#include <string>

namespace tallygate::app {

struct BackupOptions {
  std::string data, to;
  std::string tenant;    // empty: all
  std::string vault_to;  // empty: not copied
  std::string keys_to;   // empty: not copied
  bool json = false;
};

int run_backup(const BackupOptions& options);

}  // namespace tallygate::app
