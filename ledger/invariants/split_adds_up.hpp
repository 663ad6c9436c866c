// The parts of a split add up to exactly what the order had in escrow, each rated part is at most its rate of at most
// that, and each is posted.
#pragma once

#include "ledger/invariants/examined.hpp"

namespace tallygate::ledger::invariants {

struct SplitAddsUp {
  static Violation violation(const Examined& examined);
};

}  // namespace tallygate::ledger::invariants
