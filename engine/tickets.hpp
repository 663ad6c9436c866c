// What the engine counts of a ticket, and how it answers one that it does not take.
#pragma once

#include <cstddef>
#include <string>

#include "engine/engine.hpp"

namespace tallygate::engine {

std::size_t size_of(const Ticket& ticket);     // bytes, about, for the inbox's limit
std::size_t answers_of(const Ticket& ticket);  // how many it wants
// Answers it at once, with nothing recorded.
void reject(const Ticket& ticket, core::Code code, std::string detail);

}  // namespace tallygate::engine
