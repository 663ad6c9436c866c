// What stands in suspense of a payment: money that the channel took and that no order could take. For the apply_*.cpp
// that move it; docs/money.md#money-in-suspense.
#pragma once

#include "ledger/apply.hpp"

namespace tallygate::ledger {

// A payment that is recorded with something in suspense: the break over it opens with this record.
void stands_in_suspense(const Applying& a, Payment& payment, core::Amount suspense);
// What stands there changes by so much; its break follows.
void suspense_changes(const Applying& a, Payment& payment, core::Amount by);
// What of it is in open disputes, and what was lost in disputes, changes by so much; what is lost stands there no more.
void suspense_in_dispute(const Applying& a, Payment& payment, core::Amount disputed, core::Amount lost);

// Somebody says where it is: what is not in dispute of it is not the payment's to give any more.
void suspense_is_explained(const Applying& a, const Break& over);

void apply_payment_allocated(const Applying& a);
// Of a refund of what stands in suspense: those of no order.
void apply_suspense_sent(const Applying& a);
void apply_suspense_settled(const Applying& a, Refund& refund);
void apply_suspense_failed(const Applying& a, Refund& refund);

}  // namespace tallygate::ledger
