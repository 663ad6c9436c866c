// payment.dispute and dispute.evidence. The channel has taken the money back when a dispute is opened, so it stands on
// a disputed account until the dispute is won or lost (decide_dispute_end.cpp).
#include <algorithm>
#include <utility>

#include "ledger/account_names.hpp"
#include "ledger/charges.hpp"
#include "ledger/decide.hpp"
#include "ledger/id_taken.hpp"
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

// What of a top-up a dispute can be over: its money is in a wallet, and no order's.
core::Amount top_up_left(const Payment& payment, const core::PaymentDispute& dispute) {
  return dispute.order ? 0 : payment.top_up_left();
}

// What no order took of the payment, where the dispute is of the channel that took it, in its currency.
core::Amount in_suspense(const Payment& payment, const core::PaymentDispute& dispute) {
  const bool other = dispute.order || payment.charge || (dispute.channel && dispute.channel != payment.channel);
  return other ? 0 : payment.suspense_free();
}

// The amount of a dispute that names none: what is left, else what was captured, else what was asked for.
core::Amount whole_of(const Payment& payment, const core::PaymentDispute& dispute) {
  core::Amount left = top_up_left(payment, dispute) + in_suspense(payment, dispute), captured = 0;
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

// `amount` of the payment's currency over its orders, as far as there is something left; gives what of it is placed.
core::Amount place(const Payment& payment, const core::PaymentDispute& dispute, core::Amount amount,
                   core::DisputeEffect& out) {
  core::Amount rest = amount;
  for (const PaymentAllocation& a : payment.allocations) {
    if (!concerns(dispute, a)) continue;
    const core::Amount take = std::min(rest, left_of(payment, *a.order));
    if (take == 0) continue;
    out.allocations.push_back(allocation(a.order->id, take));
    rest -= take;
  }
  return amount - rest;
}

core::Amount left_of_all(const Payment& payment, const core::PaymentDispute& dispute) {
  core::Amount left = 0;
  for (const PaymentAllocation& a : payment.allocations)
    if (concerns(dispute, a)) left += left_of(payment, *a.order);
  return left;
}

// What of the payment's currency stands for `amount` of its charge: all that is left where all that is left of the
// charge goes, else less than that, so that nothing of the charge is left over when the orders have nothing more.
core::Amount of_the_orders(const Payment& payment, const core::PaymentDispute& dispute, core::Amount amount) {
  const core::Amount left = left_of_all(payment, dispute);
  const core::Amount charge_left = charge_returned(payment, left);
  if (charge_left == 0) return 0;
  if (amount >= charge_left) return left;
  const auto& rate = payment.charge->rate;
  const WideAmount worth = static_cast<WideAmount>(amount) * rate.den / rate.num;
  return static_cast<core::Amount>(std::min<WideAmount>(worth, left - 1));
}

// Of a payment that is charged in another currency, in that or its own.
void place_charged(const Payment& payment, const core::PaymentDispute& dispute, core::DisputeEffect& out) {
  const Charge& charge = *payment.charge;
  const bool in_charge = out.currency == charge.currency;
  const core::Amount asked = in_charge ? of_the_orders(payment, dispute, out.amount) : out.amount;
  const core::Amount taken = place(payment, dispute, asked, out);
  if (taken == 0) return;
  const bool all = taken == left_of_all(payment, dispute);
  out.charge = {in_charge && !all ? out.amount : charge_returned(payment, taken), charge.currency};
  out.unplaced -= in_charge ? out.charge->amount : taken;
}

// In the charge's currency: the channel knows no other.
core::Money whole_charge_of(const Payment& payment, const core::PaymentDispute& dispute) {
  const Charge& charge = *payment.charge;
  core::Amount captured = 0;
  for (const PaymentAllocation& a : payment.allocations)
    if (concerns(dispute, a)) captured += a.captured;
  for (const core::Amount amount : {charge_returned(payment, left_of_all(payment, dispute)), charged(charge, captured),
                                    charged(charge, payment.captured())})
    if (amount > 0) return {amount, charge.currency};
  return {charge.amount, charge.currency};
}

core::Money money_of(const core::PaymentDispute& dispute, const Payment* payment) {
  if (dispute.amount && dispute.currency) return {*dispute.amount, *dispute.currency};
  if (!dispute.amount && !dispute.currency && payment->charge) return whole_charge_of(*payment, dispute);
  return {dispute.amount ? *dispute.amount : whole_of(*payment, dispute),
          dispute.currency ? *dispute.currency : payment->currency};
}

core::DisputeEffect placed(const Asked& asked, const core::PaymentDispute& dispute, const Payment* payment) {
  core::DisputeEffect out;
  out.dispute = dispute.dispute_id;
  out.payment = core::PaymentId(asked.command->path_id);
  out.channel = dispute.channel ? *dispute.channel : *payment->channel;
  const core::Money money = money_of(dispute, payment);
  out.currency = money.currency;
  out.amount = out.unplaced = money.amount;
  if (payment == nullptr) return out;
  const bool own = out.currency == payment->currency;
  if (payment->charge && (own || out.currency == payment->charge->currency)) {
    place_charged(*payment, dispute, out);
  } else if (own) {
    out.unplaced -= place(*payment, dispute, out.amount, out);
    const core::Amount of_top_up = std::min(out.unplaced, top_up_left(*payment, dispute));
    if (of_top_up > 0) out.top_up = of_top_up;
    out.unplaced -= of_top_up;
    const core::Amount of_suspense = std::min(out.unplaced, in_suspense(*payment, dispute));
    if (of_suspense > 0) out.suspense = of_suspense;
    out.unplaced -= of_suspense;
  }
  return out;
}

// What is placed, in the currency of the source that gave it.
core::Money placed_of(const core::DisputeEffect& effect) {
  if (effect.charge) return {effect.charge->amount, effect.charge->currency};
  return {effect.amount - effect.unplaced, effect.currency};
}

}  // namespace

