// How an LmdbLog opens its files.
#pragma once

#include <cstdint>

namespace tallygate::eventstore {

struct LmdbOptions {
  // Address space, reserved once, not disk. Fixed, so that no append ever has to stop for a larger map.
  std::uint64_t map_bytes = std::uint64_t{1} << 40;
  // Beside a writing process, or without one: takes no lock, changes nothing, sees what was committed.
  bool read_only = false;
  unsigned tenants_max = 64;      // one fsync serves them all
  unsigned side_tables_max = 11;  // a tenant, on average: each table costs every transaction 50 bytes
  unsigned readers_max = 126;     // read transactions at one time, of all processes
};

}  // namespace tallygate::eventstore
