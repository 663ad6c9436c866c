#include "ledger/invariants/periods_stay_closed.hpp"

#include "ledger/account_state.hpp"
#include "ledger/period_terms.hpp"

namespace tallygate::ledger::invariants {
namespace {

// Beyond the range of an amount figures are cut off.
bool whole(const core::PeriodTotal& t) {
  for (const core::Amount figure : {t.assets, t.equity, t.expenses, t.income, t.liabilities})
    if (figure <= -core::kAmountMax || figure >= core::kAmountMax) return false;
  return true;
}

Violation closes_wrongly(const State& state, const core::PeriodEffect& effect) {
  const Period* first = state.periods.first_open();
  if (first == nullptr || first->id != effect.month) return "month " + effect.month + " is not the first that is open";
  for (const core::PeriodTotal& t : effect.totals) {
    const WideAmount own = WideAmount{t.assets} + t.expenses, owed = WideAmount{t.liabilities} + t.equity + t.income;
    if (whole(t) && own != owed)
      return "the totals of " + effect.month + " in " + std::string(t.currency.code()) + " do not balance";
  }
  return std::nullopt;
}

}  // namespace

Violation PeriodsStayClosed::violation(const Examined& examined) {
  const bool request = examined.command != nullptr && !reports_a_fact(*examined.command);
  const bool done = !examined.decision.refusal && !examined.decision.records.empty();
  if (request && done && closed_period_of(examined.state, *examined.command) != nullptr)
    return std::string(core::traits(examined.command->op).name) + " is dated into a closed month";
  for (const core::Record& record : examined.decision.records) {
    if (record.type == core::RecordType::journal_posted && closed_period_of(examined.state, *record.command) != nullptr)
      return "a journal entry is dated into a closed month";
    if (record.type == core::RecordType::period_closed)
      if (auto violated = closes_wrongly(examined.state, core::effect_as<core::PeriodEffect>(record))) return violated;
  }
  return std::nullopt;
}

}  // namespace tallygate::ledger::invariants
