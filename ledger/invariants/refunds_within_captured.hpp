// What is refunded of an order, with what waits to be and what is or was lost in dispute, never exceeds what was
// captured; its sources add up to the refund.
#pragma once

#include "ledger/invariants/examined.hpp"

namespace tallygate::ledger::invariants {

struct RefundsWithinCaptured {
  static Violation violation(const Examined& examined);
};

}  // namespace tallygate::ledger::invariants
