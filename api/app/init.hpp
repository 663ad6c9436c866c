// `tallygate init`: a tenant with its keys, first record, default clients and rule set.
#pragma once

#include <string>

namespace tallygate::app {

struct InitOptions {
  std::string data, tenant;
  std::string origin;          // name without the epoch; empty: localhost/<tenant>
  std::string clock = "live";  // live or replay
  std::string from;            // RFC 3339; replay only
  std::string time_zone = "UTC";
  unsigned shard = 0;  // where the tenant's log is to stand, below eventstore::kShardsMax
  bool json = false;
};

int run_init(const InitOptions& options);

}  // namespace tallygate::app
