#include "ledger/invariants/doubted_money_stays.hpp"

#include <algorithm>

#include "ledger/doubt.hpp"

namespace tallygate::ledger::invariants {
namespace {

using core::RecordType;

Violation completes(const State& state, const core::Record& record) {
  const Order* order = state.orders.find(order_completed_by(record));
  if (order == nullptr) return std::nullopt;
  for (const Capture& c : order->captures)
    if (c.payment->doubt != nullptr && c.captured > c.refunded + c.disputed)
      return "order " + order->id + " would complete with money of payment " + c.payment->id + ", which is in doubt";
  return std::nullopt;
}

Violation answers(const Examined& examined, const core::Record& record) {
  const auto& id = core::effect_as<core::ObjectEffect>(record).id;
  const Wait* review = id ? examined.state.waits.find(*id) : nullptr;
  if (review == nullptr || !doubts_a_fact(*review)) return std::nullopt;
  const bool moves =
      std::ranges::any_of(examined.decision.records, [](const core::Record& r) { return !r.postings.all().empty(); });
  if (!moves && examined.decision.records.size() == 1) return std::nullopt;
  return "the end of review " + review->id + " would do more than end it";
}

}  // namespace

Violation DoubtedMoneyStays::violation(const Examined& examined) {
  for (const core::Record& record : examined.decision.records) {
    Violation violated;
    if (record.type == RecordType::order_completed) violated = completes(examined.state, record);
    if (record.type == RecordType::review_resolved || record.type == RecordType::review_expired)
      violated = answers(examined, record);
    if (violated) return violated;
  }
  return std::nullopt;
}

}  // namespace tallygate::ledger::invariants
