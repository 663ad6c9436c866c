#include "ledger/available.hpp"

#include <algorithm>

#include "core/check.hpp"
#include "ledger/account_names.hpp"
#include "ledger/state.hpp"

namespace tallygate::ledger {

void Reservations::put(Amounts& amounts, const Key& key, core::Amount by) {
  const auto it = amounts.try_emplace(key, 0).first;
  it->second += by;
  TALLYGATE_CHECK(it->second >= 0, "what is given back was reserved");
  if (it->second == 0) amounts.erase(it);
}

void Reservations::add(const Account& account, core::Currency currency, core::Amount by, core::UndoJournal& journal) {
  if (by == 0) return;
  const Added added{{&account, currency}, by};
  journal.note(
      amounts_, added, +[](Amounts& amounts, const Added& before) { put(amounts, before.key, -before.amount); });
  put(amounts_, added.key, by);
}

void Reservations::load(const Account& account, core::Currency currency, core::Amount by) {
  put(amounts_, {&account, currency}, by);
}

WideAmount Reservations::of(const Account& account, core::Currency currency) const {
  const auto found = amounts_.find({&account, currency});
  return found == amounts_.end() ? 0 : found->second;
}

WideAmount at_hand(const State& state, std::string_view name, core::Currency currency, core::Amount own) {
  const auto traits = account_traits(name);
  const Account* account = state.accounts.find(name);
  if (!traits || account == nullptr) return 0;
  const WideAmount sign = traits->normal == NormalSide::debit ? 1 : -1;
  for (const Balance* b = account->first.get(); b != nullptr; b = b->next.get()) {
    if (b->currency != currency) continue;
    // What a hold may bring is not there yet; what it would take away is spoken for, as is what disputes may claw back.
    const WideAmount against = std::min<WideAmount>(0, sign * b->held) - std::max<WideAmount>(0, b->frozen);
    return sign * b->posted + against - state.reservations.of(*account, currency) + own;
  }
  return own - state.reservations.of(*account, currency);  // nothing came yet in this currency
}

WideAmount available(const State& state, std::string_view name, core::Currency currency, core::Amount own) {
  const WideAmount there = at_hand(state, name, currency, own);
  const Account* account = there > 0 ? state.accounts.find(name) : nullptr;
  return account == nullptr ? there : there - std::min<WideAmount>(there, state.doubted.of(*account, currency));
}

}  // namespace tallygate::ledger
