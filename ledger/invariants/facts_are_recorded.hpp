// A fact happened outside: no rule of money and no verdict of risk refuses it. Only naming nothing, or reporting twice,
// is a conflict (codes 2xx).
#pragma once

#include "ledger/invariants/examined.hpp"

namespace tallygate::ledger::invariants {

struct FactsAreRecorded {
  static Violation violation(const Examined& examined);
};

}  // namespace tallygate::ledger::invariants
