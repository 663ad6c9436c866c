// A payment takes from the wallet of its orders' buyer alone, and no more than is available there.
#pragma once

#include "ledger/invariants/examined.hpp"

namespace tallygate::ledger::invariants {

struct WalletsPayWhatTheyHave {
  static Violation violation(const Examined& examined);
};

}  // namespace tallygate::ledger::invariants
