// payout.request, wallet.withdraw, payout.approve: a request is refused where the party cannot be paid, and what is
// allowed leaves the party's account at once, so that nothing is paid twice.
#include <algorithm>
#include <utility>

#include "ledger/account_state.hpp"
#include "ledger/available.hpp"
#include "ledger/breaks.hpp"
#include "ledger/decide.hpp"
#include "ledger/id_taken.hpp"
#include "ledger/limit_terms.hpp"
#include "ledger/payout_terms.hpp"

namespace tallygate::ledger {
namespace {

using core::Code;
using core::RecordType;

// `own`: what this very payout has reserved, when it waited and is decided again.
std::optional<core::Refusal> not_covered(const Asked& asked, const PayingAccount& from, core::Money amount,
                                         core::Amount own) {
  const WideAmount can = from.name.empty() ? 0
                                           : available(asked.state, from.name, amount.currency, own) +
                                                 credit_of(asked.state, from.name, amount.currency);
  if (can >= amount.amount) return std::nullopt;
  return refusal(Code::insufficient_funds, "/amount",
                 money_text(amount.amount, amount.currency) + " asked, " + money_text(shown(can), amount.currency) +
                     " available" + (from.name.empty() ? "" : " on " + from.name));
}

core::Amount reserved_by(const Asked& asked, const PayingAccount& from, std::string_view payout_id) {
  const Payout* known = asked.answered == nullptr ? nullptr : asked.state.payouts.find(payout_id);
  return known != nullptr && known->reserves() && known->account == from.name ? known->amount : 0;
}

std::optional<core::Refusal> not_payable(const Asked& asked, const PayoutAsked& request) {
  const PayingAccount& from = request.from;
  const std::string pointer(request.party_pointer);
  const Party* party = asked.state.parties.find(request.party.view());
  if (party == nullptr) return refusal(Code::party_not_found, pointer, "there is no party " + request.party.str());
  if (request.role == core::Role::buyer) return refusal(Code::not_supported, "/role", "a buyer is not paid out");
  if (asked.answered == nullptr && !from.name.empty())
    if (auto why = on_another_day(asked.state, from.role, asked.now)) return why;
  if (auto why = below_minimum(asked.state.settings.payouts, request.money)) return why;
  if (auto why = not_known_enough(asked.state, *party, pointer)) return why;
  const std::string_view to = request.to ? request.to->view() : std::string_view();
  if (auto why = not_payable_to(asked, *party, to, request.money.currency, from.name)) return why;
  if (auto why = gives_nothing(asked.state, from.name, pointer)) return why;
  if (auto why = not_covered(asked, from, request.money, reserved_by(asked, from, request.payout.view()))) return why;
  for (const std::string_view holder : {request.party.view(), std::string_view(from.name)})
    if (auto why =
            over_limit(asked.state, {core::LimitKind::payout, holder, request.money, request.payout.view()}, asked.now))
      return why;
  return std::nullopt;
}

core::PayoutEffect asked_for(const Asked& asked, PayoutAsked request) {
  const Payout* own = asked.answered == nullptr ? nullptr : asked.state.payouts.find(request.payout.view());
  const PayoutTaxed taxes = taxed(
      asked.state, {asked.state.parties.find(request.party.view()), own, request.from.role, request.money}, asked.now);
  core::PayoutEffect out;
  out.account = std::move(request.from.name);
  out.amount = request.money.amount;
  out.currency = request.money.currency;
  out.net = request.money.amount - taxes.tax;
  out.party = std::move(request.party);
  out.payout = std::move(request.payout);
  out.tax = taxes.tax;
  if (taxes.rule != nullptr) {
    out.tax_bp = taxes.rule->bp;
    out.tax_from = taxes.rule->from.value_or(0);
    if (taxes.rule->period) {
      out.tax_before = shown(taxes.before.tax);
      out.tax_gross_before = shown(taxes.before.gross);
      out.tax_period = tax_period_name(taxes.period_begins, *taxes.rule->period);
    }
  }
  out.to = std::move(request.to);
  return out;
}

Decision requested(const Asked& asked, core::PayoutEffect effect) {
  core::Record record = record_for(asked, RecordType::payout_requested);
  record.postings = payout_postings(effect, 1);
  if (!asked.state.accounts.fits(record.postings))
    return refused(Code::account_overflow, "/amount", "a balance would pass what an amount can be");
  record.effect = std::move(effect);
  return recorded(std::move(record));
}

// Why nobody can approve or reject it now.
std::optional<core::Refusal> not_approvable(const Payout& payout) {
  using enum PayoutState;
  const auto because = [&](Code code) {
    return refusal(code, "", "payout " + payout.id + " is " + std::string(core::name_of(payout.state)));
  };
  switch (payout.state) {
    case requested:
      return std::nullopt;
    case approved:
      return because(Code::payout_already_approved);
    case settled:
      return because(Code::payout_already_settled);
    case failed:
      return because(Code::payout_already_failed);
    case returned:
      return because(Code::payout_already_returned);
    case blocked:
    case challenged:
    case held:
    case rejected:
      break;
  }
  return because(Code::payout_not_open);
}

// The bank may have paid it already.
std::optional<core::Refusal> not_explained(const State& state, const Payout& payout) {
  const Break* of_it = open_break_of(state, BreakKind::payout_unplaced, "payout:" + payout.id);
  if (of_it == nullptr) return std::nullopt;
  return refusal(Code::payout_unplaced, "", "break " + of_it->id + " is open");
}

// Who asked for the payout meant the account as it was then.
std::optional<core::Refusal> changed_since(const Payout& payout) {
  const auto& accounts = payout.party->payout_accounts;
  const auto to = std::ranges::find(accounts, payout.to, &PayoutAccount::id);
  if (to == accounts.end() || to->changed_by <= payout.asked_by) return std::nullopt;
  return refusal(Code::payout_account_changed, "",
                 "payout account " + to->id + " was changed at " + core::format_time(to->changed_at));
}

std::optional<core::Refusal> same_eyes(const Asked& asked, const Payout& payout) {
  const std::string& person = asked.command->actor.person;
  if (person.empty()) return refusal(Code::four_eyes, "", "a person approves, and this client stands for none");
  if (person == payout.requested_by)
    return refusal(Code::four_eyes, "", "who asked for the payout does not approve it");
  return std::nullopt;
}

}  // namespace

Decision decide_payout_request(const Asked& asked) {
  PayoutAsked request = payout_asked_by(asked);
  if (asked.answered == nullptr) {
    const Payout* known = asked.state.payouts.find(request.payout.view());
    if (known != nullptr)
      return refused(id_taken(kPayoutIds, known->id, known->content, core::name_of(known->state), *asked.command));
    if (auto why = id_used_up(kPayoutIds, request.payout.view(), asked.state)) return refused(std::move(*why));
  }
  if (auto why = not_payable(asked, request)) return refused(std::move(*why));
  core::PayoutEffect effect = asked_for(asked, std::move(request));

  RecordType type = RecordType::payout_blocked;
  switch (verdict_of(asked)) {
    case core::Verdict::allow:
      return requested(asked, std::move(effect));
    case core::Verdict::challenge:
      type = RecordType::payout_challenged;
      effect.waiting = challenge_at(asked.state, asked.seq, asked.now);
      break;
    case core::Verdict::review:
      type = RecordType::payout_held;
      effect.waiting = review_at(asked.state, asked.seq, asked.now);
      break;
    case core::Verdict::block:
      break;
  }
  core::Record record = record_for(asked, type);
  if (type == RecordType::payout_blocked) record.refusal = blocked_by_risk();
  record.effect = std::move(effect);
  return recorded(std::move(record));
}

Decision decide_payout_approve(const Asked& asked) {
  const auto& answer = core::body_as<core::PayoutApprove>(*asked.command);
  const std::string& id = asked.command->path_id;
  const Payout* payout = asked.state.payouts.find(id);
  if (payout == nullptr) return refused(Code::payout_not_found, "", "there is no payout " + id);
  if (auto why = not_approvable(*payout)) return refused(std::move(*why));
  if (answer.approve) {
    if (auto why = not_explained(asked.state, *payout)) return refused(std::move(*why));
    if (auto why = same_eyes(asked, *payout)) return refused(std::move(*why));
    // What was right when it was asked for may have become wrong since.
    if (auto why = not_known_enough(asked.state, *payout->party, "")) return refused(why->code, "", why->detail);
    if (auto why = not_payable_to(asked, *payout->party, payout->to, payout->currency, payout->account))
      return refused(why->code, "", why->detail);
    if (auto why = changed_since(*payout)) return refused(std::move(*why));
    if (auto why = gives_nothing(asked.state, payout->account, "")) return refused(std::move(*why));
  }
  core::Record record = record_for(asked, answer.approve ? RecordType::payout_approved : RecordType::payout_rejected);
  core::PayoutEffect effect = payout_effect(*payout);
  if (!answer.approve) record.postings = payout_postings(effect, -1);
  record.effect = std::move(effect);
  return recorded(std::move(record));
}

}  // namespace tallygate::ledger
