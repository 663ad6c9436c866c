#include "ledger/period_balances.hpp"

#include <algorithm>
#include <map>

#include "core/hash.hpp"

namespace tallygate::ledger {
namespace {

struct Totals {
  WideAmount assets = 0, equity = 0, expenses = 0, income = 0, liabilities = 0;  // debit positive

  void add(std::string_view account, WideAmount amount) {
    if (account.starts_with("assets:")) assets += amount;
    if (account.starts_with("equity:")) equity += amount;
    if (account.starts_with("expenses:")) expenses += amount;
    if (account.starts_with("income:")) income += amount;
    if (account.starts_with("liabilities:")) liabilities += amount;
  }
};

core::PeriodTotal total_of(core::Currency currency, const Totals& totals) {
  core::PeriodTotal out;
  out.assets = shown(totals.assets);
  out.currency = currency;
  out.equity = shown(-totals.equity);
  out.expenses = shown(totals.expenses);
  out.income = shown(-totals.income);
  out.liabilities = shown(-totals.liabilities);
  return out;
}

}  // namespace

core::PeriodEffect closing_figures(const State& state, const Period& period) {
  core::PeriodEffect out;
  out.begins = period.begins;
  out.ends = period.ends;
  out.month = period.id;
  out.position = static_cast<std::int64_t>(period.ended_by);
  std::map<core::Currency, Totals> totals;
  std::int64_t balances = 0;
  std::string lines;
  for (const Account* account : state.accounts.sorted()) {
    std::map<core::Currency, WideAmount> of;
    for (const Balance* b = account->first.get(); b != nullptr; b = b->next.get())
      if (const WideAmount amount = b->at_end_of(period.number); amount != 0) of[b->currency] = amount;
    for (const auto& [currency, amount] : of) {
      ++balances;
      totals[currency].add(account->id, amount);
      lines.append(account->id).append(" ").append(currency.code()).append(" ").append(core::decimal_text(amount)) +=
          '\n';
    }
  }
  out.count = balances;
  out.balances = core::to_hex(core::view(core::sha256(lines)));
  for (const auto& [currency, sums] : totals) out.totals.push_back(total_of(currency, sums));
  return out;
}

}  // namespace tallygate::ledger
