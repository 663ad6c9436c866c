// The verifier key that a log's checkpoints are signed with now: record 0's, or that of the last epoch.
#pragma once

#include <string>
#include <string_view>

#include "core/result.hpp"
#include "eventstore/event_log.hpp"

namespace tallygate::audit {

// Reads the whole log, decoding only the records that open it or an epoch. The records themselves say it: what they say
// is checked by verify.
core::Result<std::string> last_vkey(const eventstore::EventLog& log, std::string_view tenant);

}  // namespace tallygate::audit
