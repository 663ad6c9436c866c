#include "ledger/invariants/held_is_open_holds.hpp"

#include "ledger/account_names.hpp"

namespace tallygate::ledger::invariants {
namespace {

using core::RecordType;

core::Amount sum_of(const std::vector<core::Allocation>& allocations) {
  core::Amount sum = 0;
  for (const core::Allocation& a : allocations) sum += a.amount;
  return sum;
}

bool changes_a_hold(RecordType type) {
  return type == RecordType::payment_hold_captured || type == RecordType::payment_voided ||
         type == RecordType::payment_hold_expired;
}

// By how much open holds have more left once the record stands.
core::Amount change_of_holds(const State& state, const core::Record& record) {
  if (record.type == RecordType::payment_authorised)
    return sum_of(core::effect_as<core::AuthorisedEffect>(record).allocations);
  if (changes_a_hold(record.type)) {
    const auto& effect = core::effect_as<core::HoldEffect>(record);
    return -sum_of(effect.allocations) - sum_of(effect.released);
  }
  const Payment* replaced = nullptr;  // by a fact of the same id
  if (record.type == RecordType::payment_captured)
    replaced = state.payments.find(core::body_as<core::PaymentPut>(*record.command).payment_id.view());
  if (record.type == RecordType::wallet_topped_up)
    replaced = state.payments.find(core::body_as<core::WalletTopup>(*record.command).payment_id.view());
  return replaced == nullptr ? 0 : -replaced->authorised();
}

}  // namespace

Violation HeldIsOpenHolds::violation(const Examined& examined) {
  for (const core::Record& record : examined.decision.records) {
    WideAmount held = 0;
    for (const core::Posting& p : record.postings.all())
      if (p.account == kEscrow && p.layer == core::Layer::held) held -= p.amount;  // credits bring
    const core::Amount change = change_of_holds(examined.state, record);
    if (held != change)
      return std::string(core::name_of(record.type)) + " holds " + std::to_string(shown(held)) +
             " more in escrow, open holds have " + std::to_string(change) + " more";
    if (!changes_a_hold(record.type)) continue;
    const auto& effect = core::effect_as<core::HoldEffect>(record);
    const Payment* payment = examined.state.payments.find(effect.payment.view());
    if (payment != nullptr && effect.left != payment->authorised() + change)
      return "the hold of payment " + payment->id + " would say that " + std::to_string(effect.left) + " is left";
  }
  return std::nullopt;
}

}  // namespace tallygate::ledger::invariants
