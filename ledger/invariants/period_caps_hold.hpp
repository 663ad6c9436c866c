// No part of a split is more than what its payee has left of each cap of a period, and what a split says was used of
// one is what was.
#pragma once

#include "ledger/invariants/examined.hpp"

namespace tallygate::ledger::invariants {

struct PeriodCapsHold {
  static Violation violation(const Examined& examined);
};

}  // namespace tallygate::ledger::invariants
