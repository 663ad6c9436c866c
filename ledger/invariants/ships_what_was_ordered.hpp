// Of no line of goods is more shipped than was ordered, over all shipments of the order.
#pragma once

#include "ledger/invariants/examined.hpp"

namespace tallygate::ledger::invariants {

struct ShipsWhatWasOrdered {
  static Violation violation(const Examined& examined);
};

}  // namespace tallygate::ledger::invariants
