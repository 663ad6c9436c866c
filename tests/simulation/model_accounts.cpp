// Accounts frozen and closed: a frozen one gives nothing to a payout or an entry, a closed one keeps requests
// out; a fact, a timer, or the end of an order opens it again.
#include <algorithm>

#include "tests/simulation/model.hpp"

namespace tallygate::simulation {

using core::Code;
using core::Operation;

bool is_debit(std::string_view account) {
  return account.starts_with("assets:") || account.starts_with("expenses:");
}

bool Model::stands(const std::string& account, std::string_view state) const {
  const auto found = standings.find(account);
  return (found == standings.end() ? "open" : found->second.state) == state;
}

bool Model::any_closed() const {
  return std::ranges::any_of(standings, [](const auto& s) { return s.second.state == "closed"; });
}

// Something is posted on the account.
void Model::touch(const std::string& account) {
  const auto found = standings.find(account);
  if (found == standings.end() || found->second.state != "closed") return;
  if (keeps_closed_) {
    met_closed_ = true;
  } else {
    found->second = {"open", next_seq + record_};
  }
}

Codes Model::gives_nothing(const std::string& account) const {
  if (stands(account, "frozen")) return {Code::account_frozen};
  if (stands(account, "closed")) return {Code::account_closed};
  return {};
}

Codes Model::no_change_of_account(const core::Command& command) const {
  const std::string& account = command.path_id;
  const auto owner = owner_of(account);
  if (!owner) return {Code::not_supported};
  if (!owner->empty() && !parties.contains(*owner)) return {Code::party_not_found};
  if (command.op == Operation::account_unfreeze) {
    if (stands(account, "open")) return {Code::account_not_frozen};
    return {};
  }
  if (stands(account, "closed")) return {Code::account_closed};
  if (command.op == Operation::account_freeze) {
    if (stands(account, "frozen")) return {Code::account_frozen};
    return {};
  }
  for (const auto* layer : {&balances, &held})
    for (const auto& [of, balance] : *layer)
      if (of.first == account && balance != 0) return {Code::account_not_zero};
  return {};
}

core::RecordType Model::change_account(const core::Command& command) {
  ModelStanding& standing = standings[command.path_id];
  if (command.op == Operation::account_close) {
    standing.state = "closed";
    return Type::account_closed;
  }
  standing.state = command.op == Operation::account_freeze ? "frozen" : "open";
  return command.op == Operation::account_freeze ? Type::account_frozen : Type::account_unfrozen;
}

}  // namespace tallygate::simulation
