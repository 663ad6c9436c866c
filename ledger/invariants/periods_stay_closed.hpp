// Nothing that is asked for is dated into a closed month, and months are closed in order with the books that they had.
#pragma once

#include "ledger/invariants/examined.hpp"

namespace tallygate::ledger::invariants {

struct PeriodsStayClosed {
  static Violation violation(const Examined& examined);
};

}  // namespace tallygate::ledger::invariants
