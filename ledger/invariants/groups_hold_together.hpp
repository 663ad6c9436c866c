// A group ends as its orders say, and until then none of them ships or completes.
#pragma once

#include "ledger/invariants/examined.hpp"

namespace tallygate::ledger::invariants {

struct GroupsHoldTogether {
  static Violation violation(const Examined& examined);
};

}  // namespace tallygate::ledger::invariants
