// A copy of a tenant's vault, apart from the backup of its log: DIR/rows/<tenant> (the rows, wrapped by group keys) and
// DIR/groups/<tenant>.keys (the group keys). Whoever holds both and the log can read the personal data, so the copy is
// replaced by each run, and after an erasure the older ones must be destroyed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/random.hpp"
#include "core/result.hpp"
#include "eventstore/event_log.hpp"

namespace tallygate::app {

struct CopiedVault {
  std::uint64_t size = 0;  // every person and value of the log's first `size` records is in it
  std::vector<eventstore::SideRow> rows;
  std::string keys;  // the bytes of the key file; wipe them
};

// Reads the rows beside a running server. Durable when it returns; gives the number of rows.
core::Result<std::uint64_t> copy_vault(const eventstore::EventLog& log, const std::string& tenant,
                                       const std::filesystem::path& key_file, const std::filesystem::path& directory);

// corrupt where a byte of it is not as it was written, or a row does not open under its group key.
core::Result<CopiedVault> read_vault_copy(const std::filesystem::path& directory, const std::string& tenant,
                                          core::Random& random);

}  // namespace tallygate::app
