#include <algorithm>
#include <string>
#include <utility>

#include "core/check.hpp"
#include "core/content_marks.hpp"
#include "ledger/account_names.hpp"
#include "ledger/apply.hpp"
#include "ledger/breaks.hpp"
#include "ledger/id_taken.hpp"
#include "ledger/limit_terms.hpp"
#include "ledger/local_day.hpp"
#include "ledger/payout_terms.hpp"

namespace tallygate::ledger {
namespace {

const core::PayoutEffect& payout_effect_of(const Applying& a) {
  return core::effect_as<core::PayoutEffect>(a.record);
}

bool places_nothing(const core::PayoutEffect& effect) {
  return effect.misplaced.value_or(false);
}

Payout& payout_of(const Applying& a) {
  Payout* payout = touched(a, a.state.payouts, payout_effect_of(a).payout.view());
  TALLYGATE_CHECK(payout != nullptr, "a record names a payout that exists");
  return *payout;
}

// Moves what waits between what is reserved and what is not.
void reserve(const Applying& a, const Payout& payout, int direction) {
  if (!payout.reserves()) return;
  if (a.state.accounts.find(payout.account) == nullptr)  // it waits for what the account may owe: nothing came yet
    a.state.accounts.set_state(payout.account, AccountState::open, a.journal);
  const Account* account = a.state.accounts.find(payout.account);
  a.state.reservations.add(*account, payout.currency, payout.amount * direction, a.journal);
}

// Nothing waits for an answer about it any more, and nothing is reserved.
void leave_state(const Applying& a, Payout& payout) {
  reserve(a, payout, -1);
  if (payout.waiting == nullptr) return;
  close_wait(a, *payout.waiting, WaitState::closed);
  a.journal.set(payout.waiting, nullptr);
}

// Where it counts as paid out, it does so in its month and year from now on, or no more.
void withhold(const Applying& a, Payout& payout, bool from_now_on) {
  if (!payout.counts()) return;
  const auto role = role_paying(payout.account, payout.party->id);
  if (!role) return;
  const core::Date day = local_day(a.state, payout.at);
  const Withheld::Sum sum{payout.amount, payout.tax};
  if (from_now_on) {
    payout.party->withheld.add(*role, payout.currency, day, sum, a.journal);
  } else {
    payout.party->withheld.take_back(*role, payout.currency, day, sum, a.journal);
  }
}

// Known where it waited: then who asked for it stays who asked first.
Payout& payout_asked(const Applying& a) {
  const core::PayoutEffect& effect = payout_effect_of(a);
  Payout* known = touched(a, a.state.payouts, effect.payout.view());
  if (known == nullptr) {
    known = &made(a, a.state.payouts, effect.payout.view());
    known->content = core::content_marks(*a.record.command, kPayoutIds.id_member);
    known->requested_by = a.record.actor.person;
    known->asked_by = a.record.seq;
    known->state = PayoutState::blocked;  // until its own is set: nothing is reserved by it
  }
  leave_state(a, *known);
  withhold(a, *known, false);
  a.journal.set(known->party, &party_seen(a, effect.party->view()));
  a.journal.replace(known->account, std::string(*effect.account));
  a.journal.set(known->currency, effect.currency);
  a.journal.set(known->amount, effect.amount);
  a.journal.set(known->net, effect.net);
  a.journal.set(known->tax, effect.tax);
  a.journal.replace(known->to, effect.to ? effect.to->str() : std::string());
  a.journal.set(known->at, a.record.at);
  return *known;
}

void set_payout_state(const Applying& a, PayoutState state) {
  Payout& payout = payout_of(a);
  leave_state(a, payout);
  if (!counts_as_paid(state)) withhold(a, payout, false);
  a.journal.set(payout.state, state);
  count_paid_out(a, payout);
}

}  // namespace

void apply_payout_asked(const Applying& a, PayoutState asked) {
  Payout& payout = payout_asked(a);
  a.journal.set(payout.state, asked);
  withhold(a, payout, true);
  reserve(a, payout, 1);
  count_paid_out(a, payout);
  const auto& waiting = payout_effect_of(a).waiting;
  if (waiting) a.journal.set(payout.waiting, open_wait(a, waiting, "payout:" + payout.id, &payout));
}

void apply_payout_decided(const Applying& a, PayoutState decided) {
  set_payout_state(a, decided);
  if (a.record.command && a.record.command->op == core::Operation::payout_approve)
    a.journal.replace(payout_of(a).decided_by, std::string(a.record.actor.person));
}

void apply_payout_fact(const Applying& a, PayoutState state) {
  const core::PayoutEffect& effect = payout_effect_of(a);
  const core::Amount suspense = effect.suspense.value_or(0);
  if (suspense != 0)
    open_break(a, {BreakKind::payout_unplaced, "payout:" + effect.payout.str(), std::string(kPayoutSuspense),
                   suspense < 0 ? -suspense : suspense, effect.currency});
  if (places_nothing(effect)) {
    touched(a, a.state.payouts, effect.payout.view());
    return;
  }
  set_payout_state(a, state);
  if (effect.bank) a.journal.replace(payout_of(a).bank, effect.bank->str());
}

void apply_payout_account(const Applying& a) {
  const auto& put = core::body_as<core::PayoutAccountPut>(*a.record.command);
  Party& party = party_seen(a, a.record.command->path_id);
  std::vector<PayoutAccount> next = party.payout_accounts;
  auto at = std::ranges::find(next, put.account.view(), &PayoutAccount::id);
  if (at == next.end()) {
    next.emplace_back().id = put.account.str();
    at = next.end() - 1;
  }
  PayoutAccount changed = *at;
  changed.closed = put.closed.value_or(false);
  if (!changed.closed || put.kind) changed.kind = put.kind.value_or(changed.kind);
  if (put.token) changed.token = *put.token;
  if (!changed.closed || put.currency) changed.currency = put.currency;
  const bool is_new = at->changed_at == core::Time{};
  if (!is_new && changed.closed == at->closed && changed.kind == at->kind && changed.token == at->token &&
      changed.currency == at->currency)
    return;  // as it was: it need not cool off again
  changed.changed_at = a.record.at;
  changed.changed_by = a.record.seq;
  *at = std::move(changed);
  a.journal.replace(party.payout_accounts, std::move(next));
}

void apply_party_kyc(const Applying& a) {
  Party& party = party_seen(a, a.record.command->path_id);
  a.journal.set(party.kyc_level, core::body_as<core::PartyKyc>(*a.record.command).level);
}

void set_payout_settings(PayoutSettings& settings, const core::SettingsPut& put) {
  settings.cool_off_s = put.payout_cool_off_s.value_or(settings.cool_off_s);
  settings.kyc_level = put.payout_kyc_level.value_or(settings.kyc_level);
  settings.registered_only = put.payout_registered_only.value_or(settings.registered_only);
  if (put.payout_minimum) settings.minimum = *put.payout_minimum;
  if (put.payout_tax) settings.tax = *put.payout_tax;
  if (put.payout_schedule) settings.schedule = *put.payout_schedule;
}

}  // namespace tallygate::ledger
