#include "ledger/invariants/charges_keep_rates.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "ledger/account_names.hpp"
#include "ledger/refund_moves.hpp"

namespace tallygate::ledger::invariants {
namespace {

using core::Layer;
using core::RecordType;

// On conversion accounts, debit positive; without zeros.
using Converted = std::map<std::pair<std::string_view, Layer>, WideAmount>;

// `of` of the payment's money goes to its orders, for `charge`; negative: back.
void expect(Converted& out, const Payment& payment, WideAmount of, WideAmount charge, Layer layer = Layer::posted) {
  out[{payment.currency.code(), layer}] += of;
  out[{payment.charge->currency.code(), layer}] -= charge;
}

WideAmount rated(const Payment& payment, WideAmount amount) {
  return amount * payment.charge->rate.num / payment.charge->rate.den;
}

WideAmount rated_hold(const Payment& payment, WideAmount captured, WideAmount held) {
  return rated(payment, captured + held) - rated(payment, captured);
}

WideAmount all_of(const std::vector<core::Allocation>& allocations) {
  WideAmount sum = 0;
  for (const core::Allocation& a : allocations) sum += a.amount;
  return sum;
}

// A fact takes the place of the hold of the same id.
void of_replaced(const State& state, std::string_view id, Converted& out) {
  const Payment* replaced = state.payments.find(id);
  if (replaced != nullptr && replaced->charge && replaced->authorised() > 0)
    expect(out, *replaced, -replaced->authorised(), -rated(*replaced, replaced->authorised()), Layer::held);
}

void of_payment(const State& state, const core::Record& record, Converted& out) {
  const auto& body = core::body_as<core::PaymentPut>(*record.command);
  const bool held = record.type == RecordType::payment_authorised;
  if (!held) of_replaced(state, body.payment_id.view(), out);
  if (!body.charge) return;
  const Layer layer = held ? Layer::held : Layer::posted;
  out[{body.currency.code(), layer}] += body.amount;
  out[{body.charge->currency.code(), layer}] -= core::converted(body.amount, body.charge->rate);
}

void of_hold(const State& state, const core::HoldEffect& effect, Converted& out) {
  const Payment* payment = state.payments.find(effect.payment.view());
  if (payment == nullptr || !payment->charge) return;
  const WideAmount taken = all_of(effect.allocations), gone = taken + all_of(effect.released);
  const WideAmount captured = payment->captured(), held = payment->authorised();
  expect(out, *payment, taken, rated_hold(*payment, captured, taken));
  const WideAmount before = rated_hold(*payment, captured, held);
  expect(out, *payment, -gone, rated_hold(*payment, captured + taken, held - gone) - before, Layer::held);
}

// What of the payment has gone back, and what orders got of it or went back out of suspense.
struct Gone {
  WideAmount back = 0, captured = 0;
};
Gone gone_of(const Payment& payment) {
  Gone out{payment.suspense_refunded, payment.suspense_refunded};  // no order's, and back
  for (const PaymentAllocation& a : payment.allocations) {
    out.captured += a.captured;
    for (const Capture& c : a.order->captures)
      if (c.payment == &payment) out.back += c.refunded + c.disputed;
  }
  return out;
}

// Once `by` more of the payment, and `charge` more of its charge, has gone back; `of_suspense` of it is no order's.
Violation goes_back(const Payment& payment, WideAmount by, WideAmount charge, WideAmount of_suspense = 0) {
  Gone gone = gone_of(payment);
  gone.captured += of_suspense;
  const WideAmount returned = payment.charge->returned + charge, most = rated(payment, gone.captured);
  const bool all = by > 0 && gone.back + by == gone.captured;
  // A refund out of suspense that fails gives back what it took, which may have been rounded up beside another.
  const bool within = returned <= most || charge <= 0;
  if (returned >= 0 && within && (!all || returned == most || (charge == 0 && returned > most))) return std::nullopt;
  return "of the charge of payment " + payment.id + " " + std::to_string(shown(returned)) + " of " +
         std::to_string(shown(most)) + " would have gone back";
}

Violation of_refund(const State& state, const core::Record& record, Converted& out) {
  const auto& effect = core::effect_as<core::RefundEffect>(record);
  const int direction = refund_direction(record);
  for (const core::RefundSource& source : effect.sources) {
    const Payment* payment = state.payments.find(source.payment.view());
    const bool charged = payment != nullptr && payment->charge;
    if (charged != source.charge.has_value())
      return "refund " + effect.refund.str() + " would go back in another currency than payment " +
             source.payment.str() + " came in";
    if (!charged || direction == 0) continue;
    const WideAmount due = rated(*payment, gone_of(*payment).back + source.amount) - payment->charge->returned;
    if (direction > 0 && source.charge->amount != std::max<WideAmount>(0, due))
      return "refund " + effect.refund.str() + " would give back " + std::to_string(source.charge->amount) +
             " of the charge of payment " + payment->id + ", its rate says " + std::to_string(shown(due));
    expect(out, *payment, -source.amount * direction, -source.charge->amount * direction);
    const WideAmount by = source.amount * direction;
    if (auto violated = goes_back(*payment, by, source.charge->amount * direction, effect.order ? 0 : by))
      return violated;
  }
  return std::nullopt;
}

Violation of_dispute(const State& state, const core::DisputeEffect& effect) {
  const Payment* payment = state.payments.find(effect.payment.view());
  if (!effect.charge) {
    const bool placed = !effect.allocations.empty() && payment != nullptr && payment->charge;
    return placed ? Violation("dispute " + effect.dispute.str() + " would take nothing of a charge") : std::nullopt;
  }
  return goes_back(*payment, all_of(effect.allocations), effect.charge->amount);
}

Violation of_end(const State& state, const core::DisputeEndEffect& end, Converted& out) {
  const Dispute* dispute = state.disputes.find(end.dispute.view());
  if (dispute == nullptr || dispute->charge.has_value() != end.charge.has_value())
    return "dispute " + end.dispute.str() + " would end in other currencies than it began";
  if (!end.charge) return std::nullopt;
  const bool first = dispute->state == DisputeState::open;
  WideAmount counted = 0;  // as gone back so far, of the orders
  for (const DisputePart& part : dispute->parts) counted += first ? part.amount : part.lost;
  const WideAmount of_charge = first ? dispute->charge->amount : dispute->charge_lost;
  out[{end.charge->currency.code(), Layer::posted}] += end.charge->amount - (first ? 0 : of_charge);
  return goes_back(*dispute->payment, all_of(end.allocations) - counted, end.charge->amount - of_charge);
}

void of_claw_back(const State& state, const core::ClawBackEffect& effect, Converted& out) {
  const Dispute* dispute = state.disputes.find(effect.dispute.view());
  if (dispute != nullptr && dispute->charge) out[{dispute->payment->currency.code(), Layer::posted}] -= effect.amount;
}

Violation read(const State& state, const core::Record& record, Converted& out) {
  using enum RecordType;
  const RecordType type = record.type;
  if (type == payment_captured || type == payment_authorised) of_payment(state, record, out);
  if (type == wallet_topped_up)
    of_replaced(state, core::body_as<core::WalletTopup>(*record.command).payment_id.view(), out);
  if (const auto* hold = std::get_if<core::HoldEffect>(&record.effect)) of_hold(state, *hold, out);
  if (type == refund_sent || type == refund_settled || type == refund_failed) return of_refund(state, record, out);
  if (const auto* opened = std::get_if<core::DisputeEffect>(&record.effect)) return of_dispute(state, *opened);
  if (const auto* end = std::get_if<core::DisputeEndEffect>(&record.effect)) return of_end(state, *end, out);
  if (const auto* lost = std::get_if<core::ClawBackEffect>(&record.effect)) of_claw_back(state, *lost, out);
  return std::nullopt;
}

}  // namespace

bool ChargesKeepRates::concerns(core::RecordType type) {
  using enum RecordType;
  return type == payment_captured || type == payment_authorised || type == payment_hold_captured ||
         type == payment_voided || type == payment_hold_expired || type == refund_sent || type == refund_settled ||
         type == refund_failed || type == wallet_topped_up || type == dispute_won || type == dispute_lost ||
         type == dispute_partly_lost || type == dispute_clawed_back;
}

Violation ChargesKeepRates::violation(const Examined& examined) {
  for (const core::Record& record : examined.decision.records) {
    Converted said, posted;
    if (auto violated = read(examined.state, record, said)) return violated;
    if (!concerns(record.type)) continue;
    for (const core::Posting& p : record.postings.all())
      if (p.account.starts_with("equity:conversion:")) posted[{p.currency.code(), p.layer}] += p.amount;
    std::erase_if(said, [](const auto& of) { return of.second == 0; });
    if (posted != said)
      return std::string(core::name_of(record.type)) + " would not post what the rate of its payment says";
  }
  return std::nullopt;
}

}  // namespace tallygate::ledger::invariants
