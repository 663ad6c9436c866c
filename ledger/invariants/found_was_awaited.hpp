// What a record says that time has brought to light is what was awaited until then, as the two sides stand.
#pragma once

#include "ledger/invariants/examined.hpp"

namespace tallygate::ledger::invariants {

struct FoundWasAwaited {
  static Violation violation(const Examined& examined);
};

}  // namespace tallygate::ledger::invariants
