#include <algorithm>
#include <string>
#include <utility>

#include "core/check.hpp"
#include "core/content_marks.hpp"
#include "ledger/apply.hpp"
#include "ledger/charges.hpp"
#include "ledger/doubt.hpp"
#include "ledger/id_taken.hpp"
#include "ledger/limit_terms.hpp"
#include "ledger/suspense.hpp"

namespace tallygate::ledger {
namespace {

Payment& payment_of_effect(const Applying& a) {
  const auto& effect = core::effect_as<core::ObjectEffect>(a.record);
  Payment* payment =
      touched(a, a.state.payments, std::string_view(*effect.subject).substr(std::string_view("payment:").size()));
  TALLYGATE_CHECK(payment != nullptr, "a record names a payment that exists");
  return *payment;
}

std::vector<PaymentAllocation> allocations_of(const Applying& a, const std::vector<core::Allocation>& allocations) {
  std::vector<PaymentAllocation> out;
  out.reserve(allocations.size());
  for (const core::Allocation& asked : allocations) {
    Order* order = touched(a, a.state.orders, asked.order.view());
    TALLYGATE_CHECK(order != nullptr, "money is allocated to orders that exist");
    out.push_back({order, asked.amount, 0, 0});
  }
  return out;
}

}  // namespace

void is_asked_no_more(const Applying& a, Payment& payment) {
  count_spent_no_more(a, payment);
  if (payment.waiting != nullptr) close_wait(a, *payment.waiting, WaitState::closed);
  a.journal.set(payment.waiting, nullptr);
  if (payment.state == PaymentState::authorised) release_hold(a, payment);
}

// A fact may bring other terms than the request of the same id that waited, was blocked, declined or held: then they
// are the ones that hold.
Payment& payment_asked(const Applying& a, const std::vector<core::Allocation>& allocations,
                       const std::optional<core::PartyId>& wallet) {
  const auto& body = core::body_as<core::PaymentPut>(*a.record.command);
  Payment* known = touched(a, a.state.payments, body.payment_id.view());
  Payment& payment = known != nullptr ? *known : made(a, a.state.payments, body.payment_id.view());
  if (known != nullptr) is_asked_no_more(a, payment);
  a.journal.set(payment.channel, std::optional(body.channel));
  a.journal.set(payment.currency, body.currency);
  a.journal.set(payment.amount, body.amount);
  a.journal.set(payment.wallet, wallet ? &party_seen(a, wallet->view()) : nullptr);
  a.journal.set(payment.reported, body.reported.value_or(false));
  a.journal.set(payment.at, a.record.at);
  if (payment.charge != nullptr || body.charge) a.journal.replace(payment.charge, charge_of(body));
  auto to = allocations_of(a, allocations);
  std::string instrument = body.instrument ? body.instrument->token.value_or("") : std::string();
  if (known == nullptr) {
    payment.content = core::content_marks(*a.record.command, kPaymentIds.id_member);
    payment.allocations = std::move(to);
    payment.instrument = std::move(instrument);
  } else {
    if (!a.record.cause)  // a fact; else released: the same request
      a.journal.replace(payment.content, core::content_marks(*a.record.command, kPaymentIds.id_member));
    a.journal.replace(payment.allocations, std::move(to));
    a.journal.replace(payment.instrument, std::move(instrument));
  }
  return payment;
}

void bring(const Applying& a, Payment& payment, PaymentAllocation& to, core::Amount amount) {
  Order& order = *to.order;
  a.journal.set(to.captured, to.captured + amount);
  a.journal.set(order.captured, order.captured + amount);
  a.journal.set(order.escrow, order.escrow + amount);
  const auto known = std::ranges::find(order.captures, &payment, &Capture::payment);
  if (known == order.captures.end()) {
    a.journal.note(order, 0, +[](Order& o, const int&) { o.captures.pop_back(); });
    order.captures.push_back({&payment, amount, 0});
  } else {
    struct Before {
      std::size_t at;
      core::Amount captured;
    };
    const Before before{static_cast<std::size_t>(known - order.captures.begin()), known->captured};
    a.journal.note(order, before, +[](Order& o, const Before& b) { o.captures[b.at].captured = b.captured; });
    known->captured += amount;
  }
  if (order.state == OrderState::placed && order.owing() == 0) a.journal.set(order.state, order.paid_state());
  retime(a, order);
}

void apply_payment_asked(const Applying& a, PaymentState asked) {
  const auto& effect = core::effect_as<core::PaymentEffect>(a.record);
  Payment& payment = payment_asked(a, effect.allocations, effect.wallet);
  a.journal.set(payment.state, asked);
  if (asked == PaymentState::captured) open_doubt(a, payment, effect.waiting);
  if (asked == PaymentState::captured)
    for (PaymentAllocation& to : payment.allocations) bring(a, payment, to, to.amount);
  if (asked == PaymentState::captured) stands_in_suspense(a, payment, effect.suspense);
  if (effect.waiting && asked != PaymentState::captured)
    a.journal.set(payment.waiting, open_wait(a, effect.waiting, "payment:" + payment.id, &payment));
  count_spent(a, payment);
}

void charge_returns(const Applying& a, Payment& payment, core::Amount by) {
  Charge& charge = *payment.charge;
  a.journal.set(charge.returned, charge.returned + by);
}

void apply_payment_rejected(const Applying& a) {
  Payment& payment = payment_of_effect(a);
  if (payment.waiting != nullptr) close_wait(a, *payment.waiting, WaitState::closed);
  a.journal.set(payment.waiting, nullptr);
  a.journal.set(payment.state, PaymentState::rejected);
  count_spent(a, payment);
}

void apply_payment_declined(const Applying& a) {
  const auto& body = core::body_as<core::PaymentDecline>(*a.record.command);
  const std::string& id = a.record.command->path_id;
  Payment* known = touched(a, a.state.payments, id);
  if (known != nullptr) {
    a.journal.set(known->declines, known->declines + 1);
    return;
  }
  Payment& payment = made(a, a.state.payments, id);
  payment.state = PaymentState::declined;
  payment.declines = 1;
  payment.channel = body.channel;
  payment.currency = body.currency.value_or(core::Currency{});
  payment.amount = body.amount.value_or(0);
  payment.at = a.record.at;
  if (body.instrument) payment.instrument = body.instrument->token.value_or("");
  if (body.buyer) party_seen(a, body.buyer->view());
  if (body.order)
    if (Order* order = touched(a, a.state.orders, body.order->view())) payment.allocations.push_back({order, 0, 0, 0});
}

}  // namespace tallygate::ledger
