// dispute.resolve: what is won is back at the channel, and what is lost is clawed back as a refund would be. A dispute
// that has ended ends anew where the channel thinks otherwise: by the differences (decision 0036).
#include <algorithm>
#include <utility>

#include "ledger/account_names.hpp"
#include "ledger/decide.hpp"
#include "ledger/dispute_loss.hpp"
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

// What `lost` more of the order does to it, or, where it is below 0, what is back. Of what is back, the split gets what
// this dispute took of it.
core::ClawBackEffect claw_back(const DisputePart& part, bool open, core::Amount lost, core::Time now) {
  const Order& order = *part.order;
  core::ClawBackEffect out;
  out.order = core::OrderId(order.id);
  out.amount = lost;
  const core::Amount from_split = lost < 0 ? std::max(lost, -part.from_split) : lost - std::min(lost, order.escrow);
  const core::Amount escrow = order.escrow - (lost - from_split);
  const core::Amount refunded = own_given_back(order) + from_split;
  const core::Amount in_dispute = order.disputed - (open ? part.amount : 0);  // still, by others
  const core::Amount of_split = in_dispute - std::min(in_dispute, escrow);
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

// What leaves the disputed account for the channel, and for who bears the loss. Of the first end all that is in dispute
// leaves it, but for what the orders lost, which leaves it with the claw-backs; of a later one the differences alone.
class EndPostings {
 public:
  EndPostings(const Dispute& dispute, const DisputeLoss& now) : dispute_(dispute) {
    const DisputeLoss was = lost_so_far(dispute);
    const bool open = dispute.state == DisputeState::open;
    const core::Currency currency = dispute.currency;
    if (dispute.charge) {
      const core::ChargedAmount& charge = *dispute.charge;
      moves(source(), (open ? charge.amount : was.of_charge) - now.of_charge, charge.currency);
      moves(conversion_account(charge.currency), now.of_charge - was.of_charge, charge.currency);
    } else {
      const core::Amount placed = open ? dispute.amount - dispute.unplaced : was.total - was.unplaced;
      moves(source(), placed - (now.total - now.unplaced), currency);
    }
    moves(channel_account(dispute.channel), (open ? dispute.unplaced : was.unplaced) - now.unplaced, currency);
    moves(suspense_account(dispute.channel), now.unplaced + now.of_suspense - was.unplaced - was.of_suspense, currency);
    if (dispute.top_up > 0) moves(wallet_account(dispute.payment->purse->id), now.of_top_up - was.of_top_up, currency);
  }
  core::Postings build() && { return std::move(out_).build(); }

 private:
  std::string source() const { return disputed_source(dispute_.channel, dispute_.wallet); }
  void moves(std::string to, core::Amount amount, core::Currency currency) {
    out_.debit(std::move(to), {amount, currency});
    out_.credit(disputed_account(dispute_.channel), {amount, currency});
  }
  const Dispute& dispute_;
  core::PostingsBuilder out_;
};

core::DisputeEndEffect end_effect(const Dispute& dispute, const DisputeLoss& loss) {
  core::DisputeEndEffect end;
  end.dispute = core::DisputeId(dispute.id);
  end.payment = core::PaymentId(dispute.payment_id);
  end.lost = loss.total;
  end.won = dispute.amount - loss.total;
  end.unplaced = loss.unplaced;
  if (dispute.top_up > 0) end.top_up = loss.of_top_up;
  if (dispute.suspense > 0) end.suspense = loss.of_suspense;
  if (dispute.charge) end.charge = {loss.of_charge, dispute.charge->currency};
  for (std::size_t i = 0; i < dispute.parts.size(); ++i)
    if (loss.of_parts[i] > 0) end.allocations.push_back(allocation(dispute.parts[i].order->id, loss.of_parts[i]));
  return end;
}

// Of an order that neither loses nor gets anything back, what was kept for the dispute and matures now.
std::optional<core::Record> claw_back_record(const Asked& asked, const Dispute& dispute, const DisputePart& part,
                                             core::Amount lost) {
  const bool open = dispute.state == DisputeState::open;
  if (!open && lost == 0) return std::nullopt;
  core::ClawBackEffect effect = claw_back(part, open, lost, asked.now);
  if (lost == 0 && effect.matured.empty()) return std::nullopt;
  effect.dispute = core::DisputeId(dispute.id);
  core::Record record =
      record_after(lost == 0 ? RecordType::dispute_thawed : RecordType::dispute_clawed_back, asked.seq);
  record.postings = postings_of(effect, dispute);
  record.effect = std::move(effect);
  return record;
}

std::optional<core::Refusal> not_resolvable(const Asked& asked, const Dispute* dispute,
                                            const core::DisputeResolve& resolve) {
  if (dispute == nullptr || (dispute->state != DisputeState::open && lost_of(*dispute, resolve) == dispute->lost))
    return dispute_not_open(asked, dispute);
  if (resolve.outcome != core::DisputeOutcome::partial || lost_of(*dispute, resolve) < dispute->amount)
    return std::nullopt;
  return refusal(Code::amount_mismatch, "/amount",
                 money_text(lost_of(*dispute, resolve), dispute->currency) + " lost is not a part of " +
                     money_text(dispute->amount, dispute->currency) + " in dispute");
}

}  // namespace

Decision decide_dispute_resolve(const Asked& asked) {
  const auto& resolve = core::body_as<core::DisputeResolve>(*asked.command);
  const Dispute* dispute = asked.state.disputes.find(asked.command->path_id);
  if (auto why = not_resolvable(asked, dispute, resolve)) return refused(std::move(*why));
  const DisputeLoss loss = loss_of(*dispute, lost_of(*dispute, resolve));
  core::Record record = record_for(asked, type_of(resolve.outcome));
  record.postings = EndPostings(*dispute, loss).build();
  record.effect = end_effect(*dispute, loss);
  Decision out;
  out.records.push_back(std::move(record));
  for (std::size_t i = 0; i < dispute->parts.size(); ++i) {
    const DisputePart& part = dispute->parts[i];
    if (auto after = claw_back_record(asked, *dispute, part, loss.of_parts[i] - part.lost))
      out.records.push_back(std::move(*after));
  }
  return out;
}

}  // namespace tallygate::ledger
