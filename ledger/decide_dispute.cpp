// payment.dispute, dispute.evidence, dispute.resolve. The channel has taken the money back when a dispute is opened, so
// it stands on a disputed account until the dispute is won or lost; what is lost is clawed back as a refund would be.
#include <algorithm>
#include <utility>

#include "ledger/account_names.hpp"
#include "ledger/decide.hpp"
#include "ledger/frozen.hpp"
#include "ledger/promotion.hpp"
#include "ledger/refund_shares.hpp"
#include "ledger/wallet_terms.hpp"

namespace tallygate::ledger {
namespace {

using core::Code;
using core::RecordType;

// What of the payment's money in an order neither went back nor is in dispute. Refunds that still wait do not count:
// the channel was faster, and they are decided again.
core::Amount left_of(const Payment& payment, const Order& order) {
  const auto capture = std::ranges::find(order.captures, &payment, &Capture::payment);
  return capture == order.captures.end() ? 0 : capture->remaining();
}

bool concerns(const core::PaymentDispute& dispute, const PaymentAllocation& allocation) {
  return !dispute.order || dispute.order->view() == allocation.order->id;
}

// The amount of a dispute that names none: what is left, else what was captured, else what was asked for.
core::Amount whole_of(const Payment& payment, const core::PaymentDispute& dispute) {
  core::Amount left = 0, captured = 0;
  for (const PaymentAllocation& a : payment.allocations) {
    if (!concerns(dispute, a)) continue;
    left += left_of(payment, *a.order);
    captured += a.captured;
  }
  for (const core::Amount amount : {left, captured, payment.captured()})
    if (amount > 0) return amount;
  return payment.amount;
}

// Where nothing is known that would say it, the fact itself has to.
std::optional<core::Refusal> says_too_little(const Asked& asked, const core::PaymentDispute& dispute,
                                             const Payment* payment) {
  const bool channel = dispute.channel || (payment != nullptr && payment->channel);
  const bool amount = dispute.amount ||
                      (payment != nullptr && payment->currency != core::Currency{} && whole_of(*payment, dispute) > 0);
  if (channel && amount) return std::nullopt;
  return refusal(Code::payment_not_found, channel ? "/amount" : "/channel",
                 "nothing is known of the money of payment " + asked.command->path_id +
                     ": its dispute must name amount, currency and channel");
}

core::DisputeEffect placed(const Asked& asked, const core::PaymentDispute& dispute, const Payment* payment) {
  core::DisputeEffect out;
  out.dispute = dispute.dispute_id;
  out.payment = core::PaymentId(asked.command->path_id);
  out.channel = dispute.channel ? *dispute.channel : *payment->channel;
  out.currency = dispute.currency ? *dispute.currency : payment->currency;
  out.amount = dispute.amount ? *dispute.amount : whole_of(*payment, dispute);
  out.unplaced = out.amount;
  if (payment == nullptr || out.currency != payment->currency) return out;
  for (const PaymentAllocation& a : payment->allocations) {
    if (!concerns(dispute, a)) continue;
    const core::Amount take = std::min(out.unplaced, left_of(*payment, *a.order));
    if (take == 0) continue;
    out.allocations.push_back(allocation(a.order->id, take));
    out.unplaced -= take;
  }
  return out;
}

std::optional<core::Refusal> not_open(const Asked& asked, const Dispute* dispute) {
  if (dispute == nullptr) return refusal(Code::dispute_not_found, "", "there is no dispute " + asked.command->path_id);
  if (dispute->state == DisputeState::open) return std::nullopt;
  return refusal(Code::dispute_not_open, "",
                 "dispute " + dispute->id + " is " + std::string(core::name_of(dispute->state)));
}

// Where the money in dispute went when it was opened, and comes back from when it is won.
std::string disputed_source(core::Channel channel, const Party* wallet) {
  return wallet != nullptr ? wallet_account(wallet->id) : channel_account(channel);
}

// What one part of the split does when `lost` has come of it: it gives back, first from what was kept of it, and what
// need not be kept any more matures.
void claw_back_part(const Order& order, std::size_t k, core::Amount gives, core::Amount frozen, core::Time now,
                    core::ClawBackEffect& out) {
  const PaidPart& part = order.parts[k];
  const auto add = [k](std::vector<core::GiveBack>& to, std::string account, core::Amount amount) {
    if (amount == 0) return;
    core::GiveBack given;
    given.account = std::move(account);
    given.amount = amount;
    given.part = static_cast<std::int64_t>(k);
    to.push_back(std::move(given));
  };
  if (!is_due(part, now)) return add(out.parts, part.account, gives);
  const core::Amount leaves = part.kept - std::min(part.kept, std::max<core::Amount>(0, frozen));
  const core::Amount from_kept = std::clamp<core::Amount>(gives, 0, leaves);
  add(out.parts, part.account, from_kept);
  add(out.parts, payable_of(part.account), gives - from_kept);
  add(out.matured, part.account, leaves - from_kept);
}

core::ClawBackEffect claw_back(const DisputePart& part, core::Amount lost, core::Time now) {
  const Order& order = *part.order;
  core::ClawBackEffect out;
  out.order = core::OrderId(order.id);
  out.amount = lost;
  const core::Amount from_escrow = std::min(lost, order.escrow);
  const core::Amount refunded = own_given_back(order) + lost - from_escrow;
  const core::Amount in_dispute = order.disputed - part.amount;  // still, by others
  const core::Amount of_split = in_dispute - std::min(in_dispute, order.escrow - from_escrow);
  for (std::size_t k = 0; k < order.parts.size() && order.split_base > 0; ++k) {
    const core::Amount gives = must_have_given_back(order.parts, k, order.split_base, of_the_split(order, refunded)) -
                               order.parts[k].given_back;
    claw_back_part(order, k, gives, would_give_back(order, k, refunded, of_split), now, out);
  }
  const core::Amount promotion =
      order.split_base > 0 ? promotion_given_back(order, refunded) - order.promotion_back : 0;
  if (promotion != 0) out.promotion = promotion;
  return out;
}

core::Postings postings_of(const core::ClawBackEffect& effect, const Dispute& dispute) {
  const core::Currency currency = dispute.currency;
  core::PostingsBuilder out;
  const core::Amount promotion = effect.promotion.value_or(0);
  core::Amount from_escrow = effect.amount + promotion;
  for (const core::GiveBack& part : effect.parts) {
    out.debit(part.account, {part.amount, currency});
    from_escrow -= part.amount;
  }
  out.debit(std::string(kEscrow), {from_escrow, currency});
  out.credit(disputed_account(dispute.channel), {effect.amount, currency});
  out.credit(std::string(kPromotion), {promotion, currency});
  for (const core::GiveBack& part : effect.matured) {
    out.debit(part.account, {part.amount, currency});
    out.credit(payable_of(part.account), {part.amount, currency});
  }
  return std::move(out).build();
}

RecordType type_of(core::DisputeOutcome outcome) {
  switch (outcome) {
    case core::DisputeOutcome::lost:
      return RecordType::dispute_lost;
    case core::DisputeOutcome::partial:
      return RecordType::dispute_partly_lost;
    case core::DisputeOutcome::won:
      break;
  }
  return RecordType::dispute_won;
}

core::Amount lost_of(const Dispute& dispute, const core::DisputeResolve& resolve) {
  switch (resolve.outcome) {
    case core::DisputeOutcome::lost:
      return dispute.amount;
    case core::DisputeOutcome::partial:
      return resolve.amount.value_or(0);
    case core::DisputeOutcome::won:
      break;
  }
  return 0;
}

}  // namespace

Decision decide_payment_dispute(const Asked& asked) {
  const auto& dispute = core::body_as<core::PaymentDispute>(*asked.command);
  if (const Dispute* known = asked.state.disputes.find(dispute.dispute_id.view()))
    return refused(Code::dispute_exists, "/dispute_id",
                   "dispute " + known->id + " is " + std::string(core::name_of(known->state)));
  const Payment* payment = asked.state.payments.find(asked.command->path_id);
  if (auto why = says_too_little(asked, dispute, payment)) return refused(std::move(*why));

  core::DisputeEffect effect = placed(asked, dispute, payment);
  core::Record record = record_for(asked, RecordType::dispute_opened);
  core::PostingsBuilder postings;
  postings.debit(disputed_account(effect.channel), {effect.amount, effect.currency});
  postings.credit(disputed_source(effect.channel, wallet_disputed(payment, effect.channel, effect.currency)),
                  {effect.amount, effect.currency});
  record.postings = std::move(postings).build();
  record.effect = std::move(effect);
  return recorded(std::move(record));
}

Decision decide_dispute_evidence(const Asked& asked) {
  const Dispute* dispute = asked.state.disputes.find(asked.command->path_id);
  if (auto why = not_open(asked, dispute)) return refused(std::move(*why));
  if (dispute->evidence.size() >= kEvidenceMax)
    return refused(Code::evidence_full, "",
                   "dispute " + dispute->id + " has " + std::to_string(kEvidenceMax) + " pieces of evidence");
  core::Record record = record_for(asked, RecordType::dispute_evidence_added);
  core::ObjectEffect effect = object_effect("dispute:" + dispute->id);
  effect.version = static_cast<std::int64_t>(dispute->evidence.size()) + 1;
  record.effect = std::move(effect);
  return recorded(std::move(record));
}

Decision decide_dispute_resolve(const Asked& asked) {
  const auto& resolve = core::body_as<core::DisputeResolve>(*asked.command);
  const Dispute* dispute = asked.state.disputes.find(asked.command->path_id);
  if (auto why = not_open(asked, dispute)) return refused(std::move(*why));
  const core::Amount lost = lost_of(*dispute, resolve);
  if (resolve.outcome == core::DisputeOutcome::partial && lost >= dispute->amount)
    return refused(Code::amount_mismatch, "/amount",
                   money_text(lost, dispute->currency) + " lost is not a part of " +
                       money_text(dispute->amount, dispute->currency) + " in dispute");

  core::DisputeEndEffect end;
  end.dispute = core::DisputeId(dispute->id);
  end.payment = core::PaymentId(dispute->payment_id);
  end.lost = end.unplaced = lost;
  end.won = dispute->amount - lost;
  Decision out;
  out.records.emplace_back();  // the end itself, once it is known
  for (const DisputePart& part : dispute->parts) {
    const core::Amount of_order = std::min(end.unplaced, part.amount);
    end.unplaced -= of_order;
    if (of_order > 0) end.allocations.push_back(allocation(part.order->id, of_order));
    core::ClawBackEffect effect = claw_back(part, of_order, asked.now);
    if (of_order == 0 && effect.matured.empty()) continue;
    effect.dispute = end.dispute;
    core::Record record =
        record_after(of_order > 0 ? RecordType::dispute_clawed_back : RecordType::dispute_thawed, asked.seq);
    record.postings = postings_of(effect, *dispute);
    record.effect = std::move(effect);
    out.records.push_back(std::move(record));
  }
  core::Record record = record_for(asked, type_of(resolve.outcome));
  core::PostingsBuilder postings;
  postings.debit(disputed_source(dispute->channel, dispute->wallet), {end.won, dispute->currency});
  postings.debit(suspense_account(dispute->channel), {end.unplaced, dispute->currency});
  postings.credit(disputed_account(dispute->channel), {end.won + end.unplaced, dispute->currency});
  record.postings = std::move(postings).build();
  record.effect = std::move(end);
  out.records.front() = std::move(record);
  return out;
}

}  // namespace tallygate::ledger
