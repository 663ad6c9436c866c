// What a tenant's state keeps on disk instead of in memory: two sets of runs beside the state checkpoint that names
// them, each as of the checkpoint's position. What is in memory goes before what is in them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/hash.hpp"
#include "eventstore/run_set.hpp"
#include "ledger/cold_names.hpp"

namespace tallygate::engine {

struct ColdState {
  std::shared_ptr<const eventstore::RunSet> keys = std::make_shared<const eventstore::RunSet>();     // key_runs.hpp
  std::shared_ptr<const eventstore::RunSet> objects = std::make_shared<const eventstore::RunSet>();  // object_runs.hpp
  std::uint64_t position = 0;  // the keys of the records before it are in `keys`
  ledger::ColdRule rule;       // what of the state at that position is in `objects`
};

// A state checkpoint that is on the disk: what the live state may now leave to it.
struct CheckpointWritten {
  std::string tenant;
  core::Digest leaf{};  // of the record before cold.position: whose log it is
  ColdState cold;
  std::vector<ledger::ColdTaken> taken;  // since the one before, or since the log began
  bool anew = false;                     // the latter
};

}  // namespace tallygate::engine
