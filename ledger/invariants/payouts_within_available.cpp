#include "ledger/invariants/payouts_within_available.hpp"

#include "ledger/available.hpp"
#include "ledger/limit_terms.hpp"

namespace tallygate::ledger::invariants {

Violation PayoutsWithinAvailable::violation(const Examined& examined) {
  using enum core::RecordType;
  for (const core::Record& record : examined.decision.records) {
    if (record.type != payout_requested && record.type != payout_held && record.type != payout_challenged) continue;
    const auto& effect = core::effect_as<core::PayoutEffect>(record);
    const Payout* known = examined.state.payouts.find(effect.payout.view());
    const bool again = known != nullptr && known->reserves() && known->account == *effect.account;
    const WideAmount can = available(examined.state, *effect.account, effect.currency, again ? known->amount : 0) +
                           credit_of(examined.state, *effect.account, effect.currency);
    if (effect.amount > can)
      return "payout " + effect.payout.str() + " would take " + std::to_string(effect.amount) + " of " +
             std::to_string(shown(can)) + " on " + *effect.account;
  }
  return std::nullopt;
}

}  // namespace tallygate::ledger::invariants
