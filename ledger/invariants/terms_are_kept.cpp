#include "ledger/invariants/terms_are_kept.hpp"

namespace tallygate::ledger::invariants {
namespace {

using core::RecordType;

const Order* order_of(const State& state, const core::Record& record) {
  if (record.type == RecordType::order_completed) return state.orders.find(order_completed_by(record));
  const auto& subject = core::effect_as<core::ObjectEffect>(record).subject;
  return state.orders.find(std::string_view(*subject).substr(std::string_view("order:").size()));
}

// Why time alone does not make this record of the order.
Violation not_its_terms(const Order& order, RecordType type) {
  const auto violated = [&](const char* why) -> Violation {
    return std::string(core::name_of(type)) + " of order " + order.id + ", which " + why;
  };
  switch (type) {
    case RecordType::order_expired:
      if (!timer_of(order, OrderTimerKind::expire)) return violated("does not expire");
      return std::nullopt;
    case RecordType::order_late:
      if (!timer_of(order, OrderTimerKind::late) || cancelled_when_late(order)) return violated("is not late");
      return std::nullopt;
    case RecordType::order_cancelled:
      if (timer_of(order, OrderTimerKind::group_failed)) return std::nullopt;
      if (!timer_of(order, OrderTimerKind::late) || !cancelled_when_late(order))
        return violated("is neither cancelled when it is late nor with its group");
      return std::nullopt;
    default:
      if (!timer_of(order, OrderTimerKind::release)) return violated("is not released");
      return std::nullopt;
  }
}

Violation keeps_something(const Order& order, const Decision& decision) {
  core::Amount released = 0, refunded = 0;
  for (const core::Record& record : decision.records) {
    if (const auto* hold = std::get_if<core::HoldEffect>(&record.effect))
      for (const core::Allocation& a : hold->released)
        if (a.order.view() == order.id) released += a.amount;
    const auto* refund = std::get_if<core::RefundEffect>(&record.effect);
    if (refund != nullptr && record.type == RecordType::refund_sent && refund->order &&
        refund->order->view() == order.id)
      refunded += refund->amount;
  }
  const core::Amount rest = order.captured - order.refunded - order.lost;
  if (released == order.held && refunded == rest) return std::nullopt;
  return "order " + order.id + " ends, and " + std::to_string(released) + " of " + std::to_string(order.held) +
         " held is released, " + std::to_string(refunded) + " of " + std::to_string(rest) + " captured goes back";
}

}  // namespace

Violation TermsAreKept::violation(const Examined& examined) {
  for (const core::Record& record : examined.decision.records) {
    const bool ends = record.type == RecordType::order_cancelled || record.type == RecordType::order_expired;
    const bool timed = record.command == nullptr &&
                       (ends || record.type == RecordType::order_completed || record.type == RecordType::order_late);
    if (!ends && !timed) continue;
    const Order* order = order_of(examined.state, record);
    if (order == nullptr) return std::string(core::name_of(record.type)) + " of an order that does not exist";
    if (timed)
      if (auto violated = not_its_terms(*order, record.type)) return violated;
    if (ends)
      if (auto violated = keeps_something(*order, examined.decision)) return violated;
  }
  return std::nullopt;
}

}  // namespace tallygate::ledger::invariants
