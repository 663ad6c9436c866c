// Orders and their steps, payments, holds and refunds, mostly such that business goes on.
#include <algorithm>
#include <utility>

#include "tests/simulation/commands.hpp"

namespace tallygate::simulation {

using core::Operation;

namespace {

const std::vector<core::OnLate> kOnLate = {core::OnLate::cancel, core::OnLate::mark, core::OnLate::none};

}  // namespace

core::Command Commands::order_place(const Model& model) {
  core::OrderPlace body;
  const auto overridden = ids_where(model.orders, [](const ModelOrder& o) { return o.overridden_by != 0; });
  body.order_id =
      core::OrderId(overridden.empty() || !one_in(4) ? fresh("o", kOrders, model.orders) : pick(overridden));
  body.buyer = core::PartyId(id("p", 8));
  body.merchant = core::PartyId(one_in(25) ? body.buyer.str() : id("m", 3));
  body.amount = price();
  body.currency = currency();
  if (one_in(3))
    body.plan =
        core::PlanId(model.plans.empty() || one_in(8) ? id("plan", 3)
                                                      : pick(ids_where(model.plans, [](const auto&) { return true; })));
  if (body.plan && model.plans.contains(body.plan->str()) && !one_in(6))
    body.currency = model.plans.at(body.plan->str()).back().currency;
  if (one_in(2)) body.referrer = core::PartyId(id("p", 10));
  if (one_in(3)) body.creator = core::PartyId(id("c", 2));
  if (one_in(3)) body.partner = core::PartyId(id("c", 3));
  if (one_in(3)) body.supplier = core::PartyId(id("m", 3));
  if (one_in(4)) {
    core::OrderItem item;
    item.sku = id("s", 5);
    item.quantity = 1 + below(3);
    item.unit_price = 1 + below(100);
    if (!one_in(5)) body.amount = item.quantity * item.unit_price;
    body.items.push_back(item);
  } else if (one_in(in_parts_ ? 1 : 3)) {
    lines(body);
    use_coupon(model, body);
  }
  if (one_in(3)) {
    auto& terms = body.terms.emplace();
    if (one_in(2)) terms.expires_in = one_in(6) ? -1 : 1 + below(one_in(2) ? 100 : 3 * 86'400);
    if (one_in(2)) terms.on_late = pick(kOnLate);
    if (one_in(2)) terms.release_after_s = one_in(6) ? -1 : below(one_in(2) ? 100 : 3 * 86'400);
  }
  group(model, body);
  if (one_in(4)) body.deliver_by = model.last_at + core::seconds(below(one_in(2) ? 300 : 5 * 86'400) - 5);
  return make(Operation::order_place, std::move(body));
}

// Now and then one that money in doubt keeps.
std::string Commands::order_to_complete(const Model& model) {
  const auto kept = ids_where(model.orders, [&](const ModelOrder& o) {
    const auto in_doubt = [&](const ModelCapture& c) { return model.in_doubt(model.payments.at(c.payment)); };
    return o.captured == o.price() && o.state != "completed" && std::ranges::any_of(o.captures, in_doubt);
  });
  return !kept.empty() && one_in(4) ? pick(kept) : order_in(model, {"paid", "shipped", "delivered"});
}

core::Command Commands::order_step(const Model& model) {
  switch (below(in_parts_ ? 14 : 9)) {
    case 3: {
      core::OrderOverride body;
      body.reason = "known";
      if (one_in(2)) body.expires_at = model.last_at + core::seconds(below(600));
      return make(Operation::order_override, std::move(body), order_in(model, {"blocked"}));
    }
    case 0:
    case 9:
    case 10:
    case 11:
      return ship(model);
    case 1:
    case 12:
    case 13:
      return deliver(model);
    case 2:
      return make(Operation::order_cancel, core::OrderCancel{},
                  order_in(model, {"placed", "paid", "held", "shipped", "challenged"}));
    default:
      return make(Operation::order_complete, core::OrderComplete{}, order_to_complete(model));
  }
}

core::Command Commands::payment(const Model& model) {
  const std::string order = order_to_pay(model);
  core::PaymentPut body;
  body.payment_id = core::PaymentId(fresh("y", 240, model.payments));
  body.channel = channel();
  body.currency = currency();
  body.amount = 1 + below(500);
  if (const auto found = model.orders.find(order); found != model.orders.end()) {
    if (!one_in(20)) body.currency = core::Currency::from_code(found->second.currency).value();
    const core::Amount payable = found->second.price() - found->second.captured - model.held_for(order);
    if (payable > 0) body.amount = one_in(4) ? 1 + below(payable) : one_in(12) ? payable + 1 : payable;
    if (body.amount > core::kAmountMax) body.amount = core::kAmountMax;
  }
  if (one_in(4)) {
    body.capture = false;
    if (one_in(2)) body.expires_in = 1 + below(one_in(2) ? 86'400 : 600);
  }
  if (charges_ ? !one_in(3) : one_in(8)) charge(body);
  return make(Operation::order_pay, std::move(body), order);
}

core::Command Commands::hold_step(const Model& model) {
  const auto open = ids_where(model.payments, [](const ModelPayment& p) { return p.state == "authorised"; });
  const auto known = ids_where(model.payments, [](const ModelPayment&) { return true; });
  const std::string payment = !open.empty() && !one_in(5)  ? pick(open)
                              : known.empty() || one_in(3) ? id("y", 80)
                                                           : pick(known);
  if (one_in(5)) return make(Operation::payment_void, core::PaymentVoid{}, payment);
  core::PaymentCapture body;
  const auto found = model.payments.find(payment);
  const core::Amount left = found == model.payments.end() ? 0 : sum_of(found->second.held);
  if (one_in(2)) body.amount = left == 0 ? 1 : one_in(12) ? left + 1 : 1 + below(left);
  if (left > 0 && !found->second.allocations.empty() && one_in(3)) {
    core::Allocation a;
    const auto& [order, amount] = pick(found->second.allocations);
    a.order = core::OrderId(one_in(15) ? id("o", kOrders) : order);
    a.amount = one_in(15) ? body.amount.value_or(1) + 1 : body.amount.value_or(1);
    body.allocations.push_back(std::move(a));
  }
  if (one_in(15)) body.currency = currency();
  if (one_in(4)) body.is_final = true;
  return make(Operation::payment_capture, std::move(body), payment);
}

core::Command Commands::reported_or_split_payment(const Model& model) {
  core::PaymentPut body;
  body.payment_id = core::PaymentId(fresh("y", 240, model.payments));
  body.channel = channel();
  body.currency = currency();
  body.reported = one_in(2);
  if (one_in(8)) body.channel = core::Channel::wallet;
  if (one_in(4)) body.capture = false;
  const bool waiting = body.reported.value_or(false) && one_in(3);
  for (std::int64_t n = 1 + below(3); n > 0; --n) {
    core::Allocation a;
    const std::string order = waiting ? order_in(model, {"held", "challenged"})
                                      : order_in(model, {"placed", "held", "challenged", "rejected", "cancelled"});
    a.order = core::OrderId(order);
    a.amount = 1 + below(3'000);
    if (const auto found = model.orders.find(order); found != model.orders.end() && !one_in(4))
      if (const auto payable = found->second.price() - found->second.captured; payable > 0 && payable < 1'000'000)
        a.amount = payable;
    body.amount += a.amount;
    body.allocations.push_back(std::move(a));
  }
  if (one_in(15)) body.amount += 1;
  if (charges_ ? !one_in(3) : one_in(8)) charge(body);
  return make(Operation::payment_put, std::move(body));
}

core::Command Commands::decline(const Model& model) {
  core::PaymentDecline body;
  if (one_in(2)) body.amount = below(1'000);
  if (one_in(2)) body.channel = channel();
  if (one_in(2)) body.currency = currency();
  if (one_in(2)) body.buyer = core::PartyId(id("p", 12));
  if (one_in(2)) body.order = core::OrderId(order_in(model, {"placed"}));
  return make(Operation::payment_decline, std::move(body), id("y", 80));
}

core::Command Commands::refund(const Model& model) {
  const auto open = ids_where(model.orders, [](const ModelOrder& o) { return o.refundable() > 0; });
  std::string order = open.empty() || one_in(10) ? id("o", kOrders) : pick(open);
  // Where one was refused or failed, mostly all of it again: then the first one's money goes all the same.
  const auto anew = ids_where(model.orders, [&](const ModelOrder& o) {
    return o.refundable() > 0 && std::ranges::any_of(o.refunds, [&](const std::string& refund) {
             const std::string& state = model.refunds.at(refund).state;
             return state == "failed" || state == "blocked" || state == "rejected";
           });
  });
  if (!anew.empty() && one_in(4)) order = pick(anew);
  if (const std::string waits = order_that_waits(model); !waits.empty() && one_in(3)) order = waits;
  core::OrderRefund body;
  body.refund_id = core::RefundId(fresh("r", 160, model.refunds));
  body.currency = currency();
  body.amount = 1 + below(500);
  if (const auto found = model.orders.find(order); found != model.orders.end()) {
    const ModelOrder& o = found->second;
    if (!one_in(20)) body.currency = core::Currency::from_code(o.currency).value();
    const core::Amount left = o.refundable();
    const bool again = std::ranges::find(anew, order) != anew.end();
    if (left > 0)
      body.amount = one_in(again ? 2 : 3) ? left : one_in(15) && left < core::kAmountMax ? left + 1 : 1 + below(left);
    if (one_in(5)) {
      body.to.emplace();
      body.to->payment = core::PaymentId(o.captures.empty() || one_in(5) ? id("y", 60) : pick(o.captures).payment);
    }
  }
  if (one_in(4)) body.settled = true;
  if (one_in(!lines_of(model, order).empty() ? 2 : 15)) body.lines = refund_lines(model, order, body.amount);
  return make(Operation::order_refund, std::move(body), order);
}

core::Command Commands::refund_outcome(const Model& model) {
  const auto sent = ids_where(model.refunds, [](const ModelRefund& r) { return r.state == "sent"; });
  if (one_in(3)) return late_refund_outcome(model);
  const std::string refund = sent.empty() || one_in(10) ? id("r", 80) : pick(sent);
  if (one_in(2)) return make(Operation::refund_settle, core::RefundSettle{}, refund);
  return make(Operation::refund_fail, core::RefundFail{}, refund);
}

// Out of turn: one that was not sent is settled, mostly where its order has no more to give; one that was comes back.
core::Command Commands::late_refund_outcome(const Model& model) {
  const auto not_sent = [](const ModelRefund& r) { return r.state != "sent" && r.state != "settled"; };
  const auto taken = ids_where(model.refunds, [&](const ModelRefund& r) {
    if (r.order.empty()) return not_sent(r) && r.amount > model.payments.at(r.payment).free_suspense();
    const ModelOrder& order = model.orders.at(r.order);
    return not_sent(r) && r.amount > order.captured - order.refunded - order.disputed() - order.lost();
  });
  const auto late = ids_where(model.refunds, not_sent);
  const auto settled = ids_where(model.refunds, [](const ModelRefund& r) { return r.state == "settled"; });
  const auto unplaced = ids_where(model.refunds, [](const ModelRefund& r) { return r.unplaced; });
  const auto of_ended = ids_where(model.refunds, [&](const ModelRefund& r) {
    return (r.state == "sent" || r.state == "settled") && !r.order.empty() && model.orders.at(r.order).ended();
  });
  const auto any_of = [&](const std::vector<std::string>& some, const std::vector<std::string>& all) {
    if (!some.empty() && !one_in(3)) return pick(some);
    return all.empty() || one_in(20) ? id("r", 80) : pick(all);
  };
  if (one_in(2)) return make(Operation::refund_settle, core::RefundSettle{}, any_of(taken, late));
  return make(Operation::refund_fail, core::RefundFail{}, any_of(one_in(2) ? unplaced : of_ended, settled));
}

}  // namespace tallygate::simulation
