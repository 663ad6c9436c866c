// Payments reported twice, and before their orders are there; what stands in suspense of them then goes to orders, or
// back the way it came.
#include <algorithm>

#include "tests/simulation/commands.hpp"

namespace tallygate::simulation {

using core::Operation;

namespace {

std::vector<std::string> idle_payments(const Model& model) {
  return ids_where(model.payments, [](const ModelPayment& p) { return p.free_suspense() > 0; });
}

// That the payment was reported for.
std::string order_of(const Model& model, const std::string& payment) {
  const auto first = model.first_requests.find("payment:" + payment);
  return first == model.first_requests.end() ? "" : first->second->path_id;
}

}  // namespace

core::Command Commands::suspense_step(const Model& model) {
  switch (below(idle_payments(model).empty() ? 3 : 11)) {
    case 0:
      return report_twice(model);
    case 1:
      return report_before_its_order(model);
    case 2:
    case 3:
      return place_what_was_paid(model);
    case 4:
    case 5:
    case 6:
    case 7:
      return allocate(model);
    default:
      return refund_suspense(model);
  }
}

// A payment, then the order that it is for, then the money brought to it; and what may follow.
core::Command Commands::paid_before(const Model& model, std::size_t step) {
  if (step == 0) return report_before_its_order(model);
  if (step == 1) return place_what_was_paid(model);
  return step == 2 ? allocate(model) : suspense_step(model);
}

// What a payment brought, once more under another id.
core::Command Commands::report_twice(const Model& model) {
  const auto paid = ids_where(model.payments, [](const ModelPayment& p) {
    return p.captured() > 0 && p.topped_up == 0 && !p.allocations.empty();
  });
  if (paid.empty()) return reported_or_split_payment(model);
  const ModelPayment& of = model.payments.at(pick(paid));
  core::PaymentPut body;
  body.payment_id = core::PaymentId(fresh("y", 240, model.payments));
  body.channel = one_in(4) ? channel() : core::Channel::card;
  body.currency = core::Currency::from_code(of.currency).value();
  body.reported = true;
  for (const auto& [order, amount] : of.allocations) {
    if (amount == 0) continue;
    core::Allocation a;
    a.order = core::OrderId(order);
    a.amount = amount;
    body.amount += amount;
    body.allocations.push_back(std::move(a));
  }
  if (body.amount == 0) return reported_or_split_payment(model);
  if (charges_ ? !one_in(3) : one_in(6)) charge(body);
  return make(Operation::payment_put, std::move(body));
}

core::Command Commands::report_before_its_order(const Model& model) {
  core::PaymentPut body;
  body.payment_id = core::PaymentId(fresh("y", 240, model.payments));
  body.channel = channel();
  body.currency = currency();
  body.reported = true;
  body.amount = 1 + below(one_in(2) ? 60 : 9'000);
  if (charges_ ? !one_in(3) : one_in(6)) charge(body);
  return make(Operation::order_pay, std::move(body), fresh("o", kOrders, model.orders));
}

// The order that a payment was reported for before it was there, over what was paid or something near it.
core::Command Commands::place_what_was_paid(const Model& model) {
  std::vector<std::pair<std::string, std::string>> named;  // order, payment
  for (const auto& id : idle_payments(model)) {
    const core::Command& first = *model.first_requests.at("payment:" + id);
    if (first.op == Operation::order_pay) named.emplace_back(first.path_id, id);
    if (first.op == Operation::payment_put)
      for (const auto& a : core::body_as<core::PaymentPut>(first).allocations) named.emplace_back(a.order.str(), id);
  }
  std::erase_if(named, [&](const auto& of) {
    return model.orders.contains(of.first) || model.used_ids.contains("order:" + of.first);
  });
  auto c = order_place(model);
  if (named.empty()) return c;
  const auto& [order, payment] = pick(named);
  auto& body = std::get<core::OrderPlace>(c.body);
  body.order_id = core::OrderId(order);
  const ModelPayment& of = model.payments.at(payment);
  if (!one_in(12)) {
    if (body.currency.code() != of.currency) body.plan.reset(), body.group.reset();
    body.currency = core::Currency::from_code(of.currency).value();
  }
  if (!body.lines.empty() || !body.items.empty()) return c;
  const core::Amount free = of.free_suspense();
  body.amount = one_in(3) ? free : one_in(2) ? 1 + below(free) : std::min(core::kAmountMax, free + below(200));
  return c;
}

// Mostly one of which something is free.
std::string Commands::payment_in_suspense(const Model& model) {
  const auto idle = idle_payments(model);
  std::vector<std::string> awaited;  // whose order is there now
  for (const auto& payment : idle) {
    const auto order = model.orders.find(order_of(model, payment));
    if (order != model.orders.end() && order->second.state == "placed") awaited.push_back(payment);
  }
  if (!awaited.empty() && one_in(2)) return pick(awaited);
  if (!idle.empty() && !one_in(12)) return pick(idle);
  const auto known =
      ids_where(model.payments, [](const ModelPayment& p) { return p.suspense > 0 || p.captured() > 0; });
  return known.empty() || one_in(4) ? id("y", 240) : pick(known);
}

core::Command Commands::allocate(const Model& model) {
  const std::string payment = payment_in_suspense(model);
  const auto found = model.payments.find(payment);
  core::Amount free = found == model.payments.end() ? 100 : found->second.free_suspense();
  core::PaymentAllocate body;
  const bool many = one_in(8);  // up to what a payment may have
  for (std::int64_t n = many ? 6 + below(15) : one_in(4) ? 1 + below(4) : 1; n > 0; --n) {
    const auto fitting = ids_where(model.orders, [&](const ModelOrder& o) {
      return o.state == "placed" && found != model.payments.end() && o.currency == found->second.currency;
    });
    const std::string named = found == model.payments.end() ? "" : order_of(model, payment);
    const bool is_there = std::ranges::find(fitting, named) != fitting.end();
    const std::string order = is_there && !many && !one_in(3) ? named
                              : !fitting.empty() && !one_in(many ? 200 : 8)
                                  ? pick(fitting)
                                  : order_in(model, {"placed", "paid", "held", "cancelled", "expired", "rejected"});
    const core::OrderId id(order);
    if (std::ranges::find(body.allocations, id, &core::Allocation::order) != body.allocations.end()) continue;
    core::Amount payable = free;
    if (const auto of = model.orders.find(order); of != model.orders.end() && !one_in(12))
      payable = of->second.price() - of->second.captured - model.held_for(order);
    core::Amount amount = std::min(payable, free);
    if (amount > 1 && (many || one_in(3))) amount = 1 + below(many ? 2 : amount);
    if (one_in(many ? 200 : 12)) amount = std::min(core::kAmountMax - 1, std::max(payable, free)) + 1;
    if (amount < 1) amount = 1;
    free = std::max<core::Amount>(0, free - amount);
    core::Allocation a;
    a.order = id;
    a.amount = amount;
    body.allocations.push_back(std::move(a));
  }
  return make(Operation::payment_allocate, std::move(body), payment);
}

core::Command Commands::refund_suspense(const Model& model) {
  const std::string payment = payment_in_suspense(model);
  const auto found = model.payments.find(payment);
  core::PaymentRefund body;
  body.refund_id = core::RefundId(fresh("r", 160, model.refunds));
  body.currency = currency();
  body.amount = 1 + below(200);
  if (found != model.payments.end()) {
    const ModelPayment& of = found->second;
    if (!of.currency.empty() && !one_in(8)) body.currency = core::Currency::from_code(of.currency).value();
    if (const core::Amount free = of.free_suspense(); free > 0)
      body.amount = one_in(2) ? free : one_in(8) && free < core::kAmountMax ? free + 1 : 1 + below(free);
  }
  if (one_in(3)) body.settled = true;
  if (one_in(4)) body.reason = "paid twice";
  return make(Operation::payment_refund, std::move(body), payment);
}

}  // namespace tallygate::simulation
