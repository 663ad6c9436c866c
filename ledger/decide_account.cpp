// account.freeze, account.unfreeze, account.close: of the accounts that requests take money from or put it on.
#include <utility>

#include "ledger/account_names.hpp"
#include "ledger/decide.hpp"
#include "ledger/journal_terms.hpp"

namespace tallygate::ledger {
namespace {

using core::Code;
using core::RecordType;

std::string balance_text(const Balance& b) {
  std::string out = money_text(shown(b.posted), b.currency);
  if (b.held != 0) out.append(" and, held, ").append(money_text(shown(b.held), b.currency));
  return out;
}

std::optional<core::Refusal> not_zero(const Account* account) {
  for (const Balance* b = account == nullptr ? nullptr : account->first.get(); b != nullptr; b = b->next.get())
    if (b->posted != 0 || b->held != 0)
      return refusal(Code::account_not_zero, "", account->id + " stands at " + balance_text(*b));
  return std::nullopt;
}

std::optional<core::Refusal> not_there(const State& state, const std::string& name) {
  if (!takes_entries(name))
    return refusal(Code::not_supported, "", name + " is no account that requests can be kept from");
  const std::string party(party_of(name));
  if (party.empty() || state.parties.find(party) != nullptr) return std::nullopt;
  return refusal(Code::party_not_found, "", "there is no party " + party);
}

Decision account_changed(const Asked& asked, RecordType type) {
  core::Record record = record_for(asked, type);
  record.effect = object_effect("account:" + asked.command->path_id);
  return recorded(std::move(record));
}

}  // namespace

Decision change_account(const Asked& asked) {
  const std::string& name = asked.command->path_id;
  if (auto why = not_there(asked.state, name)) return refused(std::move(*why));
  const Account* account = asked.state.accounts.find(name);
  const AccountState state = account == nullptr ? AccountState::open : account->state;
  if (asked.command->op == core::Operation::account_unfreeze) {
    if (state == AccountState::open) return refused(Code::account_not_frozen, "", name + " is open");
    return account_changed(asked, RecordType::account_unfrozen);
  }
  if (state == AccountState::closed) return refused(Code::account_closed, "", name + " is closed already");
  if (asked.command->op == core::Operation::account_close) {
    if (auto why = not_zero(account)) return refused(std::move(*why));
    return account_changed(asked, RecordType::account_closed);
  }
  if (state == AccountState::frozen) return refused(Code::account_frozen, "", name + " is frozen already");
  return account_changed(asked, RecordType::account_frozen);
}

}  // namespace tallygate::ledger
