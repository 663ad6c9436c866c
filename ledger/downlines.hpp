// How deep a party's tree goes below it, known without walking down: each party counts its direct downlines by the
// depth of their own. So a limit of the tree's depth holds whichever end of a chain is put first.
#pragma once

#include <cstdint>
#include <span>

#include "ledger/apply.hpp"

namespace tallygate::ledger {

// The longest chain of downlines below the party, in parties; 0 where it has none.
std::int64_t depth_below(const Party& party);

// The party's upline is `upline` from here on (null: none). Steps up at most as far as the depth of something changes.
void set_upline(const Applying& a, Party& party, Party* upline);

// Of all parties, whose uplines were loaded: counts them. False where one is its own upline, at any distance.
bool count_downlines(std::span<Party* const> parties);

}  // namespace tallygate::ledger
