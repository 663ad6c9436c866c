// What is dated into a closed month: refused where it is asked for, marked where it happened.
#pragma once

#include <optional>

#include "ledger/asked.hpp"

namespace tallygate::ledger {

// The closed month that the command's `occurred_at` lies in; null where it has none, or that is open.
const Period* closed_period_of(const State& state, const core::Command& command);

std::optional<core::Refusal> dated_into_closed(const State& state, const core::Command& command);

// Of a fact: its first record names the closed month that it is dated into.
void mark_late(const State& state, const core::Command& command, Decision& decision);

}  // namespace tallygate::ledger
