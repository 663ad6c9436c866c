// liabilities:payouts holds the net of all payouts that are requested or approved, and nothing else; what a payout
// takes is its net and its tax; and a fact that fits no payout moves money between the bank and suspense alone.
#pragma once

#include "ledger/invariants/examined.hpp"

namespace tallygate::ledger::invariants {

struct PayoutsAreOpenPayouts {
  static Violation violation(const Examined& examined);
};

}  // namespace tallygate::ledger::invariants
