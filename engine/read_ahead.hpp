// Looks up, on the caller's thread, what the engine thread will look up for a ticket, and throws it away: then the
// pages of the runs are in the system's memory, and the engine thread practically never waits for a disk.
#pragma once

#include "engine/cold_state.hpp"
#include "engine/engine.hpp"

namespace tallygate::engine {

void read_ahead(const Ticket& ticket, const ColdState& cold);

}  // namespace tallygate::engine
