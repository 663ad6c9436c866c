// No order completes while it has money of a fact whose review is open, rejected or expired; and no answer to such a
// review moves money.
#pragma once

#include "ledger/invariants/examined.hpp"

namespace tallygate::ledger::invariants {

struct DoubtedMoneyStays {
  static Violation violation(const Examined& examined);
};

}  // namespace tallygate::ledger::invariants
