#include "ledger/invariants/frozen_adds_up.hpp"

#include "ledger/promotion.hpp"

namespace tallygate::ledger::invariants {
namespace {

Violation frozen(const Order& order) {
  core::Amount sum = order.frozen_escrow;
  for (const PaidPart& part : order.parts) sum += part.frozen;
  const core::Amount own = own_given_back(order), of_split = order.disputed - order.frozen_escrow;
  if (order.split_base > 0) sum -= promotion_given_back(order, own + of_split) - order.promotion_back;
  if (sum == order.disputed) return std::nullopt;
  return std::to_string(sum) + " of order " + order.id + " is frozen and " + std::to_string(order.disputed) +
         " in dispute";
}

// No part lets more mature than it kept.
Violation thawed(const Order& order, const core::ClawBackEffect& effect) {
  for (const core::GiveBack& matured : effect.matured) {
    const auto k = static_cast<std::size_t>(matured.part);
    core::Amount leaves = matured.amount;
    for (const core::GiveBack& given : effect.parts)
      if (given.part == matured.part && given.account == matured.account) leaves += given.amount;
    if (k >= order.parts.size() || leaves > order.parts[k].kept)
      return std::to_string(leaves) + " would leave " + matured.account + ", which was not kept there";
  }
  return std::nullopt;
}

}  // namespace

Violation FrozenAddsUp::violation(const Examined& examined) {
  for (const core::Record& record : examined.decision.records) {
    const auto* end = std::get_if<core::DisputeEndEffect>(&record.effect);
    const Dispute* dispute = end == nullptr ? nullptr : examined.state.disputes.find(end->dispute.view());
    if (dispute != nullptr)
      for (const DisputePart& part : dispute->parts)
        if (auto violated = frozen(*part.order)) return violated;
    const auto* effect = std::get_if<core::ClawBackEffect>(&record.effect);
    const Order* order = effect == nullptr ? nullptr : examined.state.orders.find(effect->order.view());
    if (order == nullptr) continue;
    if (auto violated = thawed(*order, *effect)) return violated;
  }
  return std::nullopt;
}

}  // namespace tallygate::ledger::invariants
