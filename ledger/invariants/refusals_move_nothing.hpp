// A refusal comes without records, and a record that carries one (blocked, rejected) without postings. A decision is
// one or the other, never neither.
#pragma once

#include "ledger/invariants/examined.hpp"

namespace tallygate::ledger::invariants {

struct RefusalsMoveNothing {
  static Violation violation(const Examined& examined);
};

}  // namespace tallygate::ledger::invariants
