// dispute.resolve: what is won is back at the channel, and what is lost is clawed back as a refund would be.
#include <algorithm>
#include <utility>

#include "ledger/account_names.hpp"
#include "ledger/decide.hpp"
#include "ledger/frozen.hpp"
#include "ledger/promotion.hpp"
#include "ledger/refund_shares.hpp"

namespace tallygate::ledger {
namespace {

using core::Code;
using core::RecordType;

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
  const core::Currency currency = dispute.charge ? dispute.payment->currency : dispute.currency;
  core::PostingsBuilder out;
  const core::Amount promotion = effect.promotion.value_or(0);
  core::Amount from_escrow = effect.amount + promotion;
  for (const core::GiveBack& part : effect.parts) {
    out.debit(part.account, {part.amount, currency});
    from_escrow -= part.amount;
  }
  out.debit(std::string(kEscrow), {from_escrow, currency});
  out.credit(dispute.charge ? conversion_account(currency) : disputed_account(dispute.channel),
             {effect.amount, currency});
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

// What of a loss is the orders', in their currency, what nobody's, and what of the payment's charge.
struct Loss {
  core::Amount of_orders = 0;
  core::Amount unplaced = 0;
  core::Amount of_charge = 0;
};

Loss loss_of(const Dispute& dispute, core::Amount lost) {
  Loss out;
  core::Amount placed = 0;
  for (const DisputePart& part : dispute.parts) placed += part.amount;
  const core::Amount charge = dispute.charge ? dispute.charge->amount : 0;
  if (dispute.charge && dispute.charge->currency == dispute.currency) {
    out.of_charge = std::min(lost, charge);
    out.unplaced = lost - out.of_charge;
    out.of_orders = core::floor_fraction(placed, out.of_charge, charge);  // some of the charge is placed, here
  } else {
    out.of_orders = std::min(lost, placed);
    out.unplaced = lost - out.of_orders;
    if (placed > 0) out.of_charge = core::floor_fraction(charge, out.of_orders, placed);
  }
  return out;
}

core::Postings end_postings(const Dispute& dispute, const Loss& loss) {
  core::PostingsBuilder out;
  const std::string source = disputed_source(dispute.channel, dispute.wallet);
  const std::string disputed = disputed_account(dispute.channel);
  if (dispute.charge) {
    const core::Currency currency = dispute.charge->currency;
    out.debit(source, {dispute.charge->amount - loss.of_charge, currency});
    out.debit(conversion_account(currency), {loss.of_charge, currency});
    out.credit(disputed, {dispute.charge->amount, currency});
    out.debit(source, {dispute.unplaced - loss.unplaced, dispute.currency});
    out.debit(suspense_account(dispute.channel), {loss.unplaced, dispute.currency});
    out.credit(disputed, {dispute.unplaced, dispute.currency});
    return std::move(out).build();
  }
  const core::Amount back = dispute.amount - loss.of_orders - loss.unplaced;
  out.debit(source, {back, dispute.currency});
  out.debit(suspense_account(dispute.channel), {loss.unplaced, dispute.currency});
  out.credit(disputed, {back + loss.unplaced, dispute.currency});
  return std::move(out).build();
}

}  // namespace

Decision decide_dispute_resolve(const Asked& asked) {
  const auto& resolve = core::body_as<core::DisputeResolve>(*asked.command);
  const Dispute* dispute = asked.state.disputes.find(asked.command->path_id);
  if (auto why = dispute_not_open(asked, dispute)) return refused(std::move(*why));
  const core::Amount lost = lost_of(*dispute, resolve);
  if (resolve.outcome == core::DisputeOutcome::partial && lost >= dispute->amount)
    return refused(Code::amount_mismatch, "/amount",
                   money_text(lost, dispute->currency) + " lost is not a part of " +
                       money_text(dispute->amount, dispute->currency) + " in dispute");

  core::DisputeEndEffect end;
  end.dispute = core::DisputeId(dispute->id);
  end.payment = core::PaymentId(dispute->payment_id);
  end.lost = lost;
  end.won = dispute->amount - lost;
  const Loss loss = loss_of(*dispute, lost);
  end.unplaced = loss.unplaced;
  if (dispute->charge) end.charge = {loss.of_charge, dispute->charge->currency};
  core::Amount rest = loss.of_orders;
  Decision out;
  out.records.emplace_back();  // the end itself, once it is known
  for (const DisputePart& part : dispute->parts) {
    const core::Amount of_order = std::min(rest, part.amount);
    rest -= of_order;
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
  record.postings = end_postings(*dispute, loss);
  record.effect = std::move(end);
  out.records.front() = std::move(record);
  return out;
}

}  // namespace tallygate::ledger
