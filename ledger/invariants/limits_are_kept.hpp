// No request takes a party past what it may spend or be paid out in a period.
#pragma once

#include "ledger/invariants/examined.hpp"

namespace tallygate::ledger::invariants {

struct LimitsAreKept {
  static Violation violation(const Examined& examined);
};

}  // namespace tallygate::ledger::invariants
