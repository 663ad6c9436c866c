// Point reads by id, answered on the engine thread from live state.
#pragma once

#include "engine/pipeline.hpp"

namespace tallygate::engine {

// `now`: for balances that time alone changes.
PendingAnswer answer_read(const Ticket& ticket, const TenantState& state, core::Time now);

}  // namespace tallygate::engine
