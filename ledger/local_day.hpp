// The tenant's calendar: which day it is there.
#pragma once

#include "core/time_zone.hpp"
#include "ledger/state.hpp"

namespace tallygate::ledger {

// What asks for days is accepted only where the tenant's zone is known (days_unknown in decide_governance.cpp): in all
// others nobody asks.
inline core::Date local_day(const State& state, core::Time now) {
  return core::TimeZone::named(state.time_zone).value_or(core::TimeZone::utc()).date_of(now);
}

}  // namespace tallygate::ledger
