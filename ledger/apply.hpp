// apply, by what the record is about: what was decided becomes state, through the journal, from what the record holds
// and nothing else.
#pragma once

#include <string_view>
#include <vector>

#include "core/record.hpp"
#include "core/undo_journal.hpp"
#include "ledger/state.hpp"

namespace tallygate::ledger {

struct Applying {
  State& state;
  const core::Record& record;
  core::UndoJournal& journal;
};

// The object of this id, which the record changes or makes another point to; null where there is none. Whatever a
// record changes is found so, or reached by a pointer from what was: so the newest time in a family is that of its last
// change.
template <class T>
T* touched(const Applying& a, Table<T>& table, std::string_view id) {
  T* object = table.find(id);
  if (object != nullptr) a.journal.set(object->touched, a.record.at);
  return object;
}
template <class T>
T& made(const Applying& a, Table<T>& table, std::string_view id) {
  T& object = table.create(id, a.journal);
  object.touched = a.record.at;
  return object;
}

// The party of this id, first seen now where nobody named it before.
Party& party_seen(const Applying& a, std::string_view id);

// apply_order.cpp
void apply_order_asked(const Applying& a, OrderState asked);  // placed, held, challenged or blocked
void apply_order_rejected(const Applying& a);
void apply_order_shipped(const Applying& a);
void apply_order_part_delivered(const Applying& a);
void apply_order_delivered(const Applying& a);
void apply_order_completed(const Applying& a);
void apply_order_ended(const Applying& a, OrderState as);  // cancelled or expired
void apply_order_reduced(const Applying& a);
void apply_order_late(const Applying& a);
// Of a command, the order in its path; of a timer's record, the one that its effect names.
std::string_view order_named_by(const core::Record& record);
// Of what was split `by` has gone back (below 0: came again), so it is no part of the distributors' volume.
void give_back_of_split(const Applying& a, Order& order, core::Amount by);
// Sets the timers of the order and of its group as they stand now: after every change of what they depend on
// (order_terms.hpp, group_timers.hpp).
void retime(const Applying& a, Order& order);
// The lines of an order as it is placed; `items` are none.
std::vector<Line> lines_of(const core::OrderPlace& asked);

// apply_period_use.cpp: `given` of part k, negative where a refund failed.
void count_periods(const Applying& a, Order& order, const core::SplitEffect& effect);
void give_back_periods(const Applying& a, Order& order, std::size_t part, core::Amount given);

// apply_goods.cpp; groups are groups.hpp's
void apply_stock_put(const Applying& a);
void apply_coupon_put(const Applying& a);

// override.cpp
void apply_order_override(const Applying& a);
// A blocked order that an override lets return: it is what the new request says.
void place_again(const Applying& a, Order& order);

// apply_payment.cpp
void apply_payment_asked(const Applying& a, PaymentState asked);  // captured, held, challenged or blocked
void apply_payment_rejected(const Applying& a);
// The payment that payment.put or order.pay is about, with the terms of its body: known, or made. What waited of it
// waits no more.
Payment& payment_asked(const Applying& a, const std::vector<core::Allocation>& allocations,
                       const std::optional<core::PartyId>& wallet);
// What an earlier request or decline of the id made of it is over: it neither waits, holds nor counts.
void is_asked_no_more(const Applying& a, Payment& payment);
// Money of the payment in the order's escrow.
void bring(const Applying& a, Payment& payment, PaymentAllocation& to, core::Amount amount);
void apply_payment_declined(const Applying& a);
// Of what was captured of the payment's charge, `by` more has gone back, or is in dispute.
void charge_returns(const Applying& a, Payment& payment, core::Amount by);

// apply_hold.cpp
void apply_payment_authorised(const Applying& a);
void apply_hold(const Applying& a, PaymentState ends_as);  // part or all of it is captured or released
// What is left of an open hold is held no more, for any of its orders.
void release_hold(const Applying& a, Payment& payment);

// apply_refund.cpp
void apply_refund_sent(const Applying& a);
void apply_refund_waits(const Applying& a, RefundState asked);  // held, challenged or blocked
void apply_refund_rejected(const Applying& a);
void apply_refund_settled(const Applying& a);
void apply_refund_failed(const Applying& a);

// apply_dispute.cpp
void apply_dispute_opened(const Applying& a);
void apply_dispute_evidence(const Applying& a);
void apply_dispute_end(const Applying& a, DisputeState state);
void apply_dispute_claw_back(const Applying& a);

// apply_match.cpp
void apply_channel_statement(const Applying& a);
void apply_breaks_found(const Applying& a);
void apply_logistics_event(const Applying& a);
// After every record: what it changed of either side is compared with the other.
void compare_after(const Applying& a);

// apply_break.cpp; opening one is breaks.hpp's
void apply_break_resolved(const Applying& a);

// apply_account.cpp
void apply_account_changed(const Applying& a, AccountState to);

// apply_limit.cpp
void apply_limit_put(const Applying& a);

// apply_period.cpp
void keep_months(const Applying& a, bool keep);  // from the record's `at` on, or no longer
void apply_period_ended(const Applying& a);
void apply_period_closed(const Applying& a);
void apply_closed_period_mark(const Applying& a);  // of whatever record: it is counted with the month that it names

// apply_wallet.cpp
void apply_wallet_topup(const Applying& a);

// apply_booking.cpp: a settlement, a journal entry or a conversion stands in the books
void apply_booking(const Applying& a);

// apply_party.cpp
void apply_party_put(const Applying& a);
void apply_party_changed(const Applying& a);
void apply_login(const Applying& a, LoginState asked);

// apply_payout.cpp
void apply_payout_asked(const Applying& a, PayoutState asked);      // requested, held, challenged or blocked
void apply_payout_decided(const Applying& a, PayoutState decided);  // approved or rejected, by people or by time
void apply_payout_fact(const Applying& a, PayoutState state);       // settled, failed or returned, where it fits
void apply_payout_account(const Applying& a);
void apply_party_kyc(const Applying& a);
void set_payout_settings(PayoutSettings& settings, const core::SettingsPut& put);

// apply_waiting.cpp
// Opens the review or challenge that the effect names; null where it names none.
Wait* open_wait(const Applying& a, const std::optional<core::Waiting>& waiting, std::string subject,
                WaitingObject object);
// Ends it, where it is still open. What it held is no longer held by it.
void close_wait(const Applying& a, Wait& wait, WaitState as);
void apply_review_resolved(const Applying& a);
void apply_challenge_passed(const Applying& a);
void apply_challenge_failed(const Applying& a);
void apply_wait_expired(const Applying& a);

// apply_governance.cpp
void apply_log_opened(const Applying& a);
void apply_plan_published(const Applying& a);
void apply_settings_changed(const Applying& a);
void apply_ruleset_activated(const Applying& a);
void apply_approval_requested(const Applying& a);
void apply_approval_decided(const Applying& a);
void apply_label(const Applying& a);
void apply_commission_matured(const Applying& a);

}  // namespace tallygate::ledger
