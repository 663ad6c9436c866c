// State checkpoints that stand beside a log, held against what its records fold to. What one is verify does not know:
// it asks whoever does for the position, the leaf and the digest that each says of itself.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "audit/finding.hpp"
#include "audit/tenant_pass.hpp"
#include "core/hash.hpp"
#include "core/result.hpp"

namespace tallygate::audit {

struct StoredState {
  std::uint64_t position = 0;  // records that are in it
  core::Digest leaf{};         // of the last of them
  core::Digest digest{};       // of the state in it
};
struct StateToRead {
  std::string name;            // of the file, for people
  std::uint64_t position = 0;  // as the name says
  // not_found: it is gone by now; version: of a format that this program does not read; else it is damaged. Clauses.
  std::function<core::Result<StoredState>(const FindBlob& find)> read;
};
using FindStates = std::function<std::vector<StateToRead>(const std::string& tenant)>;

struct StatesHeld {
  std::uint64_t compared = 0;  // that are what the records fold to
  std::vector<Finding> findings;
  std::vector<std::string> not_checked;
};

// After the pass, which was told their positions. `size`: of the log.
StatesHeld hold_states(const std::vector<StateToRead>& states, const std::string& tenant, const TenantPass& pass,
                       std::uint64_t size);

}  // namespace tallygate::audit
