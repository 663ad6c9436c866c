// Accounts frozen and closed. A frozen account gives nothing to a request and still receives; a closed one takes no
// request of its own. Facts, timers and the end of an order are posted whatever the state, and open a closed account.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ledger/asked.hpp"

namespace tallygate::ledger {

// Why a request cannot take money from the account: it is frozen or closed. `pointer`: what names it in the body.
std::optional<core::Refusal> gives_nothing(const State& state, std::string_view account, std::string pointer);

// The first closed account that the decision would post on; empty where there is none.
std::string_view posts_on_closed(const State& state, const Decision& decision);
// What a request is told whose records would post on a closed account; empty where none would.
std::optional<core::Refusal> not_postable(const State& state, const Decision& decision);

// Whether the command reports what happened outside, so that it is recorded in any case.
bool reports_a_fact(const core::Command& command);

// Whether what the command leads to is posted on closed accounts all the same, and opens them: facts, and what ends an
// order or gives its money back. One party's closed account does not hold up what others are owed.
bool opens_what_is_closed(const core::Command& command);

// Whether a posting of this amount (debit positive) takes from the account.
bool takes_from(std::string_view account, core::Amount amount);

}  // namespace tallygate::ledger
