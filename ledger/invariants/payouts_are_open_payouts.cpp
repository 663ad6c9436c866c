#include "ledger/invariants/payouts_are_open_payouts.hpp"

#include "ledger/account_names.hpp"

namespace tallygate::ledger::invariants {
namespace {

using core::RecordType;

bool is_open_payout(const Payout* payout) {
  return payout != nullptr && (payout->state == PayoutState::requested || payout->state == PayoutState::approved);
}

WideAmount credited(const core::Record& record, std::string_view account) {
  WideAmount sum = 0;
  for (const core::Posting& p : record.postings.all())
    if (p.account == account && p.layer == core::Layer::posted) sum -= p.amount;
  return sum;
}

// By how much open payouts and the tax of payouts have more once the record stands.
struct Change {
  WideAmount net = 0, tax = 0;
};
Change change_of(const State& state, const core::Record& record, const core::PayoutEffect& effect) {
  if (record.type == RecordType::payout_requested) return {effect.net, effect.tax};
  if (effect.misplaced.value_or(false)) return {};
  const Payout* payout = state.payouts.find(effect.payout.view());
  const bool open = is_open_payout(payout);
  switch (record.type) {
    case RecordType::payout_rejected:
    case RecordType::payout_failed:
      return open ? Change{-payout->net, -payout->tax} : Change{};
    case RecordType::payout_settled:
      return {open ? -payout->net : 0, 0};
    case RecordType::payout_returned:
      return {open ? -payout->net : 0, payout == nullptr ? 0 : -payout->tax};
    default:
      return {};
  }
}

bool moves_bank_and_suspense_alone(const core::Record& record) {
  for (const core::Posting& p : record.postings.all())
    if (p.account != kPayoutSuspense && !p.account.starts_with("assets:bank:")) return false;
  return true;
}

}  // namespace

Violation PayoutsAreOpenPayouts::violation(const Examined& examined) {
  for (const core::Record& record : examined.decision.records) {
    const auto* effect = std::get_if<core::PayoutEffect>(&record.effect);
    if (effect == nullptr) {
      if (credited(record, kPayouts) != 0) return std::string(core::name_of(record.type)) + " moves money of payouts";
      continue;
    }
    if (effect->net + effect->tax != effect->amount)
      return "the net and the tax of payout " + effect->payout.str() + " do not add up to it";
    const Change change = change_of(examined.state, record, *effect);
    if (credited(record, kPayouts) != change.net || credited(record, kTaxWithheld) != change.tax)
      return std::string(core::name_of(record.type)) + " posts " + std::to_string(shown(credited(record, kPayouts))) +
             " to be paid and " + std::to_string(shown(credited(record, kTaxWithheld))) + " of tax, payout " +
             effect->payout.str() + " says " + std::to_string(shown(change.net)) + " and " +
             std::to_string(shown(change.tax));
    if (effect->misplaced.value_or(false) && !moves_bank_and_suspense_alone(record))
      return "payout " + effect->payout.str() + " does not fit, and moves more than the bank and suspense";
  }
  return std::nullopt;
}

}  // namespace tallygate::ledger::invariants
