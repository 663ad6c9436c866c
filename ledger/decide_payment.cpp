// payment.put, order.pay and payment.decline. A request is refused where it does not fit; money reported as taken is
// always booked, whatever is held, and what no order can take goes to suspense.
#include <algorithm>
#include <utility>

#include "ledger/account_names.hpp"
#include "ledger/charges.hpp"
#include "ledger/decide.hpp"
#include "ledger/doubt.hpp"
#include "ledger/id_taken.hpp"
#include "ledger/limit_terms.hpp"
#include "ledger/payable.hpp"
#include "ledger/wallet_terms.hpp"

namespace tallygate::ledger {
namespace {

using core::Code;

// One entry an order, whatever way the body says it. Empty where the body contradicts itself.
std::vector<Asking> asked_of(const Asked& asked, const core::PaymentPut& payment) {
  std::vector<Asking> out;
  if (asked.command->op == core::Operation::order_pay) {
    out.push_back({asked.state.orders.find(asked.command->path_id), asked.command->path_id, payment.amount, "/amount"});
    return out;
  }
  for (std::size_t i = 0; i < payment.allocations.size(); ++i) {
    const core::Allocation& a = payment.allocations[i];
    const auto same = std::ranges::find(out, a.order.view(), &Asking::order_id);
    if (same != out.end()) {
      same->amount += a.amount;  // 20 amounts at most: no overflow
    } else {
      out.push_back({asked.state.orders.find(a.order.view()), a.order.view(), a.amount,
                     "/allocations/" + std::to_string(i) + "/amount"});
    }
  }
  return out;
}

std::optional<core::Refusal> contradiction(const Asked& asked, const core::PaymentPut& payment) {
  if (asked.command->op == core::Operation::order_pay) {
    if (payment.allocations.empty()) return std::nullopt;
    return refusal(Code::amount_mismatch, "/allocations",
                   "the path names the order; allocations belong to payment.put");
  }
  __int128 sum = 0;
  for (const core::Allocation& a : payment.allocations) sum += a.amount;
  if (sum == payment.amount) return std::nullopt;
  return refusal(Code::amount_mismatch, "/allocations",
                 "the allocations add up to " + money_text(shown(sum), payment.currency) + ", the payment to " +
                     money_text(payment.amount, payment.currency));
}

// Whose wallet gives the money; empty: the channel does. The orders exist.
std::optional<core::PartyId> wallet_of(const core::PaymentPut& payment, const std::vector<Asking>& askings) {
  if (!pays_from_wallet(payment)) return std::nullopt;
  return core::PartyId(askings.front().order->buyer->id);
}

std::optional<core::Refusal> not_acceptable(const Asked& asked, const core::PaymentPut& payment,
                                            const std::vector<Asking>& askings) {
  for (const Asking& asking : askings)
    if (auto why = not_payable(asking, payment.currency)) return why;
  const auto wallet = wallet_of(payment, askings);
  if (wallet) {
    std::vector<const Order*> orders;
    for (const Asking& asking : askings) orders.push_back(asking.order);
    if (auto why = wallet_cannot_pay(asked, payment, orders)) return why;
  }
  core::PostingsBuilder postings;
  take_from_source(postings, source_account(payment.channel, wallet), {payment.amount, payment.currency},
                   charge_in(payment));
  postings.credit(std::string(kEscrow), {payment.amount, payment.currency});
  if (asked.state.accounts.fits(std::move(postings).build())) return std::nullopt;
  return refusal(Code::account_overflow, "/amount", "a balance would pass what an amount can be");
}

// Each buyer of the orders, within what it may spend.
std::optional<core::Refusal> overspends(const Asked& asked, const core::PaymentPut& payment,
                                        const std::vector<Asking>& askings) {
  if (asked.state.limits.empty()) return std::nullopt;
  std::vector<BuyerAsked> spent;
  const auto wallet = wallet_of(payment, askings);
  const std::string purse = wallet ? wallet_account(wallet->view()) : std::string();
  for (const Asking& asking : askings) {
    add_asked(spent, asking.order->buyer->id, asking.amount);
    if (wallet) add_asked(spent, purse, asking.amount);
  }
  for (const BuyerAsked& by : spent)
    if (auto why = over_limit(
            asked.state, {core::LimitKind::spend, by.buyer, {by.amount, payment.currency}, payment.payment_id.view()},
            asked.now))
      return why;
  return std::nullopt;
}

// What of a fact an order can take: it exists, is not refused, cancelled or expired, in the same currency, and is not
// overpaid.
core::Amount placeable(const Asking& asking, core::Currency currency) {
  if (asking.order == nullptr || asking.order->currency != currency) return 0;
  const OrderState state = asking.order->state;
  if (state == OrderState::blocked || state == OrderState::rejected || state == OrderState::cancelled ||
      state == OrderState::expired)
    return 0;
  if (asking.order->captures.size() >= kPaymentsMax) return 0;
  return std::min(asking.amount, asking.order->owing());
}

Decision captured(const Asked& asked, const core::PaymentPut& payment, core::PaymentEffect effect) {
  core::Record record = record_for(asked, core::RecordType::payment_captured);
  core::PostingsBuilder postings;
  release_hold_of(asked.state.payments.find(payment.payment_id.view()), postings);  // of what is reported after all
  take_from_source(postings, source_account(payment.channel, effect.wallet), {payment.amount, payment.currency},
                   charge_in(payment));
  postings.credit(std::string(kEscrow), {payment.amount - effect.suspense, payment.currency});
  if (effect.suspense > 0) postings.credit(suspense_account(payment.channel), {effect.suspense, payment.currency});
  record.postings = std::move(postings).build();
  record.effect = std::move(effect);
  return recorded(std::move(record));
}

Decision reported(const Asked& asked, const core::PaymentPut& payment, const std::vector<Asking>& askings) {
  core::PaymentEffect effect;
  effect.suspense = payment.amount;
  for (const Asking& asking : askings) {
    const core::Amount amount = placeable(asking, payment.currency);
    if (amount == 0) continue;
    effect.allocations.push_back(allocation(asking.order_id, amount));
    effect.suspense -= amount;
  }
  effect.waiting = review_of_fact(asked);
  return captured(asked, payment, std::move(effect));
}

// An id stands for one payment; but money taken after all replaces what was only asked for.
std::optional<core::Refusal> id_used(const Asked& asked, const core::PaymentPut& payment) {
  const Payment* known = asked.state.payments.find(payment.payment_id.view());
  if (asked.answered != nullptr) return std::nullopt;
  const bool fact = payment.reported.value_or(false);
  if (known == nullptr && fact) return std::nullopt;
  if (known == nullptr) return id_used_up(kPaymentIds, payment.payment_id.view(), asked.state);
  if (fact && known->captured() == 0) return std::nullopt;
  return id_taken(kPaymentIds, known->id, known->content, core::name_of(known->state), *asked.command);
}

}  // namespace

void release_hold_of(const Payment* replaced, core::PostingsBuilder& postings) {
  if (replaced != nullptr && replaced->authorised() > 0) give_up_hold(postings, *replaced, 0, replaced->authorised());
}

Decision decide_payment_put(const Asked& asked) {
  const auto& payment = core::body_as<core::PaymentPut>(*asked.command);
  if (auto why = id_used(asked, payment)) return refused(std::move(*why));
  if (auto why = contradiction(asked, payment)) return refused(std::move(*why));
  if (auto why = not_chargeable(payment)) return refused(std::move(*why));
  const std::vector<Asking> askings = asked_of(asked, payment);
  if (payment.reported.value_or(false)) return reported(asked, payment, askings);
  if (auto why = not_acceptable(asked, payment, askings)) return refused(std::move(*why));
  if (auto why = overspends(asked, payment, askings)) return refused(std::move(*why));

  core::PaymentEffect effect;
  for (const Asking& asking : askings) effect.allocations.push_back(allocation(asking.order_id, asking.amount));
  core::RecordType type = core::RecordType::payment_blocked;
  switch (verdict_of(asked)) {
    case core::Verdict::allow:
      effect.wallet = wallet_of(payment, askings);
      if (!payment.capture.value_or(true))
        return recorded(authorised(asked, payment, std::move(effect.allocations), std::move(effect.wallet)));
      return captured(asked, payment, std::move(effect));
    case core::Verdict::challenge:
      type = core::RecordType::payment_challenged;
      effect.waiting = challenge_at(asked.state, asked.seq, asked.now);
      break;
    case core::Verdict::review:
      type = core::RecordType::payment_held;
      effect.waiting = review_at(asked.state, asked.seq, asked.now);
      break;
    case core::Verdict::block:
      break;
  }
  core::Record record = record_for(asked, type);
  if (type == core::RecordType::payment_blocked) record.refusal = blocked_by_risk();
  record.effect = std::move(effect);
  return recorded(std::move(record));
}

Decision decide_payment_decline(const Asked& asked) {
  core::Record record = record_for(asked, core::RecordType::payment_declined);
  core::ObjectEffect effect = object_effect("payment:" + asked.command->path_id);
  // Declines are counted, whatever else is known of the payment; the answer says what it is.
  const Payment* known = asked.state.payments.find(asked.command->path_id);
  if (known != nullptr && known->state != PaymentState::declined) effect.state = core::name_of(known->state);
  record.effect = std::move(effect);
  return recorded(std::move(record));
}

}  // namespace tallygate::ledger
