// What this process's allocator takes for a block: asked of the allocator itself, so that it is right for the one that
// the program is linked to (docs/decisions/0003-allocator.md).
#pragma once

#include "core/held_memory.hpp"

namespace tallygate::capacity {

core::BlockBytes block_bytes();

}  // namespace tallygate::capacity