std::optional<core::Refusal> dispute_not_open(const Asked& asked, const Dispute* dispute) {
  if (dispute == nullptr) return refusal(Code::dispute_not_found, "", "there is no dispute " + asked.command->path_id);
  if (dispute->state == DisputeState::open) return std::nullopt;
  return refusal(Code::dispute_not_open, "",
                 "dispute " + dispute->id + " is " + std::string(core::name_of(dispute->state)));
}

std::string disputed_source(core::Channel channel, const Party* wallet) {
  return wallet != nullptr ? wallet_account(wallet->id) : channel_account(channel);
}

Decision decide_payment_dispute(const Asked& asked) {
  const auto& dispute = core::body_as<core::PaymentDispute>(*asked.command);
  if (const Dispute* known = asked.state.disputes.find(dispute.dispute_id.view()))
    return refused(id_taken(kDisputeIds, known->id, known->content, core::name_of(known->state), *asked.command));
  const Payment* payment = asked.state.payments.find(asked.command->path_id);
  if (auto why = says_too_little(asked, dispute, payment)) return refused(std::move(*why));

  core::DisputeEffect effect = placed(asked, dispute, payment);
  core::Record record = record_for(asked, RecordType::dispute_opened);
  core::PostingsBuilder postings;
  const auto takes = [&](std::string source, core::Money money) {
    postings.debit(disputed_account(effect.channel), money);
    postings.credit(std::move(source), money);
  };
  takes(disputed_source(effect.channel, wallet_disputed(payment, effect.channel, effect.currency)), placed_of(effect));
  takes(channel_account(effect.channel), {effect.unplaced, effect.currency});
  record.postings = std::move(postings).build();
  record.effect = std::move(effect);
  return recorded(std::move(record));
}

Decision decide_dispute_evidence(const Asked& asked) {
  const Dispute* dispute = asked.state.disputes.find(asked.command->path_id);
  if (auto why = dispute_not_open(asked, dispute)) return refused(std::move(*why));
  if (dispute->evidence.size() >= kEvidenceMax)
    return refused(Code::evidence_full, "",
                   "dispute " + dispute->id + " has " + std::to_string(kEvidenceMax) + " pieces of evidence");
  core::Record record = record_for(asked, RecordType::dispute_evidence_added);
  core::ObjectEffect effect = object_effect("dispute:" + dispute->id);
  effect.version = static_cast<std::int64_t>(dispute->evidence.size()) + 1;
  record.effect = std::move(effect);
  return recorded(std::move(record));
}

}  // namespace tallygate::ledger
