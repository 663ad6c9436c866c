// What is brought to orders, goes back or is disputed out of a payment's suspense stands there and is not in dispute,
// and is what the record posts there.
#pragma once

#include "ledger/invariants/examined.hpp"

namespace tallygate::ledger::invariants {

struct SuspenseGivesWhatItHas {
  static Violation violation(const Examined& examined);
};

}  // namespace tallygate::ledger::invariants
