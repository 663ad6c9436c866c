#include "ledger/invariants/split_adds_up.hpp"

namespace tallygate::ledger::invariants {
namespace {

WideAmount posted_on(const core::Record& record, std::string_view account) {
  WideAmount sum = 0;
  for (const core::Posting& p : record.postings.all())
    if (p.account == account) sum -= p.amount;  // a split credits
  return sum;
}

Violation check_part(const core::Record& record, const core::SplitEffect& effect, const core::SplitPart& part) {
  if (part.amount < 0) return part.account + " would be paid less than nothing";
  if (part.base && part.bp &&
      static_cast<WideAmount>(part.amount) * core::kBasisPoints > static_cast<WideAmount>(*part.base) * *part.bp)
    return part.account + " would be paid more than its rate";
  WideAmount owed = 0;
  for (const core::SplitPart& other : effect.parts)
    if (other.account == part.account) owed += other.amount;
  if (owed != posted_on(record, part.account)) return "what is posted on " + part.account + " is not its part";
  return std::nullopt;
}

}  // namespace

Violation SplitAddsUp::violation(const Examined& examined) {
  for (const core::Record& record : examined.decision.records) {
    if (record.type != core::RecordType::order_completed) continue;
    const auto& effect = core::effect_as<core::SplitEffect>(record);
    const Order* order = examined.state.orders.find(order_completed_by(record));
    if (order == nullptr) return "a split of an order that does not exist";
    const core::Amount base = order->escrow + effect.promotion.value_or(0);
    WideAmount sum = 0;
    for (const core::SplitPart& part : effect.parts) {
      if (auto violated = check_part(record, effect, part)) return violated;
      if (part.base && *part.base > base) return part.account + " would be paid a share of more than there is";
      sum += part.amount;
    }
    if (sum != base)
      return "the parts of order " + order->id + " add up to " + std::to_string(shown(sum)) + " of " +
             std::to_string(base);
  }
  return std::nullopt;
}

}  // namespace tallygate::ledger::invariants
