#include "ledger/accounts.hpp"

#include <algorithm>

namespace tallygate::ledger {
namespace {

const Balance* balance_in(const Account& account, core::Currency currency) {
  const Balance* b = account.first.get();
  while (b != nullptr && b->currency != currency) b = b->next.get();
  return b;
}

Balance& balance_for(Account& account, core::Currency currency, core::UndoJournal& journal) {
  std::unique_ptr<Balance>* at = &account.first;
  while (*at != nullptr && (*at)->currency != currency) at = &(*at)->next;
  if (*at == nullptr) {
    journal.note(*at, 0, +[](std::unique_ptr<Balance>& made, const int&) { made.reset(); });
    *at = std::make_unique<Balance>();
    (*at)->currency = currency;
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
    Balance& balance = balance_for(*account, p.currency, journal);
    WideAmount& sum = p.layer == core::Layer::posted ? balance.posted : balance.held;
    journal.set(sum, sum + p.amount);
  }
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
  Balance& balance = balance_for(*account, currency, journal);
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

core::Amount shown(WideAmount amount) {
  return static_cast<core::Amount>(std::clamp<WideAmount>(amount, -core::kAmountMax, core::kAmountMax));
}

}  // namespace tallygate::ledger
