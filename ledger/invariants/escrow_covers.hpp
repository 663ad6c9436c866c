// An order's escrow never goes below zero, and what is posted on the escrow account is what the record takes from or
// brings to its orders. What is only held there is held_is_open_holds.hpp's.
#pragma once

#include "ledger/invariants/examined.hpp"

namespace tallygate::ledger::invariants {

struct EscrowCovers {
  static Violation violation(const Examined& examined);
};

}  // namespace tallygate::ledger::invariants
