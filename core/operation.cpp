#include "core/operation.hpp"

#include <array>

#include "core/check.hpp"

namespace tallygate::core {
namespace {

using enum Operation;

constexpr bool kFact = true, kScored = true, kPathId = true, kInBatches = true, kNo = false;

// The approve scopes are several (plans:approve, risk:approve, payouts:approve): the edge lets any of them call
// approval.decide, and four_eyes then looks at what is approved.
constexpr OperationTraits kOperations[] = {
    {party_put, "party.put", "transactions:write", kNo, kScored, kPathId, kInBatches},
    {party_change, "party.change", "facts:write", kFact, kNo, kPathId, kInBatches},
    {plan_put, "plan.put", "plans:write", kNo, kNo, kPathId, kInBatches},
    {order_place, "order.place", "transactions:write", kNo, kScored, kNo, kInBatches},
    {order_ship, "order.ship", "transactions:write", kNo, kNo, kPathId, kInBatches},
    {order_deliver, "order.deliver", "facts:write", kFact, kNo, kPathId, kInBatches},
    {order_complete, "order.complete", "transactions:write", kNo, kNo, kPathId, kInBatches},
    {order_cancel, "order.cancel", "transactions:write", kNo, kNo, kPathId, kInBatches},
    {order_refund, "order.refund", "transactions:write", kNo, kScored, kPathId, kInBatches},
    {order_override, "order.override", "risk:write", kNo, kNo, kPathId, kInBatches},
    {stock_put, "stock.put", "transactions:write", kNo, kNo, kPathId, kInBatches},
    {coupon_put, "coupon.put", "plans:write", kNo, kNo, kPathId, kInBatches},
    {order_reduce, "order.reduce", "transactions:write", kNo, kNo, kPathId, kInBatches},
    {payment_put, "payment.put", "transactions:write", kNo, kScored, kNo, kInBatches},
    {order_pay, "order.pay", "transactions:write", kNo, kScored, kPathId, kInBatches},
    {payment_decline, "payment.decline", "facts:write", kFact, kScored, kPathId, kInBatches},
    {payment_capture, "payment.capture", "transactions:write", kNo, kNo, kPathId, kInBatches},
    {payment_void, "payment.void", "transactions:write", kNo, kNo, kPathId, kInBatches},
    {payment_dispute, "payment.dispute", "facts:write", kFact, kNo, kPathId, kInBatches},
    {dispute_evidence, "dispute.evidence", "transactions:write", kNo, kNo, kPathId, kInBatches},
    {dispute_resolve, "dispute.resolve", "facts:write", kFact, kNo, kPathId, kInBatches},
    {break_resolve, "break.resolve", "transactions:write", kNo, kNo, kPathId, kInBatches},
    {payment_allocate, "payment.allocate", "transactions:write", kNo, kNo, kPathId, kInBatches},
    {refund_settle, "refund.settle", "facts:write", kFact, kNo, kPathId, kInBatches},
    {refund_fail, "refund.fail", "facts:write", kFact, kNo, kPathId, kInBatches},
    {payout_request, "payout.request", "transactions:write", kNo, kScored, kNo, kInBatches},
    {payout_approve, "payout.approve", "payouts:approve", kNo, kNo, kPathId, kNo},
    {payout_settle, "payout.settle", "facts:write", kFact, kNo, kPathId, kInBatches},
    {payout_fail, "payout.fail", "facts:write", kFact, kNo, kPathId, kInBatches},
    {payout_return, "payout.return", "facts:write", kFact, kNo, kPathId, kInBatches},
    {payout_account_put, "payout_account.put", "transactions:write", kNo, kNo, kPathId, kInBatches},
    {party_kyc, "party.kyc", "facts:write", kFact, kNo, kPathId, kInBatches},
    {payment_refund, "payment.refund", "transactions:write", kNo, kNo, kPathId, kInBatches},
    {login_attempt, "login.attempt", "logins:write", kNo, kScored, kNo, kInBatches},
    {challenge_answer, "challenge.answer", "transactions:write", kNo, kNo, kPathId, kInBatches},
    {review_resolve, "review.resolve", "risk:write", kNo, kNo, kPathId, kInBatches},
    {label_put, "label.put", "risk:write", kNo, kNo, kNo, kInBatches},
    {approval_decide, "approval.decide", "plans:approve", kNo, kNo, kPathId, kNo},
    {settings_put, "settings.put", "settings:write", kNo, kNo, kNo, kNo},
    {ruleset_put, "ruleset.put", "risk:write", kNo, kNo, kNo, kNo},
    {client_add, "client.add", "admin", kNo, kNo, kNo, kNo},
    {client_revoke, "client.revoke", "admin", kNo, kNo, kNo, kNo},
    {clock_live, "clock.live", "admin", kNo, kNo, kNo, kNo},
    {batch_atomic, "batch.atomic", "transactions:write", kNo, kNo, kNo, kNo},
    {channel_settle, "channel.settle", "facts:write", kFact, kNo, kPathId, kInBatches},
    {journal_post, "journal.post", "settings:write", kNo, kNo, kNo, kNo},
    {account_freeze, "account.freeze", "settings:write", kNo, kNo, kPathId, kNo},
    {account_unfreeze, "account.unfreeze", "settings:write", kNo, kNo, kPathId, kNo},
    {account_close, "account.close", "settings:write", kNo, kNo, kPathId, kNo},
    {limit_put, "limit.put", "settings:write", kNo, kNo, kPathId, kNo},
    {wallet_topup, "wallet.topup", "facts:write", kFact, kScored, kPathId, kInBatches},
    {wallet_withdraw, "wallet.withdraw", "transactions:write", kNo, kScored, kPathId, kInBatches},
    {conversion_post, "conversion.post", "transactions:write", kNo, kNo, kNo, kInBatches},
    {period_close, "period.close", "settings:write", kNo, kNo, kPathId, kNo},
    {channel_statement, "channel.statement", "facts:write", kFact, kNo, kPathId, kInBatches},
    {logistics_event, "logistics.event", "facts:write", kFact, kNo, kNo, kInBatches},
};

constexpr std::size_t kNumbers = 128;

constexpr auto kByNumber = [] {
  std::array<const OperationTraits*, kNumbers> out{};
  for (const auto& o : kOperations) out[static_cast<std::size_t>(o.op)] = &o;
  return out;
}();

}  // namespace

std::span<const OperationTraits> operations() {
  return kOperations;
}

const OperationTraits& traits(Operation op) {
  const auto number = static_cast<std::size_t>(op);
  TALLYGATE_CHECK(number < kNumbers && kByNumber[number] != nullptr, "an operation without traits");
  return *kByNumber[number];
}

std::optional<Operation> operation_named(std::string_view name) {
  for (const auto& o : kOperations)
    if (o.name == name) return o.op;
  return std::nullopt;
}

}  // namespace tallygate::core
