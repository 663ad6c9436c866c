#include "ledger/ledger.hpp"

#include <utility>

#include "core/check.hpp"
#include "ledger/account_names.hpp"
#include "ledger/account_state.hpp"
#include "ledger/apply.hpp"
#include "ledger/cold_objects.hpp"
#include "ledger/decide.hpp"
#include "ledger/groups.hpp"
#include "ledger/id_taken.hpp"
#include "ledger/period_terms.hpp"
#include "ledger/suspense.hpp"

namespace tallygate::ledger {
namespace {

using core::Operation;
using core::RecordType;

void apply_record(const Applying& a) {
  switch (a.record.type) {
    case RecordType::log_opened:
      return apply_log_opened(a);
    case RecordType::party_put:
      return apply_party_put(a);
    case RecordType::party_changed:
      return apply_party_changed(a);
    case RecordType::plan_published:
      return apply_plan_published(a);
    case RecordType::settings_changed:
      return apply_settings_changed(a);
    case RecordType::ruleset_activated:
      return apply_ruleset_activated(a);
    case RecordType::approval_requested:
      return apply_approval_requested(a);
    case RecordType::approval_decided:
      return apply_approval_decided(a);
    case RecordType::order_placed:
      return apply_order_asked(a, OrderState::placed);
    case RecordType::order_held:
      return apply_order_asked(a, OrderState::held);
    case RecordType::order_challenged:
      return apply_order_asked(a, OrderState::challenged);
    case RecordType::order_blocked:
      return apply_order_asked(a, OrderState::blocked);
    case RecordType::order_rejected:
      return apply_order_rejected(a);
    case RecordType::order_shipped:
      return apply_order_shipped(a);
    case RecordType::order_part_delivered:
      return apply_order_part_delivered(a);
    case RecordType::order_delivered:
      return apply_order_delivered(a);
    case RecordType::order_completed:
      return apply_order_completed(a);
    case RecordType::order_cancelled:
      return apply_order_ended(a, OrderState::cancelled);
    case RecordType::order_expired:
      return apply_order_ended(a, OrderState::expired);
    case RecordType::order_late:
      return apply_order_late(a);
    case RecordType::order_reduced:
      return apply_order_reduced(a);
    case RecordType::stock_put:
      return apply_stock_put(a);
    case RecordType::coupon_put:
      return apply_coupon_put(a);
    case RecordType::group_succeeded:
      return apply_group_closed(a, GroupState::succeeded);
    case RecordType::group_failed:
      return apply_group_closed(a, GroupState::failed);
    case RecordType::order_override_put:
      return apply_order_override(a);
    case RecordType::command_refused:
      return apply_command_refused(a);
    case RecordType::payment_captured:
      return apply_payment_asked(a, PaymentState::captured);
    case RecordType::payment_held:
      return apply_payment_asked(a, PaymentState::held);
    case RecordType::payment_challenged:
      return apply_payment_asked(a, PaymentState::challenged);
    case RecordType::payment_blocked:
      return apply_payment_asked(a, PaymentState::blocked);
    case RecordType::payment_rejected:
      return apply_payment_rejected(a);
    case RecordType::payment_declined:
      return apply_payment_declined(a);
    case RecordType::payment_authorised:
      return apply_payment_authorised(a);
    case RecordType::payment_hold_captured:
      return apply_hold(a, PaymentState::captured);
    case RecordType::payment_voided:
      return apply_hold(a, PaymentState::voided);
    case RecordType::payment_hold_expired:
      return apply_hold(a, PaymentState::expired);
    case RecordType::payment_allocated:
      return apply_payment_allocated(a);
    case RecordType::refund_sent:
      return apply_refund_sent(a);
    case RecordType::refund_held:
      return apply_refund_waits(a, RefundState::held);
    case RecordType::refund_challenged:
      return apply_refund_waits(a, RefundState::challenged);
    case RecordType::refund_blocked:
      return apply_refund_waits(a, RefundState::blocked);
    case RecordType::refund_rejected:
      return apply_refund_rejected(a);
    case RecordType::refund_settled:
      return apply_refund_settled(a);
    case RecordType::refund_failed:
      return apply_refund_failed(a);
    case RecordType::payout_requested:
      return apply_payout_asked(a, PayoutState::requested);
    case RecordType::payout_held:
      return apply_payout_asked(a, PayoutState::held);
    case RecordType::payout_challenged:
      return apply_payout_asked(a, PayoutState::challenged);
    case RecordType::payout_blocked:
      return apply_payout_asked(a, PayoutState::blocked);
    case RecordType::payout_rejected:
      return apply_payout_decided(a, PayoutState::rejected);
    case RecordType::payout_approved:
      return apply_payout_decided(a, PayoutState::approved);
    case RecordType::payout_settled:
      return apply_payout_fact(a, PayoutState::settled);
    case RecordType::payout_failed:
      return apply_payout_fact(a, PayoutState::failed);
    case RecordType::payout_returned:
      return apply_payout_fact(a, PayoutState::returned);
    case RecordType::payout_account_put:
      return apply_payout_account(a);
    case RecordType::party_kyc:
      return apply_party_kyc(a);
    case RecordType::dispute_opened:
      return apply_dispute_opened(a);
    case RecordType::dispute_evidence_added:
      return apply_dispute_evidence(a);
    case RecordType::dispute_won:
      return apply_dispute_end(a, DisputeState::won);
    case RecordType::dispute_lost:
      return apply_dispute_end(a, DisputeState::lost);
    case RecordType::dispute_partly_lost:
      return apply_dispute_end(a, DisputeState::partly_lost);
    case RecordType::dispute_clawed_back:
    case RecordType::dispute_thawed:
      return apply_dispute_claw_back(a);
    case RecordType::break_resolved:
      return apply_break_resolved(a);
    case RecordType::channel_statement:
      return apply_channel_statement(a);
    case RecordType::breaks_found:
      return apply_breaks_found(a);
    case RecordType::logistics_event:
      return apply_logistics_event(a);
    case RecordType::channel_settled:
    case RecordType::journal_posted:
    case RecordType::conversion_posted:
      return apply_booking(a);
    case RecordType::period_ended:
      return apply_period_ended(a);
    case RecordType::period_closed:
      return apply_period_closed(a);
    case RecordType::wallet_topped_up:
      return apply_wallet_topup(a);
    case RecordType::account_frozen:
      return apply_account_changed(a, AccountState::frozen);
    case RecordType::account_unfrozen:
      return apply_account_changed(a, AccountState::open);
    case RecordType::account_closed:
      return apply_account_changed(a, AccountState::closed);
    case RecordType::limit_put:
      return apply_limit_put(a);
    case RecordType::commission_matured:
      return apply_commission_matured(a);
    case RecordType::login_succeeded:
      return apply_login(a, LoginState::succeeded);
    case RecordType::login_failed:
      return apply_login(a, LoginState::failed);
    case RecordType::login_challenged:
      return apply_login(a, LoginState::challenged);
    case RecordType::login_blocked:
      return apply_login(a, LoginState::blocked);
    case RecordType::review_resolved:
      return apply_review_resolved(a);
    case RecordType::review_expired:
    case RecordType::challenge_expired:
      return apply_wait_expired(a);
    case RecordType::challenge_passed:
      return apply_challenge_passed(a);
    case RecordType::challenge_failed:
      return apply_challenge_failed(a);
    case RecordType::label_put:
      return apply_label(a);
    default:
      return;  // the log's own, clients, refusals, batches: no state of the ledger's
  }
}

// What is over the range of an amount is due still, and matures with the next record.
Decision decide_matured(const MaturityBucket& bucket, WideAmount unmatured) {
  const core::Amount amount = shown(unmatured);
  core::MaturedEffect effect;
  effect.account = bucket.account->id;
  effect.amount = amount;
  effect.currency = bucket.currency;
  effect.date = core::format_date(bucket.date);
  core::Record record;
  record.type = RecordType::commission_matured;
  core::PostingsBuilder postings;
  postings.debit(bucket.account->id, {amount, bucket.currency});
  postings.credit(payable_of(bucket.account->id), {amount, bucket.currency});
  record.postings = std::move(postings).build();
  record.effect = std::move(effect);
  return recorded(std::move(record));
}

const Wait& wait_at(const State& state, const Expiry& expiry) {
  const char* prefix = expiry.kind == WaitKind::review ? "rv" : "ch";
  const Wait* wait = state.waits.find(prefix + std::to_string(expiry.seq));
  TALLYGATE_CHECK(wait != nullptr, "what expires is awaited");
  return *wait;
}

Decision decide_command(const Asked& asked, const Context& context) {
  switch (asked.command->op) {
    case Operation::party_put:
      return decide_party_put(asked);
    case Operation::party_change:
      return decide_party_change(asked);
    case Operation::plan_put:
      return decide_plan_put(asked);
    case Operation::order_place:
      return decide_order_place(asked);
    case Operation::order_ship:
      return decide_order_ship(asked);
    case Operation::order_deliver:
      return decide_order_deliver(asked);
    case Operation::order_complete:
      return decide_order_complete(asked);
    case Operation::order_cancel:
      return decide_order_cancel(asked);
    case Operation::order_refund:
      return decide_order_refund(asked);
    case Operation::order_override:
      return decide_order_override(asked);
    case Operation::stock_put:
      return decide_stock_put(asked);
    case Operation::coupon_put:
      return decide_coupon_put(asked);
    case Operation::payment_put:
    case Operation::order_pay:
      return decide_payment_put(asked);
    case Operation::payment_decline:
      return decide_payment_decline(asked);
    case Operation::payment_capture:
      return decide_payment_capture(asked);
    case Operation::order_reduce:
      return decide_order_reduce(asked);
    case Operation::payment_allocate:
      return decide_payment_allocate(asked);
    case Operation::payment_refund:
      return decide_payment_refund(asked);
    case Operation::payment_void:
      return decide_payment_void(asked);
    case Operation::refund_settle:
      return decide_refund_settle(asked);
    case Operation::refund_fail:
      return decide_refund_fail(asked);
    case Operation::payout_request:
    case Operation::wallet_withdraw:
      return decide_payout_request(asked);
    case Operation::payout_approve:
      return decide_payout_approve(asked);
    case Operation::payout_settle:
      return decide_payout_settle(asked);
    case Operation::payout_fail:
      return decide_payout_fail(asked);
    case Operation::payout_return:
      return decide_payout_return(asked);
    case Operation::payout_account_put:
      return decide_payout_account_put(asked);
    case Operation::party_kyc:
      return decide_party_kyc(asked);
    case Operation::payment_dispute:
      return decide_payment_dispute(asked);
    case Operation::dispute_evidence:
      return decide_dispute_evidence(asked);
    case Operation::dispute_resolve:
      return decide_dispute_resolve(asked);
    case Operation::break_resolve:
      return decide_break_resolve(asked);
    case Operation::channel_settle:
      return decide_channel_settle(asked);
    case Operation::channel_statement:
      return decide_channel_statement(asked);
    case Operation::logistics_event:
      return decide_logistics_event(asked);
    case Operation::journal_post:
      return decide_journal_post(asked);
    case Operation::period_close:
      return decide_period_close(asked);
    case Operation::wallet_topup:
      return decide_wallet_topup(asked);
    case Operation::conversion_post:
      return decide_conversion_post(asked);
    case Operation::account_freeze:
    case Operation::account_unfreeze:
    case Operation::account_close:
      return decide_account_change(asked);
    case Operation::limit_put:
      return decide_limit_put(asked);
    case Operation::login_attempt:
      return decide_login_attempt(asked);
    case Operation::challenge_answer:
      return decide_challenge_answer(asked, context.released);
    case Operation::review_resolve:
      return decide_review_resolve(asked, context.released);
    case Operation::label_put:
      return decide_label_put(asked);
    case Operation::approval_decide:
      return decide_approval(asked);
    case Operation::settings_put:
      return decide_settings_put(asked);
    case Operation::ruleset_put:
      return decide_ruleset_put(asked);
    case Operation::client_add:
    case Operation::client_revoke:
    case Operation::clock_live:
    case Operation::batch_atomic:
      break;  // the engine's own
  }
  TALLYGATE_CHECK(false, "the ledger decides what is the ledger's");
  return {};
}

}  // namespace

Ledger::Ledger() : state_(std::make_unique<State>()), cold_(std::make_unique<ColdObjects>(*state_)) {}
Ledger::~Ledger() = default;

void Ledger::use(const core::ColdStore* store) {
  cold_->use(store);
}
std::vector<ColdName> Ledger::take_cold(const ColdRule& rule, const core::PutCold& put) {
  return cold_->take(rule, put);
}
bool Ledger::let_go(std::span<const ColdName> family, const ColdRule& rule) {
  return cold_->let_go(family, rule);
}
void Ledger::tidy(std::size_t kept) {
  cold_->tidy(kept);
}
std::size_t Ledger::objects_in_memory() const {
  std::size_t n = 0;
  Family none;
  each_kind(none, std::as_const(*state_), [&n](char, const auto&, const auto& table) { n += table.size(); });
  return n;
}

// What a request would post on a closed account is refused, whatever else it would do, and before that what is dated
// into a closed month.
Decision Ledger::decide(const std::shared_ptr<const core::Command>& command, const core::Assessment* assessment,
                        const Context& context) const {
  const bool fact = reports_a_fact(*command);
  if (!fact)
    if (auto why = dated_into_closed(*state_, *command)) return refused(std::move(*why));
  Decision decision = decide_command({*state_, command, assessment, context.now, context.next_seq, nullptr}, context);
  if (fact) mark_late(*state_, *command, decision);
  if (!decision.refusal && !opens_what_is_closed(*command))
    if (auto why = not_postable(*state_, decision)) return refused(std::move(*why));
  return decision;
}

std::optional<core::Refusal> Ledger::dated_too_late(const core::Command& command) const {
  return dated_into_closed(*state_, command);
}

std::optional<core::Time> Ledger::next_due() const {
  std::optional<core::Time> due;
  if (!state_->expiries.all().empty()) due = state_->expiries.all().begin()->due;
  if (!state_->holds.all().empty()) {
    const core::Time ends = state_->holds.all().begin()->due;
    if (!due || ends < *due) due = ends;
  }
  if (!state_->groups_due.all().empty()) {
    const core::Time ends = state_->groups_due.all().begin()->due;
    if (!due || ends < *due) due = ends;
  }
  if (!state_->orders_due.all().empty()) {
    const core::Time order = state_->orders_due.all().begin()->due;
    if (!due || order < *due) due = order;
  }
  if (const auto& ends = state_->periods.next_end; ends && (!due || *ends < *due)) due = ends;
  if (!state_->maturities.buckets().empty()) {
    const core::Time matures = due_of(state_->maturities.buckets().begin()->first.date);
    if (!due || matures < *due) due = matures;
  }
  if (!state_->matches.awaited.empty()) {
    const core::Time missed = state_->matches.awaited.begin()->due;
    if (!due || missed < *due) due = missed;
  }
  return due;
}

Decision Ledger::decide_due(const Context& context) const {
  const auto due = next_due();
  if (!due || *due > context.now) return {};
  if (state_->periods.next_end == due) return decide_period_end(*state_);  // what is due then is the next month's
  const auto& expiries = state_->expiries.all();
  if (!expiries.empty() && expiries.begin()->due == *due)
    return decide_expiry(*state_, wait_at(*state_, *expiries.begin()), context.next_seq, context.now);
  const auto& holds = state_->holds.all();
  if (!holds.empty() && holds.begin()->due == *due) return decide_hold_expiry(*holds.begin()->payment);
  const auto& groups = state_->groups_due.all();
  if (!groups.empty() && groups.begin()->due == *due) return decide_group_timer(*groups.begin());
  const auto& orders = state_->orders_due.all();
  if (!orders.empty() && orders.begin()->due == *due) return decide_order_timer(*state_, *orders.begin(), context);
  const auto& buckets = state_->maturities.buckets();
  if (!buckets.empty() && due_of(buckets.begin()->first.date) == *due)
    return decide_matured(buckets.begin()->first, buckets.begin()->second);
  return decide_breaks_found(*state_, *due);
}

std::shared_ptr<const core::Command> Ledger::waiting_command(std::string_view waiting_id) const {
  const Wait* wait = state_->waits.find(waiting_id);
  return wait == nullptr ? nullptr : wait->command;
}

// Postings first: what an effect refers to may be an account that they open.
void Ledger::apply(const core::Record& record, core::UndoJournal& journal) {
  state_->accounts.post(record.postings, record.seq, journal);
  const Applying a{*state_, record, journal};
  apply_record(a);
  apply_closed_period_mark(a);
  compare_after(a);
}

}  // namespace tallygate::ledger
