// No request posts on a closed account, none takes from a frozen one what requests can be kept from, and what is closed
// is at zero.
#pragma once

#include "ledger/invariants/examined.hpp"

namespace tallygate::ledger::invariants {

struct ClosedAccountsRest {
  static Violation violation(const Examined& examined);
};

}  // namespace tallygate::ledger::invariants
