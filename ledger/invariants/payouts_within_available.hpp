// What is asked for of an account is there: posted, not held against it, and not reserved by another payout.
#pragma once

#include "ledger/invariants/examined.hpp"

namespace tallygate::ledger::invariants {

struct PayoutsWithinAvailable {
  static Violation violation(const Examined& examined);
};

}  // namespace tallygate::ledger::invariants
