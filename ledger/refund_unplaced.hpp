// A refund that was paid out although its order could not give it: what left each source stands in suspense, a break
// each, until the channel says that it came back or somebody explains it.
#pragma once

#include "ledger/apply.hpp"

namespace tallygate::ledger {

// What leaves the source: of its charge where the payment has one, else of the order's currency.
core::Money paid_out(const core::RefundSource& source, core::Currency of_order);

// With the record that is applied, which becomes the one that its breaks are of.
void open_unplaced(const Applying& a, Refund& refund);
// What came back stands in suspense no more.
void close_unplaced(const Applying& a, Refund& refund);

}  // namespace tallygate::ledger
