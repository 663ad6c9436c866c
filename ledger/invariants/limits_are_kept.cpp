#include "ledger/invariants/limits_are_kept.hpp"

#include <vector>

#include "ledger/account_names.hpp"
#include "ledger/account_state.hpp"
#include "ledger/limit_terms.hpp"
#include "ledger/wallet_terms.hpp"

namespace tallygate::ledger::invariants {
namespace {

using core::RecordType;

Violation passes(const Examined& examined, const LimitAsked& asked) {
  const Limit* limit = limit_passed(examined.state, asked, examined.now);
  if (limit == nullptr) return std::nullopt;
  return std::string(asked.id) + " would pass limit " + limit->id;
}

const std::vector<core::Allocation>* allocations_asked(const core::Record& record) {
  if (const auto* held = std::get_if<core::AuthorisedEffect>(&record.effect)) return &held->allocations;
  const auto* payment = std::get_if<core::PaymentEffect>(&record.effect);
  const bool asks = record.type != RecordType::payment_blocked && record.type != RecordType::payment_allocated;
  return payment == nullptr || !asks ? nullptr : &payment->allocations;  // what stood in suspense was taken before
}

Violation overspent(const Examined& examined, const core::Record& record) {
  const auto* allocations = allocations_asked(record);
  if (allocations == nullptr || record.command == nullptr || reports_a_fact(*record.command)) return std::nullopt;
  const auto& body = core::body_as<core::PaymentPut>(*record.command);
  std::vector<BuyerAsked> spent;
  std::string wallet;
  for (const core::Allocation& a : *allocations) {
    const Order* order = examined.state.orders.find(a.order.view());
    if (order == nullptr) continue;
    if (wallet.empty() && pays_from_wallet(body)) wallet = wallet_account(order->buyer->id);
    add_asked(spent, order->buyer->id, a.amount);
    if (!wallet.empty()) add_asked(spent, wallet, a.amount);
  }
  for (const BuyerAsked& by : spent)
    if (auto violated =
            passes(examined, {core::LimitKind::spend, by.buyer, {by.amount, body.currency}, body.payment_id.view()}))
      return violated;
  return std::nullopt;
}

Violation overpaid(const Examined& examined, const core::Record& record) {
  using enum RecordType;
  if (record.type != payout_requested && record.type != payout_held && record.type != payout_challenged)
    return std::nullopt;
  const auto& effect = core::effect_as<core::PayoutEffect>(record);
  for (const std::string_view holder : {effect.party->view(), std::string_view(*effect.account)})
    if (auto violated =
            passes(examined, {core::LimitKind::payout, holder, {effect.amount, effect.currency}, effect.payout.view()}))
      return violated;
  return std::nullopt;
}

}  // namespace

Violation LimitsAreKept::violation(const Examined& examined) {
  if (examined.state.limits.empty()) return std::nullopt;
  for (const core::Record& record : examined.decision.records) {
    if (auto violated = overspent(examined, record)) return violated;
    if (auto violated = overpaid(examined, record)) return violated;
  }
  return std::nullopt;
}

}  // namespace tallygate::ledger::invariants
