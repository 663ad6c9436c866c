// What is placed of a dispute on an order was captured for it and neither refunded nor disputed before; what is more is
// marked as unplaced, and a dispute has no third part. What ends it adds up to it.
#pragma once

#include "ledger/invariants/examined.hpp"

namespace tallygate::ledger::invariants {

struct DisputesWithinCaptured {
  static Violation violation(const Examined& examined);
};

}  // namespace tallygate::ledger::invariants
