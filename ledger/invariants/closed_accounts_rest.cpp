#include "ledger/invariants/closed_accounts_rest.hpp"

#include "ledger/account_state.hpp"

namespace tallygate::ledger::invariants {
namespace {

using core::RecordType;

Violation takes_from_frozen(const State& state, const core::Record& record) {
  for (const core::Posting& p : record.postings.all()) {
    const Account* account = state.accounts.find(p.account);
    if (account != nullptr && account->state == AccountState::frozen && takes_from(p.account, p.amount))
      return std::string(core::name_of(record.type)) + " takes from " + p.account + ", which is frozen";
  }
  return std::nullopt;
}

Violation closes_with_money(const State& state, const core::Record& record) {
  const auto& subject = core::effect_as<core::ObjectEffect>(record).subject;
  const Account* account = state.accounts.find(std::string_view(*subject).substr(std::string_view("account:").size()));
  for (const Balance* b = account == nullptr ? nullptr : account->first.get(); b != nullptr; b = b->next.get())
    if (b->posted != 0 || b->held != 0) return account->id + " would be closed with money on it";
  return std::nullopt;
}

}  // namespace

Violation ClosedAccountsRest::violation(const Examined& examined) {
  const bool request = examined.command != nullptr && !opens_what_is_closed(*examined.command);
  const std::string_view closed = request ? posts_on_closed(examined.state, examined.decision) : std::string_view();
  if (!closed.empty()) return "a request would post on " + std::string(closed) + ", which is closed";
  for (const core::Record& record : examined.decision.records) {
    const bool gives = record.type == RecordType::payout_requested || record.type == RecordType::journal_posted ||
                       record.type == RecordType::conversion_posted;
    if (gives)
      if (auto violated = takes_from_frozen(examined.state, record)) return violated;
    if (record.type == RecordType::account_closed)
      if (auto violated = closes_with_money(examined.state, record)) return violated;
  }
  return std::nullopt;
}

}  // namespace tallygate::ledger::invariants
