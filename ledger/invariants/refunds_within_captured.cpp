#include "ledger/invariants/refunds_within_captured.hpp"

#include "ledger/refund_moves.hpp"

namespace tallygate::ledger::invariants {
namespace {

bool is_asked_for(core::RecordType type) {
  using enum core::RecordType;
  return type == refund_sent || type == refund_held || type == refund_challenged;
}

// What of the order is spoken for once the record stands; a refund that waited has already reserved its amount. One
// that the channel paid out of its own accord does not ask what others wait for.
core::Amount spoken_for(const State& state, const Order& order, const core::Record& record) {
  const auto& effect = core::effect_as<core::RefundEffect>(record);
  if (!is_asked_for(record.type)) return order.refunded + order.disputed + order.lost + effect.amount;
  const Refund* known = state.refunds.find(effect.refund.view());
  const bool reserved =
      known != nullptr && (known->state == RefundState::held || known->state == RefundState::challenged);
  return order.refunded + order.reserved + order.disputed + order.lost + (reserved ? 0 : effect.amount);
}

bool adds_up(const core::RefundEffect& effect) {
  core::Amount sum = 0;
  for (const core::RefundSource& source : effect.sources) sum += source.amount;
  return sum == effect.amount;
}

// What is no order's moves between the sources and suspense alone.
bool touches_an_order(const core::Record& record) {
  for (const core::Posting& p : record.postings.all())
    if (!p.account.starts_with("liabilities:suspense:") && !p.account.starts_with("assets:channel:") &&
        !p.account.starts_with("liabilities:wallet:"))
      return true;
  return !core::effect_as<core::RefundEffect>(record).parts.empty();
}

}  // namespace

Violation RefundsWithinCaptured::violation(const Examined& examined) {
  for (const core::Record& record : examined.decision.records) {
    const auto* effect = std::get_if<core::RefundEffect>(&record.effect);
    if (effect == nullptr || !effect->order) continue;
    const Order* order = examined.state.orders.find(effect->order->view());
    if (order == nullptr) return "a refund of order " + effect->order->str() + ", which does not exist";
    const bool gives = moves_of_order(record) > 0, unplaced = effect->unplaced.value_or(false);
    if ((gives || is_asked_for(record.type)) && spoken_for(examined.state, *order, record) > order->captured)
      return "refunds and disputes of order " + order->id + " would exceed the captured " +
             std::to_string(order->captured);
    if ((gives || unplaced) && !adds_up(*effect))
      return "the sources of refund " + effect->refund.str() + " do not add up to it";
    if (unplaced && touches_an_order(record))
      return "refund " + effect->refund.str() + " is unplaced, and moves money of order " + order->id;
  }
  return std::nullopt;
}

}  // namespace tallygate::ledger::invariants
