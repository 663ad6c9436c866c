// What is held on the escrow account is what open holds have left: a record holds there what it authorises, and lets go
// of what it captures or releases of a hold, or of what money reported in its place makes void.
#pragma once

#include "ledger/invariants/examined.hpp"

namespace tallygate::ledger::invariants {

struct HeldIsOpenHolds {
  static Violation violation(const Examined& examined);
};

}  // namespace tallygate::ledger::invariants
