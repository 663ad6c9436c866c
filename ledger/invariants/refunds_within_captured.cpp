#include "ledger/invariants/refunds_within_captured.hpp"

namespace tallygate::ledger::invariants {
namespace {

bool is_refund(core::RecordType type) {
  using enum core::RecordType;
  return type == refund_sent || type == refund_held || type == refund_challenged;
}

// What of the order is spoken for once the record stands; a refund that waited has already reserved its amount.
core::Amount spoken_for(const State& state, const Order& order, const core::RefundEffect& effect) {
  const Refund* known = state.refunds.find(effect.refund.view());
  const bool reserved =
      known != nullptr && (known->state == RefundState::held || known->state == RefundState::challenged);
  return order.refunded + order.reserved + order.disputed + order.lost + (reserved ? 0 : effect.amount);
}

}  // namespace

Violation RefundsWithinCaptured::violation(const Examined& examined) {
  for (const core::Record& record : examined.decision.records) {
    if (!is_refund(record.type)) continue;
    const auto& effect = core::effect_as<core::RefundEffect>(record);
    const Order* order = examined.state.orders.find(effect.order.view());
    if (order == nullptr) return "a refund of order " + effect.order.str() + ", which does not exist";
    if (spoken_for(examined.state, *order, effect) > order->captured)
      return "refunds and disputes of order " + order->id + " would exceed the captured " +
             std::to_string(order->captured);
    if (record.type != core::RecordType::refund_sent) continue;
    core::Amount sum = 0;
    for (const core::RefundSource& source : effect.sources) sum += source.amount;
    if (sum != effect.amount) return "the sources of refund " + effect.refund.str() + " do not add up to it";
  }
  return std::nullopt;
}

}  // namespace tallygate::ledger::invariants
