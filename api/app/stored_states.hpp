// State checkpoints of a data directory, as verify takes them: it knows nothing of the engine.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "audit/stored_states.hpp"

namespace tallygate::app {

// Of the tenant, below DIR/state; none is opened before it is read.
std::vector<audit::StateToRead> stored_states(const std::filesystem::path& directory, const std::string& tenant);

}  // namespace tallygate::app
