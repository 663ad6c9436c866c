// payout.settle, payout.fail, payout.return: what the bank did is booked whatever the payout's state. What fits no such
// payout moves money between the bank and suspense, and leaves the payout as it is.
#include <utility>

#include "ledger/account_names.hpp"
#include "ledger/decide.hpp"
#include "ledger/payout_terms.hpp"

namespace tallygate::ledger {
namespace {

using core::Code;
using core::RecordType;

core::Refusal again(const Payout& payout, Code code) {
  return refusal(code, "", "payout " + payout.id + " is " + std::string(core::name_of(payout.state)));
}

Decision not_found(const Asked& asked) {
  return refused(Code::payout_not_found, "", "there is no payout " + asked.command->path_id);
}

// What the bank said, completed by what the payout says; `fits`: in the currency of the payout.
struct BankMove {
  core::Money money;
  core::OtherId bank;
  bool fits = false;
};
template <class Body>
BankMove bank_move(const Body& body, const Payout* payout) {
  BankMove out;
  const std::string_view known = payout == nullptr || payout->bank.empty() ? kDefaultBank : payout->bank;
  out.bank = body.bank.value_or(core::OtherId(std::string(known)));
  if (body.amount && body.currency) {
    out.money = {*body.amount, *body.currency};
  } else if (payout != nullptr) {
    out.money = {payout->net, payout->currency};
  }
  out.fits = payout != nullptr && out.money.currency == payout->currency;
  return out;
}

// The net, by the bank that paid it.
BankMove whole_net_of(const Payout& payout) {
  const std::string_view bank = payout.bank.empty() ? kDefaultBank : payout.bank;
  return {{payout.net, payout.currency}, core::OtherId(std::string(bank)), true};
}

// Money that left (direction 1) or came (-1) and belongs to no payout in this state.
Decision misplaced(const Asked& asked, RecordType type, const Payout* payout, const BankMove& move, int direction) {
  core::PayoutEffect effect;
  effect.amount = move.money.amount;
  effect.bank = move.bank;
  effect.bank_amount = move.money.amount;
  effect.currency = move.money.currency;
  effect.misplaced = true;
  effect.net = move.money.amount;
  if (payout != nullptr) effect.party = core::PartyId(payout->party->id);
  effect.payout = core::PayoutId(asked.command->path_id);
  effect.suspense = move.money.amount * direction;
  core::PostingsBuilder postings;
  postings.debit(std::string(kPayoutSuspense), {*effect.suspense, effect.currency});
  postings.credit(bank_account(move.bank.view()), {*effect.suspense, effect.currency});
  core::Record record = record_for(asked, type);
  record.postings = std::move(postings).build();
  record.effect = std::move(effect);
  return recorded(std::move(record));
}

// A payout's effect with what the bank did; what it paid over the net, or did not bring back of it, is in suspense.
core::PayoutEffect moved(const Payout& payout, const BankMove& move, core::Amount suspense) {
  core::PayoutEffect out = payout_effect(payout);
  out.bank = move.bank;
  out.bank_amount = move.money.amount;
  if (suspense != 0) out.suspense = suspense;
  return out;
}

Decision settled(const Asked& asked, const Payout& payout, const BankMove& move) {
  const core::Amount over = move.money.amount - payout.net;
  core::PostingsBuilder postings;
  postings.debit(std::string(kPayouts), {payout.net, payout.currency});
  postings.debit(std::string(kPayoutSuspense), {over, payout.currency});
  postings.credit(bank_account(move.bank.view()), move.money);
  core::Record record = record_for(asked, RecordType::payout_settled);
  record.postings = std::move(postings).build();
  record.effect = moved(payout, move, over);
  return recorded(std::move(record));
}

// The return of an approved payout says as well that it had settled: both are booked at once.
Decision returned(const Asked& asked, const Payout& payout, const BankMove& move) {
  const core::Amount left = payout.state == PayoutState::approved ? payout.net : 0;
  const core::Amount missing = payout.net - move.money.amount;
  core::PostingsBuilder postings;
  postings.debit(bank_account(move.bank.view()), {move.money.amount - left, payout.currency});
  postings.debit(std::string(kPayouts), {left, payout.currency});
  postings.debit(std::string(kPayoutSuspense), {missing, payout.currency});
  postings.debit(std::string(kTaxWithheld), {payout.tax, payout.currency});
  postings.credit(payout.account, {payout.amount, payout.currency});
  core::Record record = record_for(asked, RecordType::payout_returned);
  record.postings = std::move(postings).build();
  record.effect = moved(payout, move, missing);
  return recorded(std::move(record));
}

}  // namespace

Decision decide_payout_settle(const Asked& asked) {
  const auto& body = core::body_as<core::PayoutSettle>(*asked.command);
  const Payout* payout = asked.state.payouts.find(asked.command->path_id);
  if (payout == nullptr && !body.amount) return not_found(asked);
  const BankMove move = bank_move(body, payout);
  if (payout != nullptr && (payout->state == PayoutState::settled || payout->state == PayoutState::returned))
    return refused(again(*payout, Code::payout_already_settled));
  if (!move.fits || payout->state != PayoutState::approved)
    return misplaced(asked, RecordType::payout_settled, payout, move, 1);
  return settled(asked, *payout, move);
}

Decision decide_payout_return(const Asked& asked) {
  const auto& body = core::body_as<core::PayoutReturn>(*asked.command);
  const Payout* payout = asked.state.payouts.find(asked.command->path_id);
  if (payout == nullptr && !body.amount) return not_found(asked);
  const BankMove move = bank_move(body, payout);
  if (payout != nullptr && payout->state == PayoutState::returned)
    return refused(again(*payout, Code::payout_already_returned));
  if (!move.fits || (payout->state != PayoutState::approved && payout->state != PayoutState::settled))
    return misplaced(asked, RecordType::payout_returned, payout, move, -1);
  return returned(asked, *payout, move);
}

Decision decide_payout_fail(const Asked& asked) {
  const Payout* payout = asked.state.payouts.find(asked.command->path_id);
  if (payout == nullptr) return not_found(asked);
  if (payout->state == PayoutState::failed) return refused(again(*payout, Code::payout_already_failed));
  if (payout->state == PayoutState::returned) return refused(again(*payout, Code::payout_already_returned));
  if (payout->state == PayoutState::settled) return returned(asked, *payout, whole_net_of(*payout));
  core::PayoutEffect effect = payout_effect(*payout);
  core::Record record = record_for(asked, RecordType::payout_failed);
  if (payout->state == PayoutState::requested || payout->state == PayoutState::approved) {
    record.postings = payout_postings(effect, -1);
  } else {
    effect.misplaced = true;  // nothing had been asked of the bank
  }
  record.effect = std::move(effect);
  return recorded(std::move(record));
}

}  // namespace tallygate::ledger
