#include "ledger/invariants/give_back_within_paid.hpp"

#include "ledger/refund_moves.hpp"

namespace tallygate::ledger::invariants {
namespace {

Violation check(const Order& order, const std::vector<core::GiveBack>& parts) {
  core::Amount refunded = order.split_refunded;
  for (const core::GiveBack& given : parts) {
    if (given.part < 0 || static_cast<std::size_t>(given.part) >= order.parts.size())
      return "a claw-back takes from a part that order " + order.id + " does not have";
    refunded += given.amount;
  }
  if (refunded < 0 || refunded > order.split_base) return "order " + order.id + " would give back more than was split";
  for (std::size_t k = 0; k < order.parts.size(); ++k) {
    core::Amount given_back = order.parts[k].given_back;
    for (const core::GiveBack& given : parts)
      if (static_cast<std::size_t>(given.part) == k) given_back += given.amount;
    const bool merchant = k + 1 == order.parts.size();
    if (!merchant && (given_back < 0 || given_back > order.parts[k].paid))
      return order.parts[k].account + " would give back " + std::to_string(given_back) + " of " +
             std::to_string(order.parts[k].paid);
    if (refunded == order.split_base && given_back != order.parts[k].paid)
      return "all of order " + order.id + " is refunded and " + order.parts[k].account + " is not as it was";
  }
  return std::nullopt;
}

}  // namespace

Violation GiveBackWithinPaid::violation(const Examined& examined) {
  for (const core::Record& record : examined.decision.records) {
    const Order* order = nullptr;
    const std::vector<core::GiveBack>* parts = nullptr;
    if (moves_of_order(record) != 0) {
      const auto& effect = core::effect_as<core::RefundEffect>(record);
      order = examined.state.orders.find(effect.order->view());
      parts = &effect.parts;
    } else if (record.type == core::RecordType::dispute_clawed_back) {
      const auto& effect = core::effect_as<core::ClawBackEffect>(record);
      order = examined.state.orders.find(effect.order.view());
      parts = &effect.parts;
    }
    if (order == nullptr || parts->empty()) continue;
    if (auto violated = check(*order, *parts)) return violated;
  }
  return std::nullopt;
}

}  // namespace tallygate::ledger::invariants
