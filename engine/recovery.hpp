// Makes the live state again: the newest state checkpoint that holds what the log says, and the records after it; the
// whole log where there is none.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "core/result.hpp"
#include "engine/state_file.hpp"
#include "engine/tenant_state.hpp"
#include "eventstore/event_log.hpp"

namespace tallygate::engine {

using Tenants = std::map<std::string, std::unique_ptr<TenantState>, std::less<>>;
using Say = std::function<void(const std::string& line)>;  // for the operator; may be empty

// An error names the tenant, the seq and what is wrong. `find` gives rule sets that are not in the log yet their hash
// is known, and may be empty. `directory` is where state checkpoints are, empty for none: one that cannot be used is
// removed, and `say` is told why.
core::Result<Tenants> rebuild(const eventstore::EventLog& log, const FindRuleset& find,
                              const std::filesystem::path& directory, const Say& say);

core::Result<std::unique_ptr<TenantState>> rebuild_tenant(const eventstore::EventLog& log, const std::string& tenant,
                                                          const FindRuleset& find,
                                                          const std::filesystem::path& directory, const Say& say);

// A rule set from the log's blobs; null when it is not there or does not compile.
std::shared_ptr<const risk::Ruleset> ruleset_from_log(const eventstore::EventLog& log, std::string_view tenant,
                                                      const core::Digest& hash);

// Whether the log has the record that a state ends with.
core::Status stands_in(const eventstore::EventLog& log, const SavedState& saved);

}  // namespace tallygate::engine
