#include "ledger/id_taken.hpp"

#include <string>

#include "core/content_marks.hpp"

namespace tallygate::ledger {
namespace {

std::string subject_of(const IdKind& kind, std::string_view id) {
  return std::string(kind.prefix).append(id);
}

void use_up(const Applying& a, const IdKind& kind, std::string_view id, bool stands_for_something) {
  const std::string subject = subject_of(kind, id);
  if (stands_for_something || a.state.used_ids.find(subject) != nullptr) return;
  made(a, a.state.used_ids, subject).code = a.record.refusal->code;
}

}  // namespace

core::Refusal id_taken(const IdKind& kind, std::string_view id, std::string_view content, std::string_view is,
                       const core::Command& command) {
  std::string what(kind.prefix.substr(0, kind.prefix.size() - 1));
  what.append(" ").append(id).append(" is ").append(is);
  const auto other = content.empty() ? std::nullopt : core::content_difference(content, command, kind.id_member);
  if (other) return refusal(other->code, other->pointer, what + ", with other content");
  return refusal(kind.exists, "/" + std::string(kind.id_member), std::move(what));
}

std::optional<core::Refusal> id_used_up(const IdKind& kind, std::string_view id, const State& state) {
  const UsedId* used = state.used_ids.find(subject_of(kind, id));
  if (used == nullptr) return std::nullopt;
  return refusal(core::Code::id_used_up, "/" + std::string(kind.id_member),
                 "a request with this id was refused: " + std::string(core::traits(used->code).name));
}

void apply_command_refused(const Applying& a) {
  if (a.record.command == nullptr || !a.record.refusal) return;
  const core::Command& command = *a.record.command;
  if (const auto* order = std::get_if<core::OrderPlace>(&command.body))
    return use_up(a, kOrderIds, order->order_id.view(), a.state.orders.find(order->order_id.view()) != nullptr);
  if (const auto* payment = std::get_if<core::PaymentPut>(&command.body))
    return use_up(a, kPaymentIds, payment->payment_id.view(),
                  a.state.payments.find(payment->payment_id.view()) != nullptr);
  if (const auto* payout = std::get_if<core::PayoutRequest>(&command.body))
    return use_up(a, kPayoutIds, payout->payout_id.view(), a.state.payouts.find(payout->payout_id.view()) != nullptr);
  if (const auto* payout = std::get_if<core::WalletWithdraw>(&command.body))
    return use_up(a, kPayoutIds, payout->payout_id.view(), a.state.payouts.find(payout->payout_id.view()) != nullptr);
  if (const auto* refund = std::get_if<core::OrderRefund>(&command.body))
    return use_up(a, kRefundIds, refund->refund_id.view(), a.state.refunds.find(refund->refund_id.view()) != nullptr);
  if (const auto* refund = std::get_if<core::PaymentRefund>(&command.body))
    return use_up(a, kRefundIds, refund->refund_id.view(), a.state.refunds.find(refund->refund_id.view()) != nullptr);
}

}  // namespace tallygate::ledger
