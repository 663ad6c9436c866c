// What open disputes freeze of an order: what the escrow and each part of the split would give back if the disputed
// amount were refunded now, by the cumulative formula (refund_shares.hpp). It stands on the accounts as `frozen` and is
// not available; no posting moves. A frozen part of an unmatured commission is kept out of what matures with its day.
#pragma once

#include "ledger/apply.hpp"

namespace tallygate::ledger {

// Of part k with `refunded` of the split given back and `disputed` more of it in dispute; together at most the base.
core::Amount would_give_back(const Order& order, std::size_t k, core::Amount refunded, core::Amount disputed);

bool is_due(const PaidPart& part, core::Time now);  // its day is over: what was not kept has matured

// Around every change of what is disputed, refunded or in escrow of an order: thaw() before, freeze() after it. Nothing
// happens to an order that never was in dispute.
void thaw(const Applying& a, Order& order);
void freeze(const Applying& a, Order& order);

}  // namespace tallygate::ledger
