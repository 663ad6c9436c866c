#include <string>
#include <utility>

#include "core/check.hpp"
#include "core/content_marks.hpp"
#include "ledger/account_names.hpp"
#include "ledger/apply.hpp"
#include "ledger/escrow_left.hpp"
#include "ledger/groups.hpp"
#include "ledger/id_taken.hpp"
#include "ledger/refund_lines.hpp"
#include "ledger/reserved_goods.hpp"
#include "ledger/shipped_goods.hpp"

namespace tallygate::ledger {
namespace {

const PlanVersion* pinned(const State& state, const core::OrderEffect& effect) {
  if (!effect.plan) return nullptr;
  const Plan* plan = state.plans.find(effect.plan->view());
  TALLYGATE_CHECK(plan != nullptr, "an order pins a published plan");
  const auto at = static_cast<std::size_t>(effect.plan_version.value_or(0)) - 1;
  TALLYGATE_CHECK(at < plan->versions.size(), "an order pins a published version");
  return plan->versions[at].get();
}

Order& create(const Applying& a, const core::OrderPlace& asked) {
  Order& order = made(a, a.state.orders, asked.order_id.view());
  order.content = core::content_marks(*a.record.command, kOrderIds.id_member);
  order.currency = asked.currency;
  order.amount = asked.amount;
  order.placed_at = a.record.at;
  order.buyer = &party_seen(a, asked.buyer.view());
  order.merchant = &party_seen(a, asked.merchant.view());
  if (asked.creator) order.creator = &party_seen(a, asked.creator->view());
  if (asked.partner) order.partner = &party_seen(a, asked.partner->view());
  if (asked.supplier) order.supplier = &party_seen(a, asked.supplier->view());
  if (asked.payer) order.payer = asked.payer->str();
  if (asked.device) order.device = asked.device->id.str();
  if (asked.ip) order.ip = asked.ip->pseudonym;
  order.lines = lines_of(asked);
  return order;
}

Order& order_of(const Applying& a) {
  Order* order = touched(a, a.state.orders, order_named_by(a.record));
  TALLYGATE_CHECK(order != nullptr, "a record names an order that exists");
  return *order;
}

void set_state(const Applying& a, Order& order, OrderState state) {
  a.journal.set(order.state, state);
}

// The shipment that a delivery names has arrived; all have where it names none.
void note_arrival(const Applying& a, Order& order) {
  const auto& waybill = core::body_as<core::OrderDeliver>(*a.record.command).waybill;
  for (std::size_t k = 0; k < order.shipments.size(); ++k) {
    Shipment& shipment = order.shipments[k];
    if (shipment.delivered || (waybill && shipment.waybill != *waybill)) continue;
    a.journal.note(order, k, +[](Order& o, const std::size_t& at) { o.shipments[at].delivered = false; });
    shipment.delivered = true;
  }
}

// What the parts of a completed order leave to mature, by the day it does.
void remember_part(const Applying& a, Order& order, const core::SplitPart& made) {
  PaidPart part;
  part.account = made.account;
  part.paid = made.amount;
  if (made.matures_on) {
    part.matures_on = core::parse_date(*made.matures_on);
    TALLYGATE_CHECK(part.matures_on.has_value(), "a recorded date is one");
    const Account* account = a.state.accounts.find(made.account);
    TALLYGATE_CHECK(account != nullptr, "what matures was posted");
    a.state.maturities.add({*part.matures_on, order.currency, account}, made.amount, a.journal);
  }
  order.parts.push_back(std::move(part));
}

}  // namespace

std::string_view order_named_by(const core::Record& record) {
  if (record.command != nullptr) return record.command->path_id;
  if (const auto* split = std::get_if<core::SplitEffect>(&record.effect))
    return split->order ? split->order->view() : std::string_view();
  return std::string_view(*core::effect_as<core::ObjectEffect>(record).subject)
      .substr(std::string_view("order:").size());
}

std::vector<Line> lines_of(const core::OrderPlace& asked) {
  std::vector<Line> out;
  out.reserve(asked.lines.size());
  for (const core::OrderLine& line : asked.lines)
    out.push_back({line.line_id, line.amount, line.quantity.value_or(0), 0, 0, line.kind});
  return out;
}

void apply_order_asked(const Applying& a, OrderState asked) {
  const auto& body = core::body_as<core::OrderPlace>(*a.record.command);
  const auto& effect = core::effect_as<core::OrderEffect>(a.record);
  Order* known = touched(a, a.state.orders, body.order_id.view());
  Order& order = known != nullptr ? *known : create(a, body);
  if (known != nullptr && !a.record.cause) place_again(a, order);  // else released
  if (order.waiting != nullptr) {  // released, or a passed challenge that a review follows
    close_wait(a, *order.waiting, WaitState::closed);
    a.journal.set(order.waiting, nullptr);
  }
  std::vector<Party*> chain;
  chain.reserve(effect.chain.size());
  for (const core::PartyId& id : effect.chain) chain.push_back(&party_seen(a, id.view()));
  if (known == nullptr) {
    order.chain = std::move(chain);
    order.plan = pinned(a.state, effect);
  } else {
    a.journal.replace(order.chain, std::move(chain));
    a.journal.set(order.plan, pinned(a.state, effect));
  }
  // Money reported meanwhile counts; nothing is to be paid on an order over nothing.
  const bool paid = asked == OrderState::placed && order.owing() == 0;
  set_state(a, order, paid ? order.paid_state() : asked);
  reserve_goods(a, order, effect);
  if (effect.terms) {
    a.journal.set(order.terms, order_terms(*effect.terms));
    a.journal.set(order.placed_seq, a.record.seq);
  }
  if (effect.group) join_group(a, order, *body.group);
  retime(a, order);
  if (effect.waiting) a.journal.set(order.waiting, open_wait(a, effect.waiting, "order:" + order.id, &order));
}

void apply_order_rejected(const Applying& a) {
  const auto& effect = core::effect_as<core::ObjectEffect>(a.record);
  Order* order =
      touched(a, a.state.orders, std::string_view(*effect.subject).substr(std::string_view("order:").size()));
  TALLYGATE_CHECK(order != nullptr, "a rejected order was asked for");
  if (order->waiting != nullptr) close_wait(a, *order->waiting, WaitState::closed);
  a.journal.set(order->waiting, nullptr);
  set_state(a, *order, OrderState::rejected);
  give_goods_back(a, *order);
  keep_in_sight(a, *order);
}

void apply_order_shipped(const Applying& a) {
  const auto& body = core::body_as<core::OrderShip>(*a.record.command);
  Order& order = order_of(a);
  std::vector<ShippedGoods> taken = taken_goods(order, body);
  for (const ShippedGoods& goods : taken) {
    Line& line = order.lines[goods.line];  // lines never move: they are made with their order
    a.journal.set(line.shipped, line.shipped + goods.quantity);
  }
  a.journal.note(order, 0, +[](Order& o, const int&) { o.shipments.pop_back(); });
  order.shipments.push_back(
      {body.waybill, body.carrier.value_or(""), a.record.at, std::move(taken), !body.lines.empty(), false});
  set_state(a, order, OrderState::shipped);
  retime(a, order);
}

void apply_order_part_delivered(const Applying& a) {
  note_arrival(a, order_of(a));
}

void apply_order_delivered(const Applying& a) {
  Order& order = order_of(a);
  note_arrival(a, order);
  if (!order.delivered) {
    a.journal.set(order.delivered, true);
    a.journal.set(order.delivered_at, a.record.at);
    a.journal.set(order.delivered_seq, a.record.seq);
  }
  if (order.state == OrderState::paid || order.state == OrderState::shipped) set_state(a, order, OrderState::delivered);
  retime(a, order);
}

void apply_order_completed(const Applying& a) {
  const auto& effect = core::effect_as<core::SplitEffect>(a.record);
  Order& order = order_of(a);
  a.journal.note(order, 0, +[](Order& o, const int&) { o.parts.clear(); });
  const core::Amount promoted = effect.promotion.value_or(0);
  core::Amount base = 0;
  order.parts.reserve(effect.parts.size());
  for (const core::SplitPart& part : effect.parts) {
    base += part.amount;
    remember_part(a, order, part);
  }
  count_periods(a, order, effect);
  a.journal.set(order.split_base, base);
  a.journal.set(order.promoted, promoted);
  a.journal.set(order.escrow, order.escrow - (base - promoted));
  a.journal.set(order.completed_at, a.record.at);
  set_state(a, order, OrderState::completed);
  retime(a, order);
  if (base == 0) return;
  for (Party* party : order.chain) party->volume.add(order.currency, a.record.at, base, a.journal);
}

void give_back_of_split(const Applying& a, Order& order, core::Amount by) {
  const core::Amount before = order.split_base - order.split_refunded;
  a.journal.set(order.split_refunded, order.split_refunded + by);
  for (Party* party : order.chain)
    party->volume.change(order.currency, order.completed_at, before, before - by, a.journal);
}

void apply_order_ended(const Applying& a, OrderState as) {
  Order& order = order_of(a);
  if (order.waiting != nullptr) close_wait(a, *order.waiting, WaitState::closed);
  a.journal.set(order.waiting, nullptr);
  set_state(a, order, as);
  give_goods_back(a, order);
  leave_group(a, order);
  retime(a, order);
}

void apply_order_reduced(const Applying& a) {
  const auto& body = core::body_as<core::OrderReduce>(*a.record.command);
  Order& order = order_of(a);
  for (const RefundedLine& taken :
       taken_lines(order, {body.amount, body.currency}, body.lines, {}).lines) {  // lines never move
    Line& line = order.lines.at(taken.line);
    a.journal.set(line.refunded, line.refunded + taken.amount);
    a.journal.set(line.refunded_quantity, line.refunded_quantity + taken.quantity);
  }
  a.journal.set(order.reduced, order.reduced + body.amount);
  if (order.owing() == 0) set_state(a, order, order.paid_state());
  retime(a, order);
}

void apply_order_late(const Applying& a) {
  Order& order = order_of(a);
  a.journal.set(order.terms.late, true);
  retime(a, order);
}

void retime(const Applying& a, Order& order) {
  regroup(a, order);
  if (!may_have_timer(order)) return;
  for (const OrderTimerKind kind : kOrderTimerKinds) {
    const auto wanted = timer_of(order, kind);
    const OrderTimer key{due_of(order, kind), kind, order.placed_seq, &order};
    const bool is_set = a.state.orders_due.all().contains(key);
    if (wanted && !is_set) a.state.orders_due.add(key, a.journal);
    if (!wanted && is_set) a.state.orders_due.remove(key, a.journal);
  }
}

}  // namespace tallygate::ledger
