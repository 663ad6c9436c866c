// What a refund that is asked for and one that the channel speaks of have in common: where the money goes back through,
// and what that posts. For decide_refund.cpp and decide_refund_facts.cpp.
#pragma once

#include <string_view>

#include "ledger/decide.hpp"

namespace tallygate::ledger {

// What the payment brought to the order; null where it brought nothing.
const Capture* capture_of(const Order& order, std::string_view payment);

// `amount` goes back through the payment, with what its charge gives back for it now. 0 <= amount <= what is left.
core::RefundSource refund_source(const Payment& payment, core::Amount amount);
// The same without a word of the charge, of any amount.
core::RefundSource uncharged_source(const Payment& payment, core::Amount amount);

// A refund of what stands in suspense of the payment. 0 < amount <= what is free of it.
core::RefundEffect suspense_refund(const Payment& payment, core::Amount amount);

// Why a new refund cannot have this id.
std::optional<core::Refusal> refund_id_not_free(const Asked& asked, std::string_view id);

// The postings of a refund (direction 1) or of one that failed (-1): what is not given back by parts is the escrow's,
// or stands in suspense where it is of no order.
core::Postings refund_postings(const core::RefundEffect& effect, core::Currency currency, int direction);

// What the parts of the split give back, and the platform gets of it, when `refunded` of the buyers' money in it is
// gone.
void take_from_split(const Order& order, core::Amount refunded, core::Time now, core::RefundEffect& effect);

}  // namespace tallygate::ledger
