// `tallygate restore`: a new data directory out of a backup, verified before it is there under its name.
#pragma once

#include <string>
#include <vector>

namespace tallygate::app {

struct RestoreOptions {
  std::string from, data;                  // the backup; the directory to make, which must not exist
  std::string tenant;                      // empty: all
  std::string vault_from;                  // empty: personal data cannot be read
  std::string keys_from;                   // only the same epoch needs the signing keys
  std::vector<std::string> published;      // files with the newest checkpoints known, a tenant each
  std::vector<std::string> recovery_keys;  // files with what init printed, a tenant each
  std::vector<std::string> shards;         // TENANT=N, where a tenant is to stand in another shard than 0
  bool same_epoch = false;
  bool json = false;
};

// Exit 1 where the backup, or what came out of it, does not hold.
int run_restore(const RestoreOptions& options);

}  // namespace tallygate::app
