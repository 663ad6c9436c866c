// Where parties are paid to, and how well they are known.
#include <algorithm>

#include "tests/simulation/model.hpp"

namespace tallygate::simulation {

using core::Code;

namespace {

constexpr std::size_t kPayoutAccountsMax = 16;
constexpr std::int64_t kCoolOff = 86'400;  // seconds, until a setting says otherwise

}  // namespace

Model::Made Model::put_payout_account(const core::Command& command) {
  const auto& body = core::body_as<core::PayoutAccountPut>(command);
  const auto party = parties.find(command.path_id);
  if (party == parties.end()) return {{Code::party_not_found}, {}};
  auto& all = party->second.payout_accounts;
  const bool closes = body.closed.value_or(false);
  const auto known = std::ranges::find(all, body.account.str(), &ModelPayoutAccount::id);
  if (known == all.end() && closes) return {{Code::payout_account_not_found}, {}};
  if (known == all.end() && all.size() >= kPayoutAccountsMax) return {{Code::not_supported}, {}};
  const ModelPayoutAccount before = known == all.end() ? ModelPayoutAccount() : *known;
  ModelPayoutAccount next = closes ? before : ModelPayoutAccount();
  next.id = body.account.str();
  next.closed = closes;
  if (body.kind) next.kind = core::name_of(*body.kind);
  if (body.token) next.token = *body.token;
  if (body.currency) next.currency = body.currency->code();
  next.changed_at = before.changed_at;
  const bool same = next.id == before.id && next.closed == before.closed && next.kind == before.kind &&
                    next.token == before.token && next.currency == before.currency;
  next.changed_seq = same ? before.changed_seq : next_seq;
  if (!same) next.changed_at = last_at;
  if (known == all.end()) {
    all.push_back(next);
  } else {
    *known = next;
  }
  return {{}, {Type::payout_account_put}};
}

Model::Made Model::put_kyc(const core::Command& command) {
  see(command.path_id);
  parties.at(command.path_id).kyc_level = core::body_as<core::PartyKyc>(command).level;
  return {{}, {Type::party_kyc}};
}

// Why the party cannot be paid to `to` now.
Codes Model::no_payee(const std::string& party, const std::string& to, const std::string& currency,
                      bool registered_only) const {
  const auto& all = parties.at(party).payout_accounts;
  if (all.empty()) {
    if (registered_only || settings.payout_registered_only.value_or(false)) return {Code::payout_account_required};
    return {};
  }
  if (to.empty()) return {Code::payout_account_required};
  const auto account = std::ranges::find(all, to, &ModelPayoutAccount::id);
  if (account == all.end()) return {Code::payout_account_not_found};
  if (account->closed) return {Code::payout_account_closed};
  if (!account->currency.empty() && account->currency != currency) return {Code::payout_account_currency};
  if (last_at < account->changed_at + core::seconds(settings.payout_cool_off_s.value_or(kCoolOff)))
    return {Code::payout_account_cooling_off};
  return {};
}

// Whoever asked for the payout meant the account as it was then.
bool Model::was_put_since(const ModelPayout& payout) {
  const auto& all = parties.at(payout.party).payout_accounts;
  const auto account = std::ranges::find(all, payout.to, &ModelPayoutAccount::id);
  if (account == all.end() || account->changed_seq <= payout.asked_seq) return false;
  met.insert(account->changed_seq < payout.let_go_seq ? "payout account put anew while its payout waited"
                                                      : "payout account put anew");
  return true;
}

}  // namespace tallygate::simulation
