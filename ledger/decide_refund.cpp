// order.refund. The claw-back posts when a refund is sent; what the channel says of it later is
// decide_refund_facts.cpp.
#include "ledger/decide_refund.hpp"

#include <algorithm>
#include <utility>

#include "ledger/account_names.hpp"
#include "ledger/charges.hpp"
#include "ledger/decide.hpp"
#include "ledger/id_taken.hpp"
#include "ledger/promotion.hpp"
#include "ledger/refund_lines.hpp"
#include "ledger/refund_shares.hpp"
#include "ledger/wallet_terms.hpp"

namespace tallygate::ledger {
namespace {

using core::Code;

std::string refundable_text(const Order& order) {
  std::string out = "captured " + money_text(order.captured, order.currency) + ", refunded " +
                    money_text(order.refunded, order.currency) + ", waiting " +
                    money_text(order.reserved, order.currency);
  if (order.disputes.empty()) return out;
  return out + ", in dispute " + money_text(order.disputed, order.currency) + ", lost " +
         money_text(order.lost, order.currency);
}

// A refund that names its payment must fit into what is left of that payment.
std::optional<core::Refusal> check_source(const Order& order, const core::OrderRefund& refund) {
  if (!refund.to || !refund.to->payment) return std::nullopt;
  const Capture* capture = capture_of(order, refund.to->payment->view());
  if (capture == nullptr)
    return refusal(Code::payment_not_found, "/to/payment",
                   "order " + order.id + " has no captured payment " + refund.to->payment->str());
  if (refund.amount <= capture->remaining()) return std::nullopt;
  return refusal(Code::exceeds_refundable, "/amount",
                 money_text(refund.amount, order.currency) + " asked, " +
                     money_text(capture->remaining(), order.currency) + " of payment " + capture->payment->id +
                     " can still go back");
}

// `waited`: this very refund, which has reserved its amount and lines, where it is decided again; else null.
std::optional<core::Refusal> not_refundable(const Order& order, const core::OrderRefund& refund, const Refund* waited) {
  const core::Amount own = waited == nullptr ? 0 : waited->amount;
  if (order.currency != refund.currency)
    return refusal(Code::currency_mismatch, "/currency",
                   "order " + order.id + " is in " + std::string(order.currency.code()));
  const core::Amount refundable = std::max<core::Amount>(0, order.refundable() + own);
  if (refundable == 0) return refusal(Code::nothing_to_refund, "/amount", refundable_text(order));
  if (refund.amount > refundable)
    return refusal(Code::exceeds_refundable, "/amount",
                   money_text(refund.amount, order.currency) + " asked, " + money_text(refundable, order.currency) +
                       " can still be refunded: " + refundable_text(order));
  if (auto why = lines_disagree({refund.amount, refund.currency}, refund.lines)) return why;
  if (auto why = check_source(order, refund)) return why;
  return taken_lines(order, {refund.amount, refund.currency}, refund.lines,
                     waited == nullptr ? std::vector<RefundedLine>() : waited->lines)
      .refusal;
}

std::vector<core::RefundSource> sources_of(const Order& order, const core::OrderRefund& refund) {
  if (refund.to && refund.to->payment)
    return {refund_source(*capture_of(order, refund.to->payment->view())->payment, refund.amount)};
  return refund_sources(order, refund.amount);
}

Decision sent(const Asked& asked, const Order& order, const core::OrderRefund& refund) {
  SentRefund made = send_refund(order, refund.amount, sources_of(order, refund), asked.now);
  made.effect.refund = refund.refund_id;
  made.effect.settled = refund.settled.value_or(false);
  core::Record record = record_for(asked, core::RecordType::refund_sent);
  record.effect = std::move(made.effect);
  record.postings = std::move(made.postings);
  return recorded(std::move(record));
}

Decision not_sent(const Asked& asked, const Order& order, const core::OrderRefund& refund, core::RecordType type,
                  std::optional<core::Waiting> waiting) {
  core::Record record = record_for(asked, type);
  core::RefundEffect effect;
  effect.order = core::OrderId(order.id);
  effect.refund = refund.refund_id;
  effect.amount = refund.amount;
  effect.refunded = order.refunded;
  effect.waiting = std::move(waiting);
  record.effect = std::move(effect);
  if (type == core::RecordType::refund_blocked) record.refusal = blocked_by_risk();
  return recorded(std::move(record));
}

}  // namespace

std::optional<core::Refusal> refund_id_not_free(const Asked& asked, std::string_view id) {
  const Refund* known = asked.state.refunds.find(id);
  if (known == nullptr) return id_used_up(kRefundIds, id, asked.state);
  return id_taken(kRefundIds, id, known->content, core::name_of(known->state), *asked.command);
}

const Capture* capture_of(const Order& order, std::string_view payment) {
  const auto found = std::ranges::find_if(order.captures, [&](const Capture& c) { return c.payment->id == payment; });
  return found == order.captures.end() ? nullptr : &*found;
}

core::RefundSource uncharged_source(const Payment& payment, core::Amount amount) {
  core::RefundSource out;
  out.payment = core::PaymentId(payment.id);
  out.channel = *payment.channel;
  out.amount = amount;
  if (payment.wallet != nullptr) out.wallet = core::PartyId(payment.wallet->id);
  return out;
}

core::RefundSource refund_source(const Payment& payment, core::Amount amount) {
  core::RefundSource out = uncharged_source(payment, amount);
  if (const Charge* charge = payment.charge.get()) out.charge = {charge_returned(payment, amount), charge->currency};
  return out;
}

core::RefundEffect suspense_refund(const Payment& payment, core::Amount amount) {
  core::RefundEffect out;
  out.payment = core::PaymentId(payment.id);
  out.amount = amount;
  out.refunded = payment.suspense_refunded + amount;
  out.sources = {refund_source(payment, amount)};
  return out;
}

core::Postings refund_postings(const core::RefundEffect& effect, core::Currency currency, int direction) {
  core::PostingsBuilder out;
  const core::Amount promotion = effect.promotion.value_or(0);
  core::Amount from_escrow = effect.amount * direction + promotion;
  for (const core::GiveBack& part : effect.parts) {
    out.debit(part.account, {part.amount, currency});
    from_escrow -= part.amount;
  }
  out.debit(effect.order ? std::string(kEscrow) : suspense_account(effect.sources.front().channel),
            {from_escrow, currency});
  out.credit(std::string(kPromotion), {promotion, currency});
  for (const core::RefundSource& s : effect.sources) {
    std::optional<core::ChargedAmount> charge = s.charge;
    if (charge) charge->amount *= -direction;
    take_from_source(out, source_account(s.channel, s.wallet), {-s.amount * direction, currency}, charge);
  }
  return std::move(out).build();
}

void take_from_split(const Order& order, core::Amount refunded, core::Time now, core::RefundEffect& effect) {
  effect.parts = give_back(order.parts, order.split_base, of_the_split(order, refunded), now);
  const core::Amount promotion = promotion_given_back(order, refunded) - order.promotion_back;
  if (promotion != 0) effect.promotion = promotion;
}

std::vector<core::RefundSource> refund_sources(const Order& order, core::Amount amount) {
  std::vector<core::RefundSource> out;
  for (const Capture& capture : order.captures) {
    const core::Amount take = std::min(amount, capture.remaining());
    if (take == 0) continue;
    out.push_back(refund_source(*capture.payment, take));
    amount -= take;
  }
  TALLYGATE_CHECK(amount == 0, "what can be refunded came by payments");
  return out;
}

SentRefund send_refund(const Order& order, core::Amount amount, std::vector<core::RefundSource> sources,
                       core::Time now) {
  SentRefund out;
  out.effect.order = core::OrderId(order.id);
  out.effect.amount = amount;
  out.effect.refunded = order.refunded + amount;
  out.effect.sources = std::move(sources);
  const core::Amount from_split = amount - std::min(amount, order.escrow);
  if (from_split > 0) take_from_split(order, own_given_back(order) + from_split, now, out.effect);
  out.postings = refund_postings(out.effect, order.currency, 1);
  return out;
}

Decision decide_order_refund(const Asked& asked) {
  const auto& refund = core::body_as<core::OrderRefund>(*asked.command);
  const Order* order = asked.state.orders.find(asked.command->path_id);
  if (order == nullptr) return refused(Code::order_not_found, "", "there is no order " + asked.command->path_id);
  const Refund* known = asked.state.refunds.find(refund.refund_id.view());
  if (asked.answered == nullptr)
    if (auto why = refund_id_not_free(asked, refund.refund_id.view())) return refused(std::move(*why));
  if (auto why = not_refundable(*order, refund, asked.answered == nullptr ? nullptr : known))
    return refused(std::move(*why));

  switch (verdict_of(asked)) {
    case core::Verdict::allow:
      return sent(asked, *order, refund);
    case core::Verdict::challenge:
      return not_sent(asked, *order, refund, core::RecordType::refund_challenged,
                      challenge_at(asked.state, asked.seq, asked.now));
    case core::Verdict::review:
      return not_sent(asked, *order, refund, core::RecordType::refund_held,
                      review_at(asked.state, asked.seq, asked.now));
    case core::Verdict::block:
      break;
  }
  return not_sent(asked, *order, refund, core::RecordType::refund_blocked, std::nullopt);
}

}  // namespace tallygate::ledger
