#include "ledger/invariants/period_caps_hold.hpp"

#include <algorithm>

namespace tallygate::ledger::invariants {
namespace {

Violation over_cap(const State& state, const core::SplitPart& part, const Plan* plan, core::Currency currency) {
  const Party* payee = part.payee ? state.parties.find(part.payee->view()) : nullptr;
  if (payee == nullptr || plan == nullptr || (!part.level && !part.role)) return part.account + " is no commission";
  const PlanPart which = part.level ? PlanPart::of_level(*part.level) : PlanPart::of_share(*part.role);
  for (const core::SplitPeriodCap& cap : part.period_caps) {
    const core::Amount used = payee->period_uses.used({plan, which, currency}, period_named(cap.period));
    if (used != cap.used)
      return std::to_string(cap.used) + " is said to be used of " + payee->id + "'s cap of " + cap.period + ", it is " +
             std::to_string(used);
    if (part.amount > std::max<core::Amount>(0, cap.cap - used))
      return part.account + " would get " + std::to_string(part.amount) + " with " + std::to_string(used) + " of " +
             std::to_string(cap.cap) + " used in " + cap.period;
  }
  return std::nullopt;
}

}  // namespace

Violation PeriodCapsHold::violation(const Examined& examined) {
  for (const core::Record& record : examined.decision.records) {
    if (record.type != core::RecordType::order_completed) continue;
    const auto& effect = core::effect_as<core::SplitEffect>(record);
    const Order* order = examined.state.orders.find(order_completed_by(record));
    if (order == nullptr) return "a split of an order that does not exist";
    const Plan* plan = order->plan == nullptr ? nullptr : order->plan->plan;
    for (const core::SplitPart& part : effect.parts) {
      if (part.period_caps.empty()) continue;
      if (auto violated = over_cap(examined.state, part, plan, order->currency)) return violated;
    }
  }
  return std::nullopt;
}

}  // namespace tallygate::ledger::invariants
