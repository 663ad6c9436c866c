// Every record's postings sum to zero per currency and layer. Computed again here, whoever built them.
#pragma once

#include "ledger/invariants/examined.hpp"

namespace tallygate::ledger::invariants {

struct PostingsBalance {
  static Violation violation(const Examined& examined);
};

}  // namespace tallygate::ledger::invariants
