// Builds what risk sees of a command from the command and the ledger's state at that position: the same live, replayed
// and backtested.
#pragma once

#include "core/command.hpp"
#include "ledger/ledger.hpp"
#include "risk/activity.hpp"

namespace tallygate::engine {

// Views into the command and the ledger: use it before either changes.
risk::Activity make_activity(const core::Command& command, const ledger::Ledger& ledger, core::Time at);

}  // namespace tallygate::engine
