#include "engine/answer_states.hpp"

namespace tallygate::engine {
namespace {

using core::Record;
using core::RecordType;

std::string_view state_of(RecordType type) {
  switch (type) {
    case RecordType::order_placed:
      return "placed";
    case RecordType::order_override_put:
      return "overridden";
    case RecordType::order_held:
    case RecordType::payment_held:
    case RecordType::refund_held:
    case RecordType::payout_held:
      return "held";
    case RecordType::order_challenged:
    case RecordType::payment_challenged:
    case RecordType::refund_challenged:
    case RecordType::payout_challenged:
    case RecordType::login_challenged:
      return "challenged";
    case RecordType::order_shipped:
    case RecordType::order_part_delivered:
      return "shipped";
    case RecordType::order_delivered:
      return "delivered";
    case RecordType::order_completed:
      return "completed";
    case RecordType::order_cancelled:
      return "cancelled";
    case RecordType::payment_captured:
    case RecordType::payment_allocated:
      return "captured";
    case RecordType::wallet_topped_up:
      return "captured";
    case RecordType::payment_declined:
      return "declined";
    case RecordType::payment_authorised:
      return "authorised";
    case RecordType::payment_voided:
      return "voided";
    case RecordType::refund_sent:
      return "sent";
    case RecordType::channel_statement:
    case RecordType::logistics_event:
      return "recorded";
    case RecordType::channel_settled:
    case RecordType::refund_settled:
      return "settled";
    case RecordType::refund_failed:
      return "failed";
    case RecordType::payout_requested:
      return "requested";
    case RecordType::payout_approved:
      return "approved";
    case RecordType::payout_rejected:
      return "rejected";
    case RecordType::payout_settled:
      return "settled";
    case RecordType::payout_failed:
      return "failed";
    case RecordType::payout_returned:
      return "returned";
    case RecordType::dispute_opened:
    case RecordType::dispute_evidence_added:
      return "open";
    case RecordType::dispute_won:
      return "won";
    case RecordType::dispute_lost:
      return "lost";
    case RecordType::dispute_partly_lost:
      return "partly_lost";
    case RecordType::break_resolved:
      return "resolved";
    case RecordType::plan_published:
      return "live";
    case RecordType::account_frozen:
      return "frozen";
    case RecordType::account_unfrozen:
      return "open";
    case RecordType::account_closed:
    case RecordType::period_closed:
      return "closed";
    case RecordType::approval_requested:
      return "pending";
    case RecordType::login_succeeded:
      return "succeeded";
    case RecordType::login_failed:
      return "failed";
    case RecordType::login_blocked:
      return "blocked";
    default:
      return {};
  }
}

}  // namespace

std::string_view state_in(const Record& r) {
  const auto* refund = std::get_if<core::RefundEffect>(&r.effect);
  if (refund && refund->settled.value_or(false)) return "settled";
  const auto* hold = std::get_if<core::HoldEffect>(&r.effect);
  if (r.type == RecordType::payment_hold_captured && hold) return hold->left > 0 ? "authorised" : "captured";
  const auto* payout = std::get_if<core::PayoutEffect>(&r.effect);
  if (payout && payout->misplaced.value_or(false)) return {};  // the payout is as it was
  const auto* object = std::get_if<core::ObjectEffect>(&r.effect);
  if (object && object->state) return *object->state;
  return state_of(r.type);
}

int status_of(const Record& record) {
  switch (record.type) {
    case RecordType::order_held:
    case RecordType::order_challenged:
    case RecordType::payment_held:
    case RecordType::payment_challenged:
    case RecordType::refund_held:
    case RecordType::refund_challenged:
    case RecordType::payout_held:
    case RecordType::payout_challenged:
    case RecordType::approval_requested:
      return 202;
    case RecordType::order_placed:
    case RecordType::payment_captured:
    case RecordType::payment_authorised:
    case RecordType::payment_declined:
    case RecordType::refund_sent:
    case RecordType::payout_requested:
    case RecordType::order_shipped:
    case RecordType::order_delivered:
    case RecordType::order_part_delivered:
    case RecordType::label_put:
    case RecordType::party_changed:
    case RecordType::party_kyc:
    case RecordType::dispute_opened:
    case RecordType::dispute_evidence_added:
    case RecordType::order_override_put:
    case RecordType::channel_settled:
    case RecordType::conversion_posted:
    case RecordType::wallet_topped_up:
    case RecordType::channel_statement:
    case RecordType::logistics_event:
      return 201;
    case RecordType::limit_put:
    case RecordType::party_put:
    case RecordType::stock_put:
    case RecordType::coupon_put:
    case RecordType::plan_published: {
      const auto* effect = std::get_if<core::ObjectEffect>(&record.effect);
      return effect && effect->version.value_or(1) == 1 ? 201 : 200;
    }
    default:
      return 200;
  }
}

}  // namespace tallygate::engine
