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

// floor((amount - from) * bp / 10,000) by the first rule of the role and currency.
struct PayoutTaxed {
  core::Amount tax = 0;
  const core::PayoutTax* rule = nullptr;  // null: none fits
};
PayoutTaxed taxed(const PayoutSettings& settings, core::Role role, core::Money amount);

std::optional<core::Refusal> below_minimum(const PayoutSettings& settings, core::Money amount);
std::optional<core::Refusal> not_known_enough(const State& state, const Party& party);
// Why nothing may go to this account of the party's now. `to` may be empty.
std::optional<core::Refusal> not_payable_to(const Asked& asked, const Party& party, std::string_view to,
                                            core::Currency currency);

// The payout as it stands.
core::PayoutEffect payout_effect(const Payout& payout);
// Asked for (direction 1) or not to be after all (-1): from the party's account to what is to be paid, and the tax.
core::Postings payout_postings(const core::PayoutEffect& effect, int direction);

}  // namespace tallygate::ledger
