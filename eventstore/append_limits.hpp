// What an append must satisfy before a transaction is begun for it.
#pragma once

#include "core/result.hpp"
#include "eventstore/event_log.hpp"

namespace tallygate::eventstore {

// invalid, with the reason, where a size or a name is outside the limits of event_log.hpp or a blob does not hash to
// its name.
core::Status check_append(const TenantAppend& append);

}  // namespace tallygate::eventstore
