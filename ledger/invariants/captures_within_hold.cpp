#include "ledger/invariants/captures_within_hold.hpp"

#include <algorithm>

namespace tallygate::ledger::invariants {
namespace {

core::Amount of_order(const std::vector<core::Allocation>& allocations, const Order& order) {
  core::Amount sum = 0;
  for (const core::Allocation& a : allocations)
    if (a.order.view() == order.id) sum += a.amount;
  return sum;
}

bool names_others(const std::vector<core::Allocation>& allocations, const Payment& payment) {
  return !std::ranges::all_of(allocations, [&](const core::Allocation& a) {
    return std::ranges::any_of(payment.allocations,
                               [&](const PaymentAllocation& known) { return known.order->id == a.order.view(); });
  });
}

Violation check(const Payment& payment, const core::HoldEffect& effect) {
  if (names_others(effect.allocations, payment) || names_others(effect.released, payment))
    return "payment " + payment.id + " holds nothing for one of its orders";
  for (const PaymentAllocation& a : payment.allocations) {
    const core::Amount taken = of_order(effect.allocations, *a.order);
    if (taken + of_order(effect.released, *a.order) > a.held)
      return "more than " + std::to_string(a.held) + " would be taken of what payment " + payment.id +
             " holds for order " + a.order->id;
    if (a.captured + taken > a.amount)
      return "payment " + payment.id + " would capture more than it authorised for order " + a.order->id;
    if (taken > 0 && taken > a.order->owing())
      return "order " + a.order->id + " would be paid " + std::to_string(taken) + " of " +
             std::to_string(a.order->owing());
  }
  return std::nullopt;
}

}  // namespace

Violation CapturesWithinHold::violation(const Examined& examined) {
  using enum core::RecordType;
  for (const core::Record& record : examined.decision.records) {
    if (record.type != payment_hold_captured && record.type != payment_voided && record.type != payment_hold_expired)
      continue;
    const auto& effect = core::effect_as<core::HoldEffect>(record);
    const Payment* payment = examined.state.payments.find(effect.payment.view());
    if (payment == nullptr || payment->state != PaymentState::authorised)
      return "payment " + effect.payment.str() + " holds nothing";
    if (auto violated = check(*payment, effect)) return violated;
  }
  return std::nullopt;
}

}  // namespace tallygate::ledger::invariants
