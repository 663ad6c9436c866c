#include "ledger/accounts.hpp"

#include <algorithm>

namespace tallygate::ledger {
namespace {

const Balance* balance_in(const Account& account, core::Currency currency) {
  const Balance* b = account.first.get();
  while (b != nullptr && b->currency != currency) b = b->next.get();
  return b;
}

Balance& balance_for(Account& account, core::Currency currency, std::uint32_t month, core::UndoJournal& journal) {
  std::unique_ptr<Balance>* at = &account.first;
  while (*at != nullptr && (*at)->currency != currency) at = &(*at)->next;
  if (*at == nullptr) {
    journal.note(*at, 0, +[](std::unique_ptr<Balance>& made, const int&) { made.reset(); });
    *at = std::make_unique<Balance>();
    (*at)->currency = currency;
    (*at)->month = month;
  }
  return **at;
}

}  // namespace

void Accounts::post(const core::Postings& postings, std::uint64_t seq, core::UndoJournal& journal) {
  for (const core::Posting& p : postings.all()) {
    Account* account = accounts_.find(p.account);
    if (account == nullptr) account = &accounts_.create(p.account, journal);
    if (account->state == AccountState::closed) {
      change(*account, AccountState::open, journal);
      journal.set(account->reopened_by, seq);
    }
    Balance& balance = balance_for(*account, p.currency, months_.ended, journal);
    if (p.layer == core::Layer::posted) begin_month(balance, journal);
    WideAmount& sum = p.layer == core::Layer::posted ? balance.posted : balance.held;
    journal.set(sum, sum + p.amount);
  }
}

WideAmount Balance::at_end_of(std::uint32_t n) const {
  if (month < n) return posted;
  const auto last =
      std::ranges::find_if(earlier.rbegin(), earlier.rend(), [n](const MonthEnd& e) { return e.month < n; });
  return last == earlier.rend() ? 0 : last->posted;
}

// Of what the first month that can still be closed needs, the last that stood before its end is enough.
void Accounts::begin_month(Balance& balance, core::UndoJournal& journal) const {
  if (balance.month == months_.ended) return;
  std::vector<MonthEnd> earlier = balance.earlier;
  earlier.push_back({balance.month, balance.posted});
  const std::uint32_t first_open = months_.closed + 1;
  if (first_open > months_.ended) earlier.clear();
  while (earlier.size() > 1 && earlier[1].month < first_open) earlier.erase(earlier.begin());
  journal.replace(balance.earlier, std::move(earlier));
  journal.set(balance.month, months_.ended);
}

void Accounts::set_months(const MonthsOver& months, core::UndoJournal& journal) {
  journal.set(months_.ended, months.ended);
  journal.set(months_.closed, months.closed);
}

void Accounts::change(Account& account, AccountState state, core::UndoJournal& journal) {
  const std::size_t before = account.state == AccountState::closed ? 1 : 0;
  journal.set(closed_, closed_ - before + (state == AccountState::closed ? 1 : 0));
  journal.set(account.state, state);
}

void Accounts::set_state(std::string_view name, AccountState state, core::UndoJournal& journal) {
  Account* account = accounts_.find(name);
  if (account == nullptr) account = &accounts_.create(name, journal);
  change(*account, state, journal);
}

void Accounts::count_closed() {
  closed_ = 0;
  accounts_.each([this](const Account& account) { closed_ += account.state == AccountState::closed ? 1 : 0; });
}

void Accounts::freeze(std::string_view name, core::Currency currency, core::Amount by, core::UndoJournal& journal) {
  Account* account = accounts_.find(name);
  if (account == nullptr) account = &accounts_.create(name, journal);
  Balance& balance = balance_for(*account, currency, months_.ended, journal);
  journal.set(balance.frozen, balance.frozen + by);
}

bool Accounts::fits(const core::Postings& postings) const {
  return std::ranges::all_of(postings.all(), [this](const core::Posting& p) {
    const Account* account = accounts_.find(p.account);
    const Balance* balance = account == nullptr ? nullptr : balance_in(*account, p.currency);
    if (balance == nullptr) return true;
    const WideAmount sum = balance->posted + balance->held + p.amount;
    return sum <= core::kAmountMax && sum >= -core::kAmountMax;
  });
}

}  // namespace tallygate::ledger
