// What is frozen of the parts and the escrow of an order is what of it is in dispute; and what the end of a dispute
// takes from unmatured commission whose day is over, or lets mature, was kept from maturing.
#pragma once

#include "ledger/invariants/examined.hpp"

namespace tallygate::ledger::invariants {

struct FrozenAddsUp {
  static Violation violation(const Examined& examined);
};

}  // namespace tallygate::ledger::invariants
