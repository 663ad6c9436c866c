// What of the loss of a dispute is whose: of its orders in their order, of the top-up and of the payment's charge as
// far as it is over them, and of nobody. An end may change: what is lost then must fit beside what has happened since.
#pragma once

#include <vector>

#include "ledger/objects.hpp"

namespace tallygate::ledger {

struct DisputeLoss {
  core::Amount total = 0;  // in the dispute's currency, as what is unplaced, of the top-up and in suspense
  core::Amount unplaced = 0;
  core::Amount of_top_up = 0;
  core::Amount of_suspense = 0;        // of what stood in suspense of the payment
  core::Amount of_charge = 0;          // in its currency
  std::vector<core::Amount> of_parts;  // of the dispute's orders, in theirs

  core::Amount of_orders() const;
};

// So far: nothing while it is open.
DisputeLoss lost_so_far(const Dispute& dispute);
// Once it ends, or ends anew, with `lost` of it lost. What does not fit by then is nobody's: the orders, the top-up and
// the charge then stay as they are.
DisputeLoss loss_of(const Dispute& dispute, core::Amount lost);

}  // namespace tallygate::ledger
