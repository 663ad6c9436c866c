// What a completed order's parts count against caps of periods, and what refunds of it give back there.
#include "core/check.hpp"
#include "ledger/apply.hpp"

namespace tallygate::ledger {
namespace {

PeriodUses::Key key_of(const Order& order, const CountedPeriod& counted) {
  return {order.plan->plan, counted.which, order.currency};
}

}  // namespace

void count_periods(const Applying& a, Order& order, const core::SplitEffect& effect) {
  a.journal.note(order, 0, +[](Order& o, const int&) { o.counted.clear(); });
  for (std::size_t k = 0; k < effect.parts.size(); ++k) {
    const core::SplitPart& part = effect.parts[k];
    for (const core::SplitPeriodCap& cap : part.period_caps) {
      Party* payee = a.state.parties.find(part.payee->view());
      TALLYGATE_CHECK(payee != nullptr && order.plan != nullptr, "a plan pays parties that its order named");
      const PlanPart which = part.level ? PlanPart::of_level(*part.level) : PlanPart::of_share(*part.role);
      order.counted.push_back({static_cast<std::uint32_t>(k), payee, which, period_named(cap.period)});
      const CountedPeriod& counted = order.counted.back();
      payee->period_uses.add(key_of(order, counted), counted.period, part.amount, a.journal);
    }
  }
}

void give_back_periods(const Applying& a, Order& order, std::size_t part, core::Amount given) {
  for (const CountedPeriod& counted : order.counted)
    if (counted.part == part)
      counted.payee->period_uses.give_back(key_of(order, counted), counted.period, given, a.journal);
}

}  // namespace tallygate::ledger
