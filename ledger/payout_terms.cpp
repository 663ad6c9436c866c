#include "ledger/payout_terms.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "ledger/account_names.hpp"
#include "ledger/local_day.hpp"

namespace tallygate::ledger {
namespace {

using core::Code;
using core::Role;

// In the order in which one is looked for.
constexpr std::array<Role, 5> kPaidRoles = {Role::merchant, Role::distributor, Role::creator, Role::partner,
                                            Role::supplier};

bool posted_in(const State& state, const std::string& name, core::Currency currency) {
  const Account* account = state.accounts.find(name);
  for (const Balance* b = account == nullptr ? nullptr : account->first.get(); b != nullptr; b = b->next.get())
    if (b->currency == currency) return true;
  return false;
}

const PayoutAccount* payout_account(const Party& party, std::string_view id) {
  const auto found = std::ranges::find(party.payout_accounts, id, &PayoutAccount::id);
  return found == party.payout_accounts.end() ? nullptr : &*found;
}

std::optional<core::Refusal> not_open(const Asked& asked, const PayoutAccount& account, core::Currency currency) {
  if (account.closed) return refusal(Code::payout_account_closed, "/to", "payout account " + account.id + " is closed");
  if (account.currency && *account.currency != currency)
    return refusal(Code::payout_account_currency, "/to",
                   "payout account " + account.id + " takes " + std::string(account.currency->code()) + " only");
  const std::int64_t cool_off_s = asked.state.settings.payouts.cool_off_s;
  const core::Time usable = account.changed_at + core::seconds(cool_off_s);
  if (usable <= asked.now) return std::nullopt;
  return refusal(Code::payout_account_cooling_off, "/to",
                 "payout account " + account.id + " was changed at " + core::format_time(account.changed_at) +
                     " and can be paid to from " + core::format_time(usable) +
                     " on (setting payout_cool_off_s: " + std::to_string(cool_off_s) + ")");
}

// What counts of the party's payouts from accounts of this role in the period, but for its own.
Withheld::Sum others_in(const State& state, const TaxAsked& asked, core::TaxPeriod period, core::Date begins) {
  if (asked.party == nullptr) return {};
  Withheld::Sum sum = asked.party->withheld.so_far({asked.role, asked.amount.currency, period}, begins);
  if (asked.own != nullptr && asked.own->counts() && tax_period_of(local_day(state, asked.own->at), period) == begins) {
    sum.gross -= asked.own->amount;
    sum.tax -= asked.own->tax;
  }
  return sum;
}

}  // namespace

PayingAccount paying_account(const State& state, const core::PayoutRequest& request) {
  if (request.role) return {*request.role, payable_account(*request.role, request.party.view())};
  for (const Role role : kPaidRoles) {
    std::string name = payable_account(role, request.party.view());
    if (posted_in(state, name, request.currency)) return {role, std::move(name)};
  }
  return {};
}

PayoutAsked payout_asked_by(const Asked& asked) {
  if (const auto* out_of_wallet = std::get_if<core::WalletWithdraw>(&asked.command->body)) {
    const core::PartyId party(asked.command->path_id);
    // No rule of tax is a buyer's: what is in a wallet was not earned.
    return {{out_of_wallet->amount, out_of_wallet->currency},
            party,
            out_of_wallet->payout_id,
            out_of_wallet->to.account,
            {},
            {Role::buyer, wallet_account(party.view())},
            ""};
  }
  const auto& request = core::body_as<core::PayoutRequest>(*asked.command);
  PayoutAsked out{{request.amount, request.currency},   request.party, request.payout_id, {}, request.role,
                  paying_account(asked.state, request), "/party"};
  if (request.to) out.to = request.to->account;
  return out;
}

std::optional<Role> role_paying(std::string_view account, std::string_view party) {
  for (const Role role : kPaidRoles)
    if (payable_account(role, party) == account) return role;
  return std::nullopt;
}

PayoutTaxed taxed(const State& state, const TaxAsked& asked, core::Time now) {
  const core::Currency currency = asked.amount.currency;
  const auto& rules = state.settings.payouts.tax;
  const auto rule = std::ranges::find_if(rules, [&](const core::PayoutTax& tax) {
    return tax.role == asked.role && (!tax.currency || *tax.currency == currency);
  });
  PayoutTaxed out;
  if (rule == rules.end()) return out;
  out.rule = &*rule;
  if (rule->period) {
    out.period_begins = tax_period_of(local_day(state, now), *rule->period);
    out.before = others_in(state, asked, *rule->period, out.period_begins);
  }
  const WideAmount above = std::max<WideAmount>(0, out.before.gross + asked.amount.amount - rule->from.value_or(0));
  const WideAmount due = above * rule->bp / core::kBasisPoints - out.before.tax;
  out.tax = static_cast<core::Amount>(std::clamp<WideAmount>(due, 0, asked.amount.amount));
  return out;
}

std::optional<core::Refusal> on_another_day(const State& state, Role role, core::Time now) {
  const Settings& s = state.settings;
  const auto days = std::ranges::find(s.payouts.schedule, role, &core::PayoutSchedule::role);
  if (days == s.payouts.schedule.end()) return std::nullopt;
  const core::Date today = local_day(state, now);
  const auto next = next_payout_day(*days, s.business, today);
  if (next == today) return std::nullopt;
  return refusal(Code::not_a_payout_day, "",
                 "payouts from accounts of role " + std::string(core::name_of(role)) + " are asked for " +
                     (next ? "on " + core::format_date(*next) + " next" : "on no day of two years to come") +
                     " (settings payout_schedule, closed_weekdays, holidays), not on " + core::format_date(today));
}

std::optional<core::Refusal> below_minimum(const PayoutSettings& settings, core::Money amount) {
  const auto least = std::ranges::find(settings.minimum, amount.currency, &core::PayoutMinimum::currency);
  if (least == settings.minimum.end() || amount.amount >= least->amount) return std::nullopt;
  return refusal(Code::below_minimum, "/amount",
                 money_text(amount.amount, amount.currency) + " asked, at least " +
                     money_text(least->amount, amount.currency) + " is paid out (setting payout_minimum)");
}

std::optional<core::Refusal> not_known_enough(const State& state, const Party& party, std::string_view pointer) {
  const std::int64_t least = state.settings.payouts.kyc_level;
  if (party.kyc_level >= least) return std::nullopt;
  return refusal(Code::kyc_required, std::string(pointer),
                 "party " + party.id + " has KYC level " + std::to_string(party.kyc_level) + ", payouts need " +
                     std::to_string(least) + " (setting payout_kyc_level)");
}

std::optional<core::Refusal> not_payable_to(const Asked& asked, const Party& party, std::string_view to,
                                            core::Currency currency, std::string_view from) {
  const bool registered = !party.payout_accounts.empty();
  const bool wallet = is_wallet(from);
  if (!registered && !wallet && !asked.state.settings.payouts.registered_only) return std::nullopt;
  if (!registered)
    return refusal(Code::payout_account_required, "/to",
                   "party " + party.id + " has no registered payout account" +
                       (wallet ? ", and a wallet pays to no other" : " (setting payout_registered_only)"));
  if (to.empty())
    return refusal(Code::payout_account_required, "/to",
                   "party " + party.id + " has registered payout accounts: the payout names one of them");
  const PayoutAccount* account = payout_account(party, to);
  if (account == nullptr)
    return refusal(Code::payout_account_not_found, "/to",
                   "party " + party.id + " has no payout account " + std::string(to));
  return not_open(asked, *account, currency);
}

core::PayoutEffect payout_effect(const Payout& payout) {
  core::PayoutEffect out;
  out.account = payout.account;
  out.amount = payout.amount;
  out.currency = payout.currency;
  out.net = payout.net;
  out.party = core::PartyId(payout.party->id);
  out.payout = core::PayoutId(payout.id);
  out.tax = payout.tax;
  if (!payout.to.empty()) out.to = core::OtherId(payout.to);
  return out;
}

core::Postings payout_postings(const core::PayoutEffect& effect, int direction) {
  core::PostingsBuilder out;
  out.debit(*effect.account, {effect.amount * direction, effect.currency});
  out.credit(std::string(kPayouts), {effect.net * direction, effect.currency});
  out.credit(std::string(kTaxWithheld), {effect.tax * direction, effect.currency});
  return std::move(out).build();
}

}  // namespace tallygate::ledger
