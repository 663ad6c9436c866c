// Of a hold no more is captured and released than is left of it, order by order, and no more than its order is over; so
// a hold never captures more than it authorised.
#pragma once

#include "ledger/invariants/examined.hpp"

namespace tallygate::ledger::invariants {

struct CapturesWithinHold {
  static Violation violation(const Examined& examined);
};

}  // namespace tallygate::ledger::invariants
