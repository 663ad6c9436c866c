#include "ledger/invariants/promotion_is_funded.hpp"

#include "ledger/account_names.hpp"

namespace tallygate::ledger::invariants {
namespace {

// floor(S * left / A), in its own words: what the platform does not fund once `left` of the order's amount is gone.
WideAmount unfunded(const Order& order, WideAmount left) {
  return order.amount == 0 ? 0 : order.subsidy() * left / order.amount;
}

struct Moved {
  const Order* order = nullptr;
  core::Amount promotion = 0;  // the record says: debit positive
};

Moved moved_by(const State& state, const core::Record& record) {
  if (record.type == core::RecordType::order_completed)
    return {state.orders.find(order_completed_by(record)),
            core::effect_as<core::SplitEffect>(record).promotion.value_or(0)};
  if (const auto* refund = std::get_if<core::RefundEffect>(&record.effect))
    return {refund->order ? state.orders.find(refund->order->view()) : nullptr, -refund->promotion.value_or(0)};
  if (const auto* claw_back = std::get_if<core::ClawBackEffect>(&record.effect))
    return {state.orders.find(claw_back->order.view()), -claw_back->promotion.value_or(0)};
  return {};
}

// Of the buyers' money that was split, what will have gone back with this record.
WideAmount gone_of_split(const Order& order, const core::Record& record) {
  WideAmount gone = order.split_refunded - order.promotion_back;
  const std::vector<core::GiveBack>* parts = nullptr;
  core::Amount promotion = 0;
  if (const auto* refund = std::get_if<core::RefundEffect>(&record.effect)) {
    parts = &refund->parts;
    promotion = refund->promotion.value_or(0);
  } else if (const auto* claw_back = std::get_if<core::ClawBackEffect>(&record.effect)) {
    parts = &claw_back->parts;
    promotion = claw_back->promotion.value_or(0);
  }
  if (parts != nullptr)
    for (const core::GiveBack& part : *parts) gone += part.amount;
  return gone - promotion;
}

}  // namespace

Violation PromotionIsFunded::violation(const Examined& examined) {
  for (const core::Record& record : examined.decision.records) {
    if (record.type == core::RecordType::journal_posted) continue;  // what an entry says a second person let pass
    WideAmount posted = 0;
    for (const core::Posting& p : record.postings.all())
      if (p.account == kPromotion) posted += p.amount;
    const Moved moved = moved_by(examined.state, record);
    if (posted != moved.promotion)
      return std::string(core::name_of(record.type)) + " posts " + std::to_string(shown(posted)) +
             " as promotion and says " + std::to_string(moved.promotion);
    if (moved.order == nullptr || moved.order->subsidy() == 0) continue;
    const Order& order = *moved.order;
    const bool completes = record.type == core::RecordType::order_completed;
    if (!completes && order.split_base == 0) continue;
    const WideAmount left_before = order.amount - (completes ? order.escrow : order.split_base - order.promoted);
    const WideAmount funded = order.promoted - order.promotion_back + moved.promotion;
    const WideAmount due =
        order.subsidy() - unfunded(order, left_before + (completes ? 0 : gone_of_split(order, record)));
    if (funded != due)
      return "the platform would fund " + std::to_string(shown(funded)) + " of order " + order.id + ", " +
             std::to_string(shown(due)) + " is due";
  }
  return std::nullopt;
}

}  // namespace tallygate::ledger::invariants
