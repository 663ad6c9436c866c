// What a timer makes of an order is what the order's terms say, of an order in that state; and whatever ends an order
// before it is completed, a command or a timer, releases all that is held for it and gives back all that was captured.
#pragma once

#include "ledger/invariants/examined.hpp"

namespace tallygate::ledger::invariants {

struct TermsAreKept {
  static Violation violation(const Examined& examined);
};

}  // namespace tallygate::ledger::invariants
