// What a payout would be, by the settings and the party's accounts: for decide_payout*.cpp alone.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/effects.hpp"
#include "ledger/asked.hpp"

namespace tallygate::ledger {

// The account of the party that pays: of the role where one is named, else the first of merchant, distributor, creator,
// partner and supplier on which something was posted in this currency. `name` is empty where there is none.
struct PayingAccount {
  core::Role role = core::Role::merchant;
  std::string name;
};
PayingAccount paying_account(const State& state, const core::PayoutRequest& request);

// The role in which the party is paid of this account; empty where it is none of those above.
std::optional<core::Role> role_paying(std::string_view account, std::string_view party);

// What payout.request asks, and wallet.withdraw.
struct PayoutAsked {
  core::Money money;
  core::PartyId party;
  core::PayoutId payout;
  std::optional<core::OtherId> to;
  std::optional<core::Role> role;
  PayingAccount from;
  std::string_view party_pointer;
};
PayoutAsked payout_asked_by(const Asked& asked);

// floor((amount - from) * bp / 10,000) by the first rule of the role and currency; of a period, the same of all that
// counts in it, less what was withheld of the others, at least 0 and at most the amount.
struct PayoutTaxed {
  core::Amount tax = 0;
  const core::PayoutTax* rule = nullptr;  // null: none fits
  core::Date period_begins;               // these two where the rule is of a period
  Withheld::Sum before;
};
// `party` may be null: nothing was paid to it. `own`, where it waited and counts already, is none of the others.
struct TaxAsked {
  const Party* party = nullptr;
  const Payout* own = nullptr;
  core::Role role = core::Role::merchant;
  core::Money amount;
};
PayoutTaxed taxed(const State& state, const TaxAsked& asked, core::Time now);

std::optional<core::Refusal> on_another_day(const State& state, core::Role role, core::Time now);
std::optional<core::Refusal> below_minimum(const PayoutSettings& settings, core::Money amount);
std::optional<core::Refusal> not_known_enough(const State& state, const Party& party, std::string_view pointer);
// Why nothing may go to this account of the party's now. `to` may be empty. `from`: what pays; out of a wallet money
// goes to registered accounts alone, whatever the settings say.
std::optional<core::Refusal> not_payable_to(const Asked& asked, const Party& party, std::string_view to,
                                            core::Currency currency, std::string_view from);

// The payout as it stands.
core::PayoutEffect payout_effect(const Payout& payout);
// Asked for (direction 1) or not to be after all (-1): from the party's account to what is to be paid, and the tax.
core::Postings payout_postings(const core::PayoutEffect& effect, int direction);

}  // namespace tallygate::ledger
