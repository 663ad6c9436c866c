// decide, by what is asked for: each a ladder of early returns in a fixed order, the structure first, then risk's
// verdict, then the effect. All const.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "ledger/asked.hpp"
#include "ledger/split.hpp"

namespace tallygate::ledger {

// decide_order_place.cpp
Decision decide_order_place(const Asked& asked);
// The chain and plan that an order would pin, or why it could not be placed. For decide and preview.
struct Terms {
  const PlanVersion* plan = nullptr;
  std::vector<Payee> chain;
  std::optional<core::Refusal> refusal;
};
Terms terms_of(const State& state, const core::OrderPlace& order, std::string_view plan_id);

// decide_order_steps.cpp
Decision decide_order_ship(const Asked& asked);
Decision decide_order_deliver(const Asked& asked);
Decision decide_order_complete(const Asked& asked);
// The record, with what the order's escrow is split into now.
core::Record completed(const State& state, core::Record record, const Order& order, core::Time now);

// decide_order_reduce.cpp
Decision decide_order_reduce(const Asked& asked);
// decide_order_cancel.cpp
Decision decide_order_cancel(const Asked& asked);
// `first`, the record of this seq, ends the order: what is held for it is released and what was captured goes back, in
// one group with it.
Decision ended_by(const State& state, core::Record first, const Order& order, std::uint64_t seq, core::Time now);
// Appends what releases the order's holds and gives back what of its money neither went back nor waits nor is in
// dispute.
void let_all_go(const State& state, const Order& order, std::uint64_t seq, core::Time now, Decision& out);

// decide_order_terms.cpp
Decision decide_order_timer(const State& state, const OrderTimer& timer, const Context& context);

// decide_goods.cpp
Decision decide_stock_put(const Asked& asked);
Decision decide_coupon_put(const Asked& asked);
Decision decide_group_timer(const GroupTimer& timer);

// override.cpp
Decision decide_order_override(const Asked& asked);

// decide_payment.cpp
Decision decide_payment_put(const Asked& asked);
Decision decide_payment_decline(const Asked& asked);
// Of a payment of the same id that a fact replaces, what an open hold of it has is held no more. Nothing of null.
void release_hold_of(const Payment* replaced, core::PostingsBuilder& postings);

// decide_capture.cpp
Decision decide_payment_capture(const Asked& asked);

// decide_hold.cpp
Decision decide_payment_void(const Asked& asked);
// decide_suspense.cpp
Decision decide_payment_allocate(const Asked& asked);
Decision decide_payment_refund(const Asked& asked);
Decision decide_hold_expiry(const Payment& payment);
// What is held for these orders now; the payment's own record of it is another's to make.
core::Record authorised(const Asked& asked, const core::PaymentPut& payment, std::vector<core::Allocation> allocations,
                        std::optional<core::PartyId> wallet);
// Of a hold, what is left for this order alone: for cancellations.
core::Record release_for(const Payment& payment, const Order& order, std::uint64_t cause);
// Why the payment has no hold that something could be captured of, or that could be voided, now.
std::optional<core::Refusal> no_open_hold(const Payment* payment, const Asked& asked);
// The record of a hold of which `captured` is taken and `released` given up, of each order at most what is left.
void set_hold_change(core::Record& record, const Payment& payment, std::vector<core::Allocation> captured,
                     std::vector<core::Allocation> released);
core::Allocation allocation(std::string_view order, core::Amount amount);

// decide_order_steps.cpp too: why an order can neither be completed nor cancelled while a dispute of it is open.
std::optional<core::Refusal> dispute_open(const Order& order);

// decide_refund_facts.cpp
Decision decide_refund_settle(const Asked& asked);
Decision decide_refund_fail(const Asked& asked);

// decide_refund.cpp; what it shares with the facts is decide_refund.hpp's
Decision decide_order_refund(const Asked& asked);
// What a refund of `amount` posts and explains now. `sources` add up to it. For refunds and cancellations.
struct SentRefund {
  core::RefundEffect effect;
  core::Postings postings;
};
SentRefund send_refund(const Order& order, core::Amount amount, std::vector<core::RefundSource> sources,
                       core::Time now);
// From the order's payments in the order of capture, each up to what of it is left.
std::vector<core::RefundSource> refund_sources(const Order& order, core::Amount amount);

// decide_dispute.cpp
Decision decide_payment_dispute(const Asked& asked);
Decision decide_dispute_evidence(const Asked& asked);
std::optional<core::Refusal> dispute_not_open(const Asked& asked, const Dispute* dispute);
// Where the money in dispute went when it was opened, and comes back from when it is won.
std::string disputed_source(core::Channel channel, const Party* wallet);

// decide_dispute_end.cpp
Decision decide_dispute_resolve(const Asked& asked);

// decide_break.cpp
Decision decide_break_resolve(const Asked& asked);

// decide_settlement.cpp
Decision decide_channel_settle(const Asked& asked);

// decide_match.cpp
Decision decide_channel_statement(const Asked& asked);
Decision decide_logistics_event(const Asked& asked);
Decision decide_breaks_found(const State& state, core::Time due);
// What such a record would say: of the first of what is awaited until then.
core::FoundEffect breaks_found(const State& state, core::Time due);

// decide_journal.cpp: the entry as it would stand in the books now, or why it cannot.
Decision post_entry(const Asked& asked);

// decide_period.cpp: the month as it would be closed now, or why it cannot; and the record of its end.
Decision close_period(const Asked& asked);
Decision decide_period_end(const State& state);

// decide_wallet.cpp
Decision decide_wallet_topup(const Asked& asked);

// decide_conversion.cpp: the conversion as it would stand in the books now, or why it cannot.
Decision post_conversion(const Asked& asked);

// decide_account.cpp: the account as it would be now, or why it cannot.
Decision change_account(const Asked& asked);

// decide_limit.cpp: the limit as it would be now, or why it cannot.
Decision put_limit(const Asked& asked);
Decision put_coupon(const Asked& asked);

// decide_party.cpp
Decision decide_party_put(const Asked& asked);
Decision decide_party_change(const Asked& asked);

// decide_payout.cpp
Decision decide_payout_request(const Asked& asked);  // of an account, or of a wallet
Decision decide_payout_approve(const Asked& asked);

// decide_payout_facts.cpp
Decision decide_payout_settle(const Asked& asked);
Decision decide_payout_fail(const Asked& asked);
Decision decide_payout_return(const Asked& asked);

// decide_payout_account.cpp
Decision decide_payout_account_put(const Asked& asked);
Decision decide_party_kyc(const Asked& asked);

// decide_login.cpp
Decision decide_login_attempt(const Asked& asked);

// decide_waiting.cpp
Decision decide_review_resolve(const Asked& asked, const core::Assessment* released);
Decision decide_challenge_answer(const Asked& asked, const core::Assessment* released);
Decision decide_expiry(const State& state, const Wait& wait, std::uint64_t seq, core::Time now);

// decide_governance.cpp
Decision decide_plan_put(const Asked& asked);
Decision decide_settings_put(const Asked& asked);
Decision decide_ruleset_put(const Asked& asked);
Decision decide_journal_post(const Asked& asked);
Decision decide_conversion_post(const Asked& asked);
Decision decide_account_change(const Asked& asked);
Decision decide_limit_put(const Asked& asked);
Decision decide_period_close(const Asked& asked);
Decision decide_approval(const Asked& asked);
Decision decide_label_put(const Asked& asked);

}  // namespace tallygate::ledger
