// The platform pays exactly what it funds: at completion the rest of the subsidy, and with what goes back of the split
// it gets its share back, all of it with the last unit.
#pragma once

#include "ledger/invariants/examined.hpp"

namespace tallygate::ledger::invariants {

struct PromotionIsFunded {
  static Violation violation(const Examined& examined);
};

}  // namespace tallygate::ledger::invariants
