// Holds: what is authorised for orders, and what of it is captured or released.
#include <algorithm>
#include <vector>

#include "core/check.hpp"
#include "ledger/apply.hpp"
#include "ledger/limit_terms.hpp"

namespace tallygate::ledger {
namespace {

HoldExpiry expiry_of(const Payment& payment) {
  return {payment.expires_at, payment.authorised_by, &payment};
}

struct ListedHold {
  std::size_t at;
  Payment* payment;
};

void add_hold(const Applying& a, Order& order, Payment& payment) {
  a.journal.note(order, 0, +[](Order& o, const int&) { o.holds.pop_back(); });
  order.holds.push_back(&payment);
}

void remove_hold(const Applying& a, Order& order, Payment& payment) {
  const auto found = std::ranges::find(order.holds, &payment);
  TALLYGATE_CHECK(found != order.holds.end(), "a hold is known to its orders");
  const ListedHold listed{static_cast<std::size_t>(found - order.holds.begin()), &payment};
  a.journal.note(
      order, listed, +[](Order& o, const ListedHold& l) {
        o.holds.insert(o.holds.begin() + static_cast<std::ptrdiff_t>(l.at), l.payment);
      });
  order.holds.erase(found);
}

// Of what is held for one order, `amount` is held no more.
void take_from_hold(const Applying& a, Payment& payment, PaymentAllocation& from, core::Amount amount) {
  TALLYGATE_CHECK(amount > 0 && amount <= from.held, "no more is taken of a hold than is left of it");
  Order& order = *from.order;
  a.journal.set(from.held, from.held - amount);
  a.journal.set(order.held, order.held - amount);
  if (from.held == 0) remove_hold(a, order, payment);
}

PaymentAllocation& allocation_for(const Applying& a, Payment& payment, std::string_view order_id) {
  const Order* order = touched(a, a.state.orders, order_id);
  const auto found = std::ranges::find(payment.allocations, order, &PaymentAllocation::order);
  TALLYGATE_CHECK(order != nullptr && found != payment.allocations.end(), "a hold is for the orders of its payment");
  return *found;
}

}  // namespace

void apply_payment_authorised(const Applying& a) {
  const auto& effect = core::effect_as<core::AuthorisedEffect>(a.record);
  Payment& payment = payment_asked(a, effect.allocations, effect.wallet);
  a.journal.set(payment.state, PaymentState::authorised);
  a.journal.set(payment.authorised_by, a.record.seq);
  a.journal.set(payment.expires_at, effect.expires_at);
  for (PaymentAllocation& to : payment.allocations) {
    a.journal.set(to.held, to.amount);
    a.journal.set(to.order->held, to.order->held + to.amount);
    add_hold(a, *to.order, payment);
  }
  a.state.holds.add(expiry_of(payment), a.journal);
  count_spent(a, payment);
}

void apply_hold(const Applying& a, PaymentState ends_as) {
  const auto& effect = core::effect_as<core::HoldEffect>(a.record);
  Payment* payment = touched(a, a.state.payments, effect.payment.view());
  TALLYGATE_CHECK(payment != nullptr && payment->state == PaymentState::authorised,
                  "what is captured or released is held");
  for (const core::Allocation& taken : effect.allocations) {
    PaymentAllocation& from = allocation_for(a, *payment, taken.order.view());
    take_from_hold(a, *payment, from, taken.amount);
    bring(a, *payment, from, taken.amount);
  }
  for (const core::Allocation& released : effect.released)
    take_from_hold(a, *payment, allocation_for(a, *payment, released.order.view()), released.amount);
  count_spent(a, *payment);
  if (payment->authorised() > 0) return;
  a.state.holds.remove(expiry_of(*payment), a.journal);
  a.journal.set(payment->state, ends_as);
}

void release_hold(const Applying& a, Payment& payment) {
  for (PaymentAllocation& from : payment.allocations) {
    if (from.held == 0) continue;
    a.journal.set(from.order->touched, a.record.at);
    take_from_hold(a, payment, from, from.held);
  }
  a.state.holds.remove(expiry_of(payment), a.journal);
}

}  // namespace tallygate::ledger
