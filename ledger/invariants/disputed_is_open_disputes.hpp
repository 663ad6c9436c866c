// What stands on the disputed accounts is what is in open disputes: opening one debits its amount there, all records of
// its end together credit it, and those of an end that changes leave nothing there.
#pragma once

#include "ledger/invariants/examined.hpp"

namespace tallygate::ledger::invariants {

struct DisputedIsOpenDisputes {
  static Violation violation(const Examined& examined);
};

}  // namespace tallygate::ledger::invariants
