// No part but the merchant's gives back more than it was paid, or less than nothing; once all is refunded every part
// has given back what it was paid.
#pragma once

#include "ledger/invariants/examined.hpp"

namespace tallygate::ledger::invariants {

struct GiveBackWithinPaid {
  static Violation violation(const Examined& examined);
};

}  // namespace tallygate::ledger::invariants
