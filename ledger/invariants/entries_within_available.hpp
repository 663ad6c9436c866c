// A journal entry posts only where entries may, and takes from no party more than is available.
#pragma once

#include "ledger/invariants/examined.hpp"

namespace tallygate::ledger::invariants {

struct EntriesWithinAvailable {
  static Violation violation(const Examined& examined);
};

}  // namespace tallygate::ledger::invariants
