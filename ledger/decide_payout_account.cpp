// payout_account.put and party.kyc.
#include <algorithm>
#include <utility>

#include "ledger/decide.hpp"

namespace tallygate::ledger {
namespace {

using core::Code;

std::optional<core::Refusal> not_put(const Asked& asked, const core::PayoutAccountPut& put) {
  const std::string& id = asked.command->path_id;
  const Party* party = asked.state.parties.find(id);
  if (party == nullptr) return refusal(Code::party_not_found, "", "there is no party " + id);
  const auto& accounts = party->payout_accounts;
  if (std::ranges::find(accounts, put.account.view(), &PayoutAccount::id) != accounts.end()) return std::nullopt;
  if (put.closed.value_or(false))
    return refusal(Code::payout_account_not_found, "/account",
                   "party " + id + " has no payout account " + put.account.str());
  if (accounts.size() < kPayoutAccountsMax) return std::nullopt;
  return refusal(Code::not_supported, "/account",
                 "a party has at most " + std::to_string(kPayoutAccountsMax) + " payout accounts");
}

}  // namespace

Decision decide_payout_account_put(const Asked& asked) {
  const auto& put = core::body_as<core::PayoutAccountPut>(*asked.command);
  if (auto why = not_put(asked, put)) return refused(std::move(*why));
  core::Record record = record_for(asked, core::RecordType::payout_account_put);
  core::ObjectEffect effect = object_effect("party:" + asked.command->path_id);
  effect.id = put.account.str();
  record.effect = std::move(effect);
  return recorded(std::move(record));
}

Decision decide_party_kyc(const Asked& asked) {
  core::Record record = record_for(asked, core::RecordType::party_kyc);
  record.effect = object_effect("party:" + asked.command->path_id);
  return recorded(std::move(record));
}

}  // namespace tallygate::ledger
