// Several runs as one, in one pass over all of them: one block of each is in memory.
#pragma once

#include <atomic>
#include <filesystem>
#include <span>

#include "core/result.hpp"
#include "eventstore/run_set.hpp"

namespace tallygate::eventstore {

// `newest_first`: where a hash stands in several, the newest value stays. corrupt where one of them is damaged.
core::Result<RunSet::Run> merge_runs(std::span<const RunSet::Run> newest_first, const std::filesystem::path& directory,
                                     const std::atomic<bool>& stop);

}  // namespace tallygate::eventstore
