// Which type of body (command.hpp) each operation takes.
#pragma once

#include <type_traits>
#include <utility>

#include "core/check.hpp"
#include "core/command.hpp"

namespace tallygate::core {

// f(std::type_identity<T>{}), T being the alternative of Body that the operation takes.
template <class F>
void with_body_type(Operation op, F&& f) {
  using enum Operation;
  switch (op) {
    case party_put:
      return f(std::type_identity<PartyPut>{});
    case party_change:
      return f(std::type_identity<PartyChange>{});
    case plan_put:
      return f(std::type_identity<PlanPut>{});
    case order_place:
      return f(std::type_identity<OrderPlace>{});
    case order_ship:
      return f(std::type_identity<OrderShip>{});
    case order_deliver:
      return f(std::type_identity<OrderDeliver>{});
    case order_complete:
      return f(std::type_identity<OrderComplete>{});
    case order_cancel:
      return f(std::type_identity<OrderCancel>{});
    case order_refund:
      return f(std::type_identity<OrderRefund>{});
    case order_override:
      return f(std::type_identity<OrderOverride>{});
    case order_reduce:
      return f(std::type_identity<OrderReduce>{});
    case stock_put:
      return f(std::type_identity<StockPut>{});
    case coupon_put:
      return f(std::type_identity<CouponPut>{});
    case payment_put:
    case order_pay:
      return f(std::type_identity<PaymentPut>{});
    case payment_decline:
      return f(std::type_identity<PaymentDecline>{});
    case payment_capture:
      return f(std::type_identity<PaymentCapture>{});
    case payment_void:
      return f(std::type_identity<PaymentVoid>{});
    case payment_allocate:
      return f(std::type_identity<PaymentAllocate>{});
    case payment_refund:
      return f(std::type_identity<PaymentRefund>{});
    case payment_dispute:
      return f(std::type_identity<PaymentDispute>{});
    case dispute_evidence:
      return f(std::type_identity<DisputeEvidence>{});
    case dispute_resolve:
      return f(std::type_identity<DisputeResolve>{});
    case break_resolve:
      return f(std::type_identity<BreakResolve>{});
    case refund_settle:
      return f(std::type_identity<RefundSettle>{});
    case refund_fail:
      return f(std::type_identity<RefundFail>{});
    case payout_request:
      return f(std::type_identity<PayoutRequest>{});
    case payout_approve:
      return f(std::type_identity<PayoutApprove>{});
    case payout_settle:
      return f(std::type_identity<PayoutSettle>{});
    case payout_fail:
      return f(std::type_identity<PayoutFail>{});
    case payout_return:
      return f(std::type_identity<PayoutReturn>{});
    case payout_account_put:
      return f(std::type_identity<PayoutAccountPut>{});
    case party_kyc:
      return f(std::type_identity<PartyKyc>{});
    case channel_settle:
      return f(std::type_identity<ChannelSettle>{});
    case journal_post:
      return f(std::type_identity<JournalPost>{});
    case account_freeze:
    case account_unfreeze:
    case account_close:
      return f(std::type_identity<AccountChange>{});
    case channel_statement:
      return f(std::type_identity<ChannelStatement>{});
    case logistics_event:
      return f(std::type_identity<LogisticsEvent>{});
    case limit_put:
      return f(std::type_identity<LimitPut>{});
    case wallet_topup:
      return f(std::type_identity<WalletTopup>{});
    case wallet_withdraw:
      return f(std::type_identity<WalletWithdraw>{});
    case period_close:
      return f(std::type_identity<PeriodClose>{});
    case conversion_post:
      return f(std::type_identity<ConversionPost>{});
    case login_attempt:
      return f(std::type_identity<LoginAttempt>{});
    case challenge_answer:
      return f(std::type_identity<ChallengeAnswer>{});
    case review_resolve:
      return f(std::type_identity<ReviewResolve>{});
    case label_put:
      return f(std::type_identity<LabelPut>{});
    case approval_decide:
      return f(std::type_identity<ApprovalDecide>{});
    case settings_put:
      return f(std::type_identity<SettingsPut>{});
    case ruleset_put:
      return f(std::type_identity<RulesetPut>{});
    case client_add:
      return f(std::type_identity<ClientAdd>{});
    case client_revoke:
      return f(std::type_identity<ClientRevoke>{});
    case clock_live:
      return f(std::type_identity<ClockLive>{});
    case batch_atomic:
      return f(std::type_identity<std::monostate>{});
  }
  TALLYGATE_CHECK(false, "an operation without a body");
}

}  // namespace tallygate::core
