#include "ledger/account_state.hpp"

#include <utility>

#include "ledger/account_names.hpp"

namespace tallygate::ledger {
namespace {

core::Refusal closed_account(std::string_view account, std::string pointer) {
  return refusal(core::Code::account_closed, std::move(pointer), std::string(account) + " is closed");
}

}  // namespace

std::span<const core::EnumName<AccountState>> enum_names(AccountState) {
  using enum AccountState;
  static constexpr core::EnumName<AccountState> kNames[] = {{closed, "closed"}, {frozen, "frozen"}, {open, "open"}};
  return kNames;
}

std::optional<core::Refusal> gives_nothing(const State& state, std::string_view account, std::string pointer) {
  const Account* known = state.accounts.find(account);
  if (known == nullptr || known->state == AccountState::open) return std::nullopt;
  if (known->state == AccountState::closed) return closed_account(account, std::move(pointer));
  return refusal(core::Code::account_frozen, std::move(pointer), std::string(account) + " is frozen");
}

std::string_view posts_on_closed(const State& state, const Decision& decision) {
  if (state.accounts.closed() == 0) return {};
  for (const core::Record& record : decision.records)
    for (const core::Posting& p : record.postings.all()) {
      const Account* account = state.accounts.find(p.account);
      if (account != nullptr && account->state == AccountState::closed) return account->id;
    }
  return {};
}

std::optional<core::Refusal> not_postable(const State& state, const Decision& decision) {
  const std::string_view account = posts_on_closed(state, decision);
  if (account.empty()) return std::nullopt;
  return closed_account(account, "");
}

bool reports_a_fact(const core::Command& command) {
  if (core::traits(command.op).fact) return true;
  const auto* payment = std::get_if<core::PaymentPut>(&command.body);
  return payment != nullptr && payment->reported.value_or(false);
}

bool opens_what_is_closed(const core::Command& command) {
  using enum core::Operation;
  switch (command.op) {
    case challenge_answer:
    case order_cancel:
    case order_complete:
    case order_refund:
    case payment_allocate:
    case payment_refund:
    case review_resolve:
      return true;
    default:
      return reports_a_fact(command);
  }
}

bool takes_from(std::string_view account, core::Amount amount) {
  const auto traits = account_traits(account);
  return traits && (traits->normal == NormalSide::debit ? amount < 0 : amount > 0);
}

}  // namespace tallygate::ledger
