// Money in doubt. A fact is booked whatever risk says of it; where risk does not allow it, a review is opened that
// waits for nothing: it keeps the orders that the money paid from being completed, and of a top-up the money from being
// spent. Released, the review does so no more; rejected or expired it still does, until somebody releases it after all
// or the money has gone back. What of a top-up is in dispute is not spent either: its channel has it back.
#pragma once

#include <optional>

#include "ledger/apply.hpp"
#include "ledger/asked.hpp"

namespace tallygate::ledger {

// Of a fact: the review that its record opens; none where risk allows it or was not asked.
std::optional<core::Waiting> review_of_fact(const Asked& asked);

// Whether the review is of a fact, and is not released.
bool doubts_a_fact(const Wait& review);

// The order's first capture of money in doubt of which something neither went back nor is in dispute; null: none.
const Capture* captured_in_doubt(const Order& order);
// Why the order cannot be completed for that; names the review.
std::optional<core::Refusal> money_in_doubt(const Order& order);

// Opens the review that the record names, where it names one. Before the money is brought to orders.
void open_doubt(const Applying& a, Payment& payment, const std::optional<core::Waiting>& waiting);
// The review is released, perhaps after it was rejected or expired.
void end_doubt(const Applying& a, Wait& review);

// What of a top-up its wallet does not give now; 0 of any other payment.
core::Amount kept_aside(const Payment& payment);
// Of the top-up, so much more is in open disputes and was lost.
void dispute_top_up(const Applying& a, Payment& payment, core::Amount disputed, core::Amount lost);

}  // namespace tallygate::ledger
