#include <string>
#include <utility>

#include "core/check.hpp"
#include "ledger/apply.hpp"

namespace tallygate::ledger {
namespace {

Payment& payment_of_effect(const Applying& a) {
  const auto& effect = core::effect_as<core::ObjectEffect>(a.record);
  Payment* payment =
      touched(a, a.state.payments, std::string_view(*effect.subject).substr(std::string_view("payment:").size()));
  TALLYGATE_CHECK(payment != nullptr, "a record names a payment that exists");
  return *payment;
}

std::vector<PaymentAllocation> allocations_of(const Applying& a, const core::PaymentEffect& effect) {
  std::vector<PaymentAllocation> out;
  out.reserve(effect.allocations.size());
  for (const core::Allocation& asked : effect.allocations) {
    Order* order = touched(a, a.state.orders, asked.order.view());
    TALLYGATE_CHECK(order != nullptr, "money is allocated to orders that exist");
    out.push_back({order, asked.amount});
  }
  return out;
}

// A fact may bring other terms than the request of the same id that waited, was blocked or declined: then they are the
// ones that hold.
void fill(const Applying& a, Payment& payment, bool is_new) {
  const auto& body = core::body_as<core::PaymentPut>(*a.record.command);
  const auto& effect = core::effect_as<core::PaymentEffect>(a.record);
  a.journal.set(payment.channel, std::optional(body.channel));
  a.journal.set(payment.currency, body.currency);
  a.journal.set(payment.amount, body.amount);
  a.journal.set(payment.suspense, effect.suspense);
  a.journal.set(payment.reported, body.reported.value_or(false));
  a.journal.set(payment.at, a.record.at);
  auto allocations = allocations_of(a, effect);
  std::string instrument = body.instrument ? body.instrument->token.value_or("") : std::string();
  if (is_new) {
    payment.allocations = std::move(allocations);
    payment.instrument = std::move(instrument);
  } else {
    a.journal.replace(payment.allocations, std::move(allocations));
    a.journal.replace(payment.instrument, std::move(instrument));
  }
}

void bring(const Applying& a, Payment& payment) {
  for (const PaymentAllocation& allocation : payment.allocations) {
    Order& order = *allocation.order;
    a.journal.set(order.captured, order.captured + allocation.amount);
    a.journal.set(order.escrow, order.escrow + allocation.amount);
    a.journal.note(order, 0, +[](Order& o, const int&) { o.captures.pop_back(); });
    order.captures.push_back({&payment, allocation.amount, 0});
    if (order.state == OrderState::placed && order.captured == order.amount)
      a.journal.set(order.state, OrderState::paid);
  }
}

}  // namespace

void apply_payment_asked(const Applying& a, PaymentState asked) {
  const auto& body = core::body_as<core::PaymentPut>(*a.record.command);
  const auto& effect = core::effect_as<core::PaymentEffect>(a.record);
  Payment* known = touched(a, a.state.payments, body.payment_id.view());
  Payment& payment = known != nullptr ? *known : made(a, a.state.payments, body.payment_id.view());
  if (payment.waiting != nullptr) close_wait(a, *payment.waiting, WaitState::closed);
  a.journal.set(payment.waiting, nullptr);
  fill(a, payment, known == nullptr);
  a.journal.set(payment.state, asked);
  if (asked == PaymentState::captured) bring(a, payment);
  if (effect.waiting) a.journal.set(payment.waiting, open_wait(a, effect.waiting, "payment:" + payment.id, &payment));
}

void apply_payment_rejected(const Applying& a) {
  Payment& payment = payment_of_effect(a);
  if (payment.waiting != nullptr) close_wait(a, *payment.waiting, WaitState::closed);
  a.journal.set(payment.waiting, nullptr);
  a.journal.set(payment.state, PaymentState::rejected);
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
    if (Order* order = touched(a, a.state.orders, body.order->view())) payment.allocations.push_back({order, 0});
}

}  // namespace tallygate::ledger
