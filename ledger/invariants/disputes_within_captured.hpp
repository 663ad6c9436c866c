// What is placed of a dispute on an order or a top-up was captured for it and neither refunded nor disputed before;
// what is more is marked as unplaced, and a dispute has no other part. What ends it adds up to it, and an end that
// changes takes no more than is left.
#pragma once

#include "ledger/invariants/examined.hpp"

namespace tallygate::ledger::invariants {

struct DisputesWithinCaptured {
  static Violation violation(const Examined& examined);
};

}  // namespace tallygate::ledger::invariants
