// What stood on all accounts when a month was over: the figures of period.closed. Its formats stand in
// docs/formats.md, so that whoever reads the log makes them again from postings alone (audit/period_sums.hpp).
#pragma once

#include "core/effects.hpp"
#include "ledger/periods.hpp"
#include "ledger/state.hpp"

namespace tallygate::ledger {

// Layer posted, at the end of the period, which is over. O(accounts).
core::PeriodEffect closing_figures(const State& state, const Period& period);

}  // namespace tallygate::ledger
