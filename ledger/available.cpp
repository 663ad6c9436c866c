#include "ledger/available.hpp"

#include <algorithm>

#include "core/check.hpp"
#include "ledger/account_names.hpp"
#include "ledger/state.hpp"

namespace tallygate::ledger {

void Reservations::put(Amounts& amounts, const Before& value) {
  if (value.amount == 0) {
    amounts.erase(value.key);
  } else {
    amounts[value.key] = value.amount;
  }
}

void Reservations::add(const Account& account, core::Currency currency, core::Amount by, core::UndoJournal& journal) {
  if (by == 0) return;
  const core::Amount before = of(account, currency);
  const auto after = core::add(before, by);
  TALLYGATE_CHECK(after.has_value() && *after >= 0, "what is given back was reserved");
  journal.note(amounts_, Before{{&account, currency}, before}, &Reservations::put);
  put(amounts_, {{&account, currency}, *after});
}

void Reservations::load(const Account& account, core::Currency currency, core::Amount by) {
  put(amounts_, {{&account, currency}, of(account, currency) + by});
}

core::Amount Reservations::of(const Account& account, core::Currency currency) const {
  const auto found = amounts_.find({&account, currency});
  return found == amounts_.end() ? 0 : found->second;
}

WideAmount available(const State& state, std::string_view name, core::Currency currency) {
  const auto traits = account_traits(name);
  const Account* account = state.accounts.find(name);
  if (!traits || account == nullptr) return 0;
  const WideAmount sign = traits->normal == NormalSide::debit ? 1 : -1;
  for (const Balance* b = account->first.get(); b != nullptr; b = b->next.get()) {
    if (b->currency != currency) continue;
    // What a hold may bring is not there yet; what it would take away is spoken for, as is what disputes may claw back.
    const WideAmount against = std::min<WideAmount>(0, sign * b->held) - std::max<WideAmount>(0, b->frozen);
    return sign * b->posted + against - state.reservations.of(*account, currency);
  }
  return -WideAmount{state.reservations.of(*account, currency)};  // nothing came yet in this currency
}

}  // namespace tallygate::ledger
