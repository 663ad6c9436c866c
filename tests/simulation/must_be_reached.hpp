// Which answers the campaign must have given to which operations: a model that is never asked agrees with anything.
#pragma once

#include <string_view>

namespace tallygate::simulation {

struct MustBeReached {
  std::string_view operation, outcomes;  // apart by blanks
};
constexpr MustBeReached kMustBeReached[] = {
    {"party.put", "ok upline_cycle"},
    {"party.change", "ok"},
    {"plan.put",
     "approval_required levels_over_legal_cap not_supported ok period_cap_of_no_part "
     "share_without_payee time_zone_unknown"},
    {"order.place",
     "amount_mismatch challenged coupon_not_usable exists_with_different_amount exists_with_different_merchant "
     "group_closed group_differs held id_used_up ok order_exists other_merchant out_of_stock period_closed "
     "plan_currency_mismatch plan_not_found risk_blocked sale_not_open same_party"},
    {"order.ship",
     "exceeds_ordered group_open line_not_found ok order_already_completed order_not_found order_not_open "
     "order_not_paid"},
    {"order.deliver", "ok order_not_found"},
    {"order.complete",
     "dispute_open group_open ok order_already_cancelled order_already_completed order_expired "
     "order_not_found order_not_open order_not_paid payment_rejected review_open"},
    {"order.cancel", "dispute_open ok order_already_cancelled order_already_completed order_not_open"},
    {"order.refund",
     "amount_mismatch challenged exceeds_line exceeds_refundable "
     "held id_used_up nothing_to_refund ok "
     "order_not_found payment_not_found refund_exists risk_blocked"},
    {"order.reduce",
     "amount_mismatch currency_mismatch exceeds_line exceeds_payable line_not_found ok order_already_paid "
     "order_expired order_not_found order_not_open"},
    {"order.override", "ok order_not_blocked order_not_found"},
    {"payment.put",
     "amount_mismatch currency_mismatch exceeds_payable exists_with_different_channel "
     "ok order_already_paid order_not_found order_not_open"},
    {"order.pay",
     "account_closed account_frozen account_limit account_overflow challenged currency_mismatch exceeds_payable "
     "exists_with_different_channel held id_used_up ok order_already_paid order_expired "
     "insufficient_funds order_not_found order_not_open payment_exists period_closed risk_blocked"},
    {"payment.decline", "ok"},
    {"payment.capture", "hold_expired ok payment_already_captured payment_not_found payment_voided"},
    {"payment.void", "ok payment_already_captured payment_not_found"},
    {"payment.allocate",
     "currency_mismatch exceeds_payable exceeds_suspense ok order_already_paid order_expired order_not_found "
     "order_not_open payment_not_found"},
    {"payment.refund",
     "currency_mismatch exceeds_refundable id_used_up nothing_to_refund ok payment_not_found refund_exists"},
    {"payment.dispute",
     "dispute_exists exists_with_different_content exists_with_different_reason ok payment_not_found"},
    {"dispute.evidence", "dispute_not_found dispute_not_open ok"},
    {"dispute.resolve", "amount_mismatch dispute_not_found dispute_not_open ok"},
    {"break.resolve", "break_not_found break_not_open journal_not_found ok"},
    {"refund.settle", "ok refund_not_found refund_not_open"},
    {"refund.fail", "ok refund_not_found refund_not_open"},
    {"payout.request",
     "account_frozen account_limit below_minimum challenged held id_used_up insufficient_funds "
     "kyc_required not_supported ok party_not_found payout_account_cooling_off "
     "payout_account_required risk_blocked"},
    {"payout.approve",
     "four_eyes ok payout_account_changed payout_account_required payout_not_found payout_not_open payout_unplaced"},
    {"payout.settle", "ok payout_not_found"},
    {"payout.fail", "ok payout_already_failed payout_already_returned payout_not_found"},
    {"payout.return", "ok payout_not_found"},
    {"payout_account.put", "not_supported ok party_not_found payout_account_not_found"},
    {"party.kyc", "ok"},
    {"login.attempt", "challenged ok"},
    {"challenge.answer", "challenge_expired challenge_not_found ok"},
    {"review.resolve", "ok review_not_found review_not_open"},
    {"label.put", "not_supported ok"},
    {"approval.decide", "approval_not_found approval_not_open four_eyes ok"},
    {"settings.put", "approval_required not_supported ok"},
    {"ruleset.put", "approval_required ok"},
    {"client.add", "client_exists ok"},
    {"client.revoke", "client_not_found"},
    {"clock.live", "ok"},
    {"channel.settle", "channel_not_found exists_with_different_content ok settlement_exists"},
    {"channel.statement", "channel_not_found ok statement_exists"},
    {"logistics.event", "ok"},
    {"stock.put", "ok"},
    {"coupon.put", "approval_required ok"},
    {"account.freeze", "account_closed account_frozen not_supported ok party_not_found"},
    {"account.unfreeze", "account_not_frozen ok"},
    {"account.close", "account_closed account_not_zero ok party_not_found"},
    {"limit.put", "approval_required limit_exists limit_not_found not_supported ok party_not_found"},
    {"wallet.topup", "ok payment_exists"},
    {"wallet.withdraw",
     "challenged held id_used_up insufficient_funds ok payout_account_cooling_off payout_account_not_found "
     "payout_account_required risk_blocked"},
    {"conversion.post",
     "account_frozen amount_mismatch approval_required insufficient_funds not_supported ok "
     "party_not_found"},
    {"period.close", "approval_required ok period_closed period_not_found period_not_over period_out_of_order"},
    {"journal.post",
     "account_closed account_frozen amount_mismatch approval_required entry_exists entry_not_found "
     "insufficient_funds not_supported party_not_found"},
};

// And what the model must have come to by them.
constexpr std::string_view kMustBeMet[] = {
    "waiting refund settled, placed",
    "waiting refund settled, unplaced",
    "blocked refund settled, placed",
    "blocked refund settled, unplaced",
    "rejected refund settled, placed",
    "rejected refund settled, unplaced",
    "failed refund settled, placed",
    "failed refund settled, unplaced",
    "settled refund failed",
    "unplaced refund failed",
    "refund failed, cancelled",
    "refund failed, completed",
    "refund failed, expired",
    "escrow left and given",
    "settled payout failed",
    "dispute ended anew, does not fit",
    "dispute ended anew, less is lost",
    "dispute ended anew, more is lost",
    "dispute gives back to the split",
    "break of a changed end",
    "top-up disputed",
    "top-up disputed, not all",
    "top-up lost",
    "top-up lost by a changed end",
    "rejected order gives back",
    "rejected order keeps some",
    "payment reported before its order brought to it",
    "some of suspense brought to orders",
    "all of suspense brought to orders",
    "suspense of a charge brought to orders",
    "suspense in doubt brought to orders",
    "suspense refunded",
    "suspense of a charge refunded",
    "refund of suspense failed",
    "refund of suspense settled late, placed",
    "refund of suspense settled late, unplaced",
    "suspense grew while none was open",
    "suspense disputed",
    "suspense disputed after orders",
    "suspense lost",
    "suspense lost by a changed end",
    "suspense comes back by a changed end",
    "suspense of a changed end is not free",
    "suspense explained",
    "suspense explained but for what is in dispute",
    "order reduced, still to be paid",
    "order reduced to what was paid",
    "order reduced by lines",
    "reduced order completed",
    "reduced order completed, by lines",
    "reduced order completed, with a coupon",
    "payout with a misplaced fact",
    "payout asked for after its misplaced fact",
    "superseded plan.put",
    "superseded settings.put",
};

}  // namespace tallygate::simulation
