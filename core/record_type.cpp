#include "core/record_type.hpp"

#include <array>

#include "core/check.hpp"

namespace tallygate::core {
namespace {

using enum RecordType;

constexpr RecordTypeTraits kRecordTypes[] = {
    {log_opened, "log.opened", EffectKind::opened},
    {clock_live, "clock.live", EffectKind::object},
    {client_added, "client.added", EffectKind::object},
    {client_revoked, "client.revoked", EffectKind::object},
    {settings_changed, "settings.changed", EffectKind::object},
    {ruleset_activated, "ruleset.activated", EffectKind::object},
    {approval_requested, "approval.requested", EffectKind::object},
    {approval_decided, "approval.decided", EffectKind::object},
    {batch_refused, "batch.refused", EffectKind::object},
    {command_refused, "command.refused", EffectKind::object},
    {batch_applied, "batch.applied", EffectKind::object},
    {epoch_opened, "epoch.opened", EffectKind::epoch},
    {key_rotated, "key.rotated", EffectKind::rotation},
    {party_put, "party.put", EffectKind::object},
    {party_changed, "party.changed", EffectKind::object},
    {plan_published, "plan.published", EffectKind::object},
    {order_placed, "order.placed", EffectKind::order},
    {order_held, "order.held", EffectKind::order},
    {order_challenged, "order.challenged", EffectKind::order},
    {order_blocked, "order.blocked", EffectKind::order},
    {order_rejected, "order.rejected", EffectKind::object},
    {order_shipped, "order.shipped", EffectKind::object},
    {order_delivered, "order.delivered", EffectKind::object},
    {order_completed, "order.completed", EffectKind::split},
    {order_cancelled, "order.cancelled", EffectKind::object},
    {order_override_put, "order.override_put", EffectKind::object},
    {order_expired, "order.expired", EffectKind::object},
    {order_late, "order.late", EffectKind::object},
    {order_part_delivered, "order.part_delivered", EffectKind::object},
    {stock_put, "stock.put", EffectKind::object},
    {coupon_put, "coupon.put", EffectKind::object},
    {group_succeeded, "group.succeeded", EffectKind::object},
    {group_failed, "group.failed", EffectKind::object},
    {order_reduced, "order.reduced", EffectKind::object},
    {payment_captured, "payment.captured", EffectKind::payment},
    {payment_held, "payment.held", EffectKind::payment},
    {payment_challenged, "payment.challenged", EffectKind::payment},
    {payment_blocked, "payment.blocked", EffectKind::payment},
    {payment_rejected, "payment.rejected", EffectKind::object},
    {payment_declined, "payment.declined", EffectKind::object},
    {payment_authorised, "payment.authorised", EffectKind::authorised},
    {payment_hold_captured, "payment.hold_captured", EffectKind::hold},
    {payment_voided, "payment.voided", EffectKind::hold},
    {payment_hold_expired, "payment.hold_expired", EffectKind::hold},
    {payment_allocated, "payment.allocated", EffectKind::payment},
    {refund_sent, "refund.sent", EffectKind::refund},
    {refund_held, "refund.held", EffectKind::refund},
    {refund_challenged, "refund.challenged", EffectKind::refund},
    {refund_blocked, "refund.blocked", EffectKind::refund},
    {refund_rejected, "refund.rejected", EffectKind::object},
    {refund_settled, "refund.settled", EffectKind::refund},
    {refund_failed, "refund.failed", EffectKind::refund},
    {commission_matured, "commission.matured", EffectKind::matured},
    {login_succeeded, "login.succeeded", EffectKind::object},
    {login_failed, "login.failed", EffectKind::object},
    {login_challenged, "login.challenged", EffectKind::object},
    {login_blocked, "login.blocked", EffectKind::object},
    {review_resolved, "review.resolved", EffectKind::object},
    {review_expired, "review.expired", EffectKind::object},
    {challenge_passed, "challenge.passed", EffectKind::object},
    {challenge_failed, "challenge.failed", EffectKind::object},
    {challenge_expired, "challenge.expired", EffectKind::object},
    {label_put, "label.put", EffectKind::object},
    {payout_account_put, "payout_account.put", EffectKind::object},
    {payout_requested, "payout.requested", EffectKind::payout},
    {payout_held, "payout.held", EffectKind::payout},
    {payout_challenged, "payout.challenged", EffectKind::payout},
    {payout_blocked, "payout.blocked", EffectKind::payout},
    {payout_rejected, "payout.rejected", EffectKind::payout},
    {payout_approved, "payout.approved", EffectKind::payout},
    {payout_settled, "payout.settled", EffectKind::payout},
    {payout_failed, "payout.failed", EffectKind::payout},
    {payout_returned, "payout.returned", EffectKind::payout},
    {party_kyc, "party.kyc", EffectKind::object},
    {dispute_opened, "dispute.opened", EffectKind::dispute},
    {dispute_evidence_added, "dispute.evidence_added", EffectKind::object},
    {dispute_won, "dispute.won", EffectKind::dispute_end},
    {dispute_lost, "dispute.lost", EffectKind::dispute_end},
    {dispute_partly_lost, "dispute.partly_lost", EffectKind::dispute_end},
    {dispute_clawed_back, "dispute.clawed_back", EffectKind::claw_back},
    {dispute_thawed, "dispute.thawed", EffectKind::claw_back},
    {break_resolved, "break.resolved", EffectKind::object},
    {channel_statement, "channel.statement", EffectKind::object},
    {breaks_found, "breaks.found", EffectKind::found},
    {logistics_event, "logistics.event", EffectKind::object},
    {channel_settled, "channel.settled", EffectKind::object},
    {journal_posted, "journal.posted", EffectKind::object},
    {account_frozen, "account.frozen", EffectKind::object},
    {account_unfrozen, "account.unfrozen", EffectKind::object},
    {account_closed, "account.closed", EffectKind::object},
    {limit_put, "limit.put", EffectKind::object},
    {conversion_posted, "conversion.posted", EffectKind::object},
    {wallet_topped_up, "wallet.topped_up", EffectKind::object},
    {period_ended, "period.ended", EffectKind::period},
    {period_closed, "period.closed", EffectKind::period},
};

constexpr std::size_t kNumbers = 256;

constexpr auto kByNumber = [] {
  std::array<const RecordTypeTraits*, kNumbers> out{};
  for (const auto& t : kRecordTypes) out[static_cast<std::size_t>(t.type)] = &t;
  return out;
}();

const RecordTypeTraits& traits_of(RecordType type) {
  const auto number = static_cast<std::size_t>(type);
  TALLYGATE_CHECK(number < kNumbers && kByNumber[number] != nullptr, "a record type without a name");
  return *kByNumber[number];
}

}  // namespace

std::span<const RecordTypeTraits> record_types() {
  return kRecordTypes;
}

std::string_view name_of(RecordType type) {
  return traits_of(type).name;
}

EffectKind effect_kind(RecordType type) {
  return traits_of(type).effect;
}

std::optional<RecordType> record_type_named(std::string_view name) {
  for (const auto& t : kRecordTypes)
    if (t.name == name) return t.type;
  return std::nullopt;
}

}  // namespace tallygate::core
