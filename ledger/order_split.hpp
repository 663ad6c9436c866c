// What an order splits into: of one that completes, and of one that is only thought of (preview), through the same
// code. For the decide_*.cpp and reads alone.
#pragma once

#include "ledger/decide.hpp"

namespace tallygate::ledger {

// All that the order has in escrow now, and what the platform makes good of it.
core::SplitEffect split_of(const State& state, const Order& order, core::Time now);
// All of its amount and of `promotion`, what the platform funds of its coupon, as if it were paid and completed now.
// `terms`: of it, without a refusal.
core::SplitEffect split_of(const State& state, const core::OrderPlace& order, const Terms& terms,
                           core::Amount promotion, core::Time now);

}  // namespace tallygate::ledger
