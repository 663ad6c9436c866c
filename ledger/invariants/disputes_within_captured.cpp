#include "ledger/invariants/disputes_within_captured.hpp"

namespace tallygate::ledger::invariants {
namespace {

core::Amount sum_over(const std::vector<core::Allocation>& allocations) {
  core::Amount sum = 0;
  for (const core::Allocation& a : allocations) sum += a.amount;
  return sum;
}

Violation opened(const State& state, const core::DisputeEffect& effect) {
  const bool in_charge = effect.charge && effect.charge->currency == effect.currency;
  if ((in_charge ? effect.charge->amount : sum_over(effect.allocations)) + effect.unplaced != effect.amount)
    return "dispute " + effect.dispute.str() + " is not what is placed and unplaced of it";
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
  const core::Amount placed = in_charge ? end.charge->amount : sum_over(end.allocations);
  if (end.lost + end.won != dispute->amount || placed + end.unplaced != end.lost)
    return "what is lost and won of dispute " + dispute->id + " does not add up to " + std::to_string(dispute->amount);
  return std::nullopt;
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
