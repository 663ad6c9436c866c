// What a journal entry may post: where, and how much of it.
#pragma once

#include <string_view>
#include <vector>

#include "core/posting.hpp"

namespace tallygate::ledger {

struct State;

// Whether a journal entry may name the account. Not where a balance is the sum of the ledger's own objects: escrow,
// disputed money, payouts on their way, and commission that matures by its day.
bool takes_entries(std::string_view account);

// The place among these postings of the first that takes from a party's account more than is available; none: their
// number.
std::size_t first_uncovered(const State& state, const std::vector<core::Posting>& postings);

}  // namespace tallygate::ledger
