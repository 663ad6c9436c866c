// refund.settle, refund.fail: what the channel says of a refund is booked whatever the refund's state. Of one that was
// not sent the order gives the money now, where it still has it; else what left the channel stands in suspense.
#include <utility>

#include "core/check.hpp"
#include "ledger/account_names.hpp"
#include "ledger/decide_refund.hpp"
#include "ledger/promotion.hpp"
#include "ledger/refund_unplaced.hpp"
#include "ledger/wallet_terms.hpp"

namespace tallygate::ledger {
namespace {

using core::Code;
using core::RecordType;

Decision refund_unknown(const Asked& asked) {
  return refused(Code::refund_not_found, "", "there is no refund " + asked.command->path_id);
}

Decision refund_not_open(const Refund& refund) {
  return refused(Code::refund_not_open, "", "refund " + refund.id + " is " + std::string(core::name_of(refund.state)));
}

const Capture& captured_by(const Order& order, std::string_view payment) {
  const Capture* capture = capture_of(order, payment);
  TALLYGATE_CHECK(capture != nullptr, "a refund goes back through payments of its order");
  return *capture;
}

// The money has gone: what other refunds wait for does not count.
core::Amount left_to_give(const Order& order) {
  return order.captured - order.refunded - order.disputed - order.lost;
}

// Through which payments the order gives it now. Empty where it cannot: each source has to have that much left.
std::vector<core::RefundSource> sources_placed(const Refund& refund) {
  const Order& order = *refund.order;
  if (refund.amount > left_to_give(order)) return {};
  std::vector<core::RefundSource> out;
  const auto add = [&](std::string_view payment, core::Amount amount) {
    const Capture& capture = captured_by(order, payment);
    if (amount > capture.remaining()) return false;
    out.push_back(refund_source(*capture.payment, amount));
    return true;
  };
  if (refund.state == RefundState::failed) {
    for (const core::RefundSource& source : refund.sources)
      if (!add(source.payment.view(), source.amount)) return {};
    return out;
  }
  if (refund.to == nullptr) return refund_sources(order, refund.amount);
  if (!add(refund.to->id, refund.amount)) return {};
  return out;
}

// What the channel paid of one that the order cannot give: as it was sent before it failed, else through the payment
// that was named, or the order's first. Of a charge that is what its rate makes of all the amount.
std::vector<core::RefundSource> sources_unplaced(const Refund& refund) {
  if (refund.state == RefundState::failed) return refund.sources;
  const Order& order = *refund.order;
  TALLYGATE_CHECK(!order.captures.empty(), "a refund is asked for of what was captured");
  const Capture& capture = refund.to == nullptr ? order.captures.front() : captured_by(order, refund.to->id);
  core::RefundSource out = uncharged_source(*capture.payment, refund.amount);
  if (const Charge* charge = capture.payment->charge.get())
    out.charge = {shown(core::converted(refund.amount, charge->rate)), charge->currency};
  return {std::move(out)};
}

// Between suspense and the sources: 1 where it was paid out, -1 where it came back.
core::Postings unplaced_postings(const core::RefundEffect& effect, core::Currency currency, int direction) {
  core::PostingsBuilder out;
  for (const core::RefundSource& source : effect.sources) {
    core::Money money = paid_out(source, currency);
    money.amount *= direction;
    out.debit(suspense_account(source.channel), money);
    out.credit(source_account(source.channel, source.wallet), money);
  }
  return std::move(out).build();
}

// A record of the refund that leaves the order's money as it is.
core::RefundEffect effect_of_fact(const Refund& refund) {
  core::RefundEffect out;
  if (refund.order != nullptr) out.order = core::OrderId(refund.order->id);
  if (refund.payment != nullptr) out.payment = core::PaymentId(refund.payment->id);
  out.refund = core::RefundId(refund.id);
  out.amount = refund.amount;
  out.refunded = refund.order != nullptr ? refund.order->refunded : refund.payment->suspense_refunded;
  return out;
}

// Of what stood in suspense: it failed, and was paid out after all.
Decision settled_after_failing(const Asked& asked, const Refund& refund) {
  core::Record record = record_for(asked, RecordType::refund_settled);
  core::RefundEffect effect = effect_of_fact(refund);
  if (refund.amount <= refund.payment->suspense_free()) {
    effect = suspense_refund(*refund.payment, refund.amount);
    effect.refund = core::RefundId(refund.id);
    record.postings = refund_postings(effect, refund.currency(), 1);
  } else {
    effect.sources = refund.sources;
    effect.unplaced = true;
    record.postings = unplaced_postings(effect, refund.currency(), 1);
  }
  effect.settled = true;
  record.effect = std::move(effect);
  return recorded(std::move(record));
}

Decision settled_out_of_turn(const Asked& asked, const Refund& refund) {
  if (refund.order == nullptr) return settled_after_failing(asked, refund);
  core::Record record = record_for(asked, RecordType::refund_settled);
  core::RefundEffect effect = effect_of_fact(refund);
  if (auto sources = sources_placed(refund); !sources.empty()) {
    SentRefund sent = send_refund(*refund.order, refund.amount, std::move(sources), asked.now);
    effect = std::move(sent.effect);
    effect.refund = core::RefundId(refund.id);
    record.postings = std::move(sent.postings);
  } else {
    effect.sources = sources_unplaced(refund);
    effect.unplaced = true;
    record.postings = unplaced_postings(effect, refund.order->currency, 1);
  }
  effect.settled = true;
  record.effect = std::move(effect);
  return recorded(std::move(record));
}

}  // namespace

Decision decide_refund_settle(const Asked& asked) {
  const Refund* refund = asked.state.refunds.find(asked.command->path_id);
  if (refund == nullptr) return refund_unknown(asked);
  if (refund->state == RefundState::settled) return refund_not_open(*refund);
  if (refund->state != RefundState::sent) return settled_out_of_turn(asked, *refund);
  core::Record record = record_for(asked, RecordType::refund_settled);
  core::RefundEffect effect = effect_of_fact(*refund);
  effect.settled = true;
  record.effect = std::move(effect);
  return recorded(std::move(record));
}

Decision decide_refund_fail(const Asked& asked) {
  const Refund* refund = asked.state.refunds.find(asked.command->path_id);
  if (refund == nullptr) return refund_unknown(asked);
  if (refund->state != RefundState::sent && refund->state != RefundState::settled) return refund_not_open(*refund);
  core::Record record = record_for(asked, RecordType::refund_failed);
  core::RefundEffect effect = effect_of_fact(*refund);
  effect.sources = refund->sources;
  if (refund->unplaced_by != 0) {
    effect.unplaced = true;
    record.postings = unplaced_postings(effect, refund->currency(), -1);
  } else {
    effect.refunded -= refund->amount;
    if (refund->from_split > 0)
      take_from_split(*refund->order, own_given_back(*refund->order) - refund->from_split, asked.now, effect);
    record.postings = refund_postings(effect, refund->currency(), -1);
  }
  record.effect = std::move(effect);
  return recorded(std::move(record));
}

}  // namespace tallygate::ledger
