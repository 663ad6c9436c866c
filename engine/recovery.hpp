// Rebuilds the live state from the log: every record decoded and applied, with the checks that a fold can make on the
// way.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "core/result.hpp"
#include "engine/tenant_state.hpp"
#include "eventstore/event_log.hpp"

namespace tallygate::engine {

using Tenants = std::map<std::string, std::unique_ptr<TenantState>, std::less<>>;

// An error names the tenant, the seq and what is wrong. `find` gives rule sets that are not in the log yet their hash
// is known, and may be empty.
core::Result<Tenants> rebuild(const eventstore::EventLog& log, const FindRuleset& find);

// A rule set from the log's blobs; null when it is not there or does not compile.
std::shared_ptr<const risk::Ruleset> ruleset_from_log(const eventstore::EventLog& log, std::string_view tenant,
                                                      const core::Digest& hash);

}  // namespace tallygate::engine
