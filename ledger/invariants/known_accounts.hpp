// Nothing is posted on an account whose kind the ledger does not know: such money would be in no report.
#pragma once

#include "ledger/invariants/examined.hpp"

namespace tallygate::ledger::invariants {

struct KnownAccounts {
  static Violation violation(const Examined& examined);
};

}  // namespace tallygate::ledger::invariants
