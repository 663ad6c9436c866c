// Nothing but conversions and payments in another currency (charges_keep_rates.hpp) posts on a conversion account, and
// what a conversion gives and gets is its rate's, to the unit.
#pragma once

#include "ledger/invariants/examined.hpp"

namespace tallygate::ledger::invariants {

struct ConversionsKeepRates {
  static Violation violation(const Examined& examined);
};

}  // namespace tallygate::ledger::invariants
