// An order that is cancelled, completed, expired or rejected keeps no escrow. What comes back to it all the same (a
// refund of it fails, a dispute of it ends anew) is nobody's until somebody says what becomes of it: a break stands
// over it, and follows it.
#pragma once

#include "ledger/apply.hpp"

namespace tallygate::ledger {

// After every change of the order's escrow by a refund or dispute: it is `by` more than before, less where negative.
void follow_escrow(const Applying& a, Order& order, core::Amount by);

// Of an order that is rejected while a refund of it waits or it is in dispute: that much cannot go back now.
void keep_in_sight(const Applying& a, Order& order);

}  // namespace tallygate::ledger
