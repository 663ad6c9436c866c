// An order that is cancelled, expired or completed keeps no escrow. What comes back to it all the same (a refund of it
// fails, a dispute of it ends anew) is nobody's until somebody says what becomes of it: a break stands over it, and
// follows it.
#pragma once

#include "ledger/apply.hpp"

namespace tallygate::ledger {

// After every change of the order's escrow by a refund or dispute: it is `by` more than before, less where negative.
void follow_escrow(const Applying& a, Order& order, core::Amount by);

}  // namespace tallygate::ledger
