// No order takes more of a sku than is left of it, more than one buyer may have, or a coupon more often than it may be
// used.
#pragma once

#include "ledger/invariants/examined.hpp"

namespace tallygate::ledger::invariants {

struct GoodsWithinLimits {
  static Violation violation(const Examined& examined);
};

}  // namespace tallygate::ledger::invariants
