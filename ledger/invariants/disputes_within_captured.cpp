#include "ledger/invariants/disputes_within_captured.hpp"

namespace tallygate::ledger::invariants {
namespace {

core::Amount sum_over(const std::vector<core::Allocation>& allocations) {
  core::Amount sum = 0;
  for (const core::Allocation& a : allocations) sum += a.amount;
  return sum;
}

// Once so much more of it is in dispute, and so much was lost.
Violation of_top_up(const Payment* payment, WideAmount disputed, WideAmount lost) {
  if (payment == nullptr || payment->purse == nullptr) return "a dispute over a top-up that nobody reported";
  disputed += payment->top_up_disputed;
  lost += payment->top_up_lost;
  if (disputed >= 0 && lost >= 0 && disputed + lost <= payment->topped_up) return std::nullopt;
  return "disputes of top-up " + payment->id + " would exceed its " + std::to_string(payment->topped_up);
}

// What an end that changes takes of an order more than the one before it.
Violation taken_again(const Dispute& dispute, const core::DisputeEndEffect& end) {
  for (const DisputePart& part : dispute.parts) {
    WideAmount more = -WideAmount{part.lost};
    for (const core::Allocation& lost : end.allocations)
      if (lost.order.view() == part.order->id) more += lost.amount;
    const Order& order = *part.order;
    const bool of_order = more + order.refunded + order.disputed + order.lost <= order.captured;
    WideAmount left = 0;
    for (const Capture& c : order.captures)
      if (c.payment == dispute.payment) left = c.captured - c.refunded - c.disputed;
    if (more > 0 && (!of_order || more > left))
      return "dispute " + dispute.id + " would take of order " + order.id + " what it has no more";
  }
  return std::nullopt;
}

Violation opened(const State& state, const core::DisputeEffect& effect) {
  const bool in_charge = effect.charge && effect.charge->currency == effect.currency;
  const core::Amount top_up = effect.top_up.value_or(0), suspense = effect.suspense.value_or(0);
  if ((in_charge ? effect.charge->amount : sum_over(effect.allocations)) + top_up + suspense + effect.unplaced !=
      effect.amount)
    return "dispute " + effect.dispute.str() + " is not what is placed and unplaced of it";
  if (top_up > 0)
    if (auto violated = of_top_up(state.payments.find(effect.payment.view()), top_up, 0)) return violated;
  for (const core::Allocation& placed : effect.allocations) {
    const Order* order = state.orders.find(placed.order.view());
    if (order == nullptr) return "a dispute over order " + placed.order.str() + ", which does not exist";
    if (order->refunded + order->disputed + order->lost + placed.amount > order->captured)
      return "disputes and refunds of order " + order->id + " would exceed the captured " +
             std::to_string(order->captured);
  }
  return std::nullopt;
}

Violation ended(const State& state, const core::DisputeEndEffect& end) {
  const Dispute* dispute = state.disputes.find(end.dispute.view());
  if (dispute == nullptr) return "the end of dispute " + end.dispute.str() + ", which does not exist";
  const bool in_charge = end.charge && end.charge->currency == dispute->currency;
  const core::Amount placed =
      in_charge ? end.charge->amount : sum_over(end.allocations) + end.top_up.value_or(0) + end.suspense.value_or(0);
  if (end.lost + end.won != dispute->amount || placed + end.unplaced != end.lost)
    return "what is lost and won of dispute " + dispute->id + " does not add up to " + std::to_string(dispute->amount);
  if (end.top_up.value_or(0) > dispute->top_up || end.top_up.has_value() != (dispute->top_up > 0))
    return "dispute " + dispute->id + " would lose another top-up than is in dispute";
  const bool first = dispute->state == DisputeState::open;
  if (end.top_up)
    if (auto violated =
            of_top_up(dispute->payment, first ? -dispute->top_up : 0, *end.top_up - WideAmount{dispute->top_up_lost}))
      return violated;
  return first ? std::nullopt : taken_again(*dispute, end);
}

}  // namespace

Violation DisputesWithinCaptured::violation(const Examined& examined) {
  for (const core::Record& record : examined.decision.records) {
    Violation violated;
    if (const auto* effect = std::get_if<core::DisputeEffect>(&record.effect))
      violated = opened(examined.state, *effect);
    if (const auto* end = std::get_if<core::DisputeEndEffect>(&record.effect)) violated = ended(examined.state, *end);
    if (violated) return violated;
  }
  return std::nullopt;
}

}  // namespace tallygate::ledger::invariants
