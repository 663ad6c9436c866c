// The JSON of orders, payments and refunds, as GET answers them: canonical, members in byte order.
#include <string>

#include "core/canonical_json.hpp"
#include "ledger/id_taken.hpp"
#include "ledger/ledger.hpp"
#include "ledger/reads.hpp"

namespace tallygate::ledger {
namespace {

using core::JsonWriter;

template <class Range, class Id>
void id_array(JsonWriter& json, std::string_view key, const Range& range, Id id_of) {
  json.key(key);
  json.begin_array();
  for (const auto& item : range) json.string(id_of(item));
  json.end_array();
}

void shipments(JsonWriter& json, const Order& order) {
  json.key("shipments");
  json.begin_array();
  for (const Shipment& s : order.shipments) {
    json.begin_object();
    json.member("at", core::format_time(s.at));
    if (!s.carrier.empty()) json.member("carrier", s.carrier);
    if (order.in_parts()) {
      json.member("delivered", s.delivered);
      json.key("lines");
      json.begin_array();
      for (const ShippedGoods& g : s.goods) {
        json.begin_object();
        json.member("line_id", order.lines[g.line].id);
        json.member("quantity", g.quantity);
        json.end_object();
      }
      json.end_array();
    }
    json.member("waybill", s.waybill);
    json.end_object();
  }
  json.end_array();
}

void lines(JsonWriter& json, const Order& order) {
  if (order.lines.empty()) return;
  json.key("lines");
  json.begin_array();
  for (const Line& line : order.lines) {
    json.begin_object();
    json.member("amount", line.amount);
    json.member("line_id", line.id);
    if (line.quantity > 0) json.member("quantity", line.quantity);
    json.member("refunded", line.refunded);
    if (line.quantity > 0) json.member("refunded_quantity", line.refunded_quantity);
    if (order.in_parts() && line.goods()) json.member("shipped", line.shipped);
    json.end_object();
  }
  json.end_array();
}

void parts(JsonWriter& json, const Order& order) {
  if (order.parts.empty()) return;
  json.key("split");
  json.begin_array();
  for (const PaidPart& part : order.parts) {
    json.begin_object();
    json.member("account", part.account);
    json.member("amount", part.paid);
    if (!order.disputes.empty()) json.member("frozen", part.frozen);
    json.member("given_back", part.given_back);
    if (part.matures_on) json.member("matures_on", core::format_date(*part.matures_on));
    json.end_object();
  }
  json.end_array();
}

void allocations(JsonWriter& json, const Payment& payment) {
  json.key("allocations");
  json.begin_array();
  for (const PaymentAllocation& a : payment.allocations) {
    json.begin_object();
    json.member("amount", a.amount);
    json.member("order", a.order->id);
    json.end_object();
  }
  json.end_array();
}

void sources(JsonWriter& json, const Refund& refund) {
  json.key("sources");
  json.begin_array();
  for (const core::RefundSource& s : refund.sources) {
    json.begin_object();
    json.member("amount", s.amount);
    json.member("channel", core::name_of(s.channel));
    charge_member(json, s.charge);
    json.member("payment", s.payment.str());
    if (s.wallet) json.member("wallet", s.wallet->str());
    json.end_object();
  }
  json.end_array();
}

void override_member(JsonWriter& json, const Order& order) {
  if (order.overridden_by == 0) return;
  json.key("override");
  json.begin_object();
  if (order.override_ends != Order::kNoEnd) json.member("expires_at", core::format_time(order.override_ends));
  json.member("seq", order.overridden_by);
  json.end_object();
}

// What time will make of the order, where it was placed with terms.
void terms_member(JsonWriter& json, const OrderTerms& terms) {
  if (!terms.any()) return;
  json.key("terms");
  json.begin_object();
  if (terms.deliver_by != core::Time{}) json.member("deliver_by", core::format_time(terms.deliver_by));
  if (terms.expires_at != core::Time{}) json.member("expires_at", core::format_time(terms.expires_at));
  if (terms.on_late != core::OnLate::none) json.member("on_late", core::name_of(terms.on_late));
  if (terms.release_after_s != core::kTermNever) json.member("release_after_s", terms.release_after_s);
  json.end_object();
}

void coupon_member(JsonWriter& json, const Order& order) {
  if (order.coupon == nullptr) return;
  json.key("coupon");
  json.begin_object();
  json.member("discount", order.discount);
  json.member("funded_by", core::name_of(order.coupon_funded_by));
  json.member("id", order.coupon->id);
  json.end_object();
}

void group_member(JsonWriter& json, const Order& order) {
  if (order.group.empty()) return;
  json.key("group");
  json.begin_object();
  json.member("closes_at", core::format_time(order.group_closes));
  json.member("id", order.group);
  json.end_object();
  if (order.group_state != GroupState::none) json.member("group_state", core::name_of(order.group_state));
}

// What it has of limited stock.
void stock_member(JsonWriter& json, const Order& order) {
  if (order.stock.empty()) return;
  json.key("stock");
  json.begin_array();
  for (const StockOfOrder& taken : order.stock) {
    json.begin_object();
    json.member("quantity", taken.quantity);
    json.member("sku", taken.stock->id);
    json.end_object();
  }
  json.end_array();
}

// Of a fact, while its review is not released.
void doubt_member(JsonWriter& json, const Wait* review) {
  if (review == nullptr) return;
  json.key("review");
  json.begin_object();
  json.member("id", review->id);
  json.member("state", core::name_of(review->state));
  json.end_object();
}

}  // namespace

std::string refused_json(const State& state, const IdKind& kind, std::string_view id) {
  std::string out;
  const UsedId* used = state.used_ids.find(std::string(kind.prefix).append(id));
  if (used == nullptr) return out;
  JsonWriter json(out);
  json.begin_object();
  json.member("at", core::format_time(used->touched));
  json.member("code", core::traits(used->code).name);
  json.member(kind.id_member, id);
  json.member("state", "refused");
  json.end_object();
  return out;
}

void waiting_member(JsonWriter& json, const Wait* wait) {
  if (wait == nullptr) return;
  json.key("waiting");
  json.begin_object();
  json.member("expires_at", core::format_time(wait->expires_at));
  json.member("id", wait->id);
  json.end_object();
}

void label_member(JsonWriter& json, const std::optional<core::Label>& label) {
  if (label) json.member("label", core::name_of(*label));
}

std::string Ledger::order_json(std::string_view id) const {
  std::string out;
  const Order* order = state_->orders.find(id);
  if (order == nullptr) return refused_json(*state_, kOrderIds, id);
  JsonWriter json(out);
  json.begin_object();
  json.member("amount", order->amount);
  json.member("authorised", order->held);
  json.member("buyer", order->buyer->id);
  json.member("captured", order->captured);
  id_array(json, "chain", order->chain, [](const Party* p) -> const std::string& { return p->id; });
  charges_member(json, *order);
  if (order->state == OrderState::completed) json.member("completed_at", core::format_time(order->completed_at));
  coupon_member(json, *order);
  if (order->creator != nullptr) json.member("creator", order->creator->id);
  json.member("currency", order->currency.code());
  json.member("delivered", order->delivered);
  if (!order->disputes.empty()) json.member("disputed", order->disputed);
  disputes_member(json, order->disputes);
  group_member(json, *order);
  label_member(json, order->label);
  if (order->terms.deliver_by != core::Time{}) json.member("late", order->terms.late);
  lines(json, *order);
  if (!order->disputes.empty()) json.member("lost", order->lost);
  json.member("merchant", order->merchant->id);
  json.member("order_id", order->id);
  override_member(json, *order);
  if (order->partner != nullptr) json.member("partner", order->partner->id);
  id_array(json, "payments", order->captures, [](const Capture& c) -> const std::string& { return c.payment->id; });
  json.member("placed_at", core::format_time(order->placed_at));
  if (order->plan != nullptr) {
    json.member("plan", order->plan->plan->id);
    json.member("plan_version", order->plan->version);
  }
  if (order->promoted > 0) json.member("promotion", order->promoted - order->promotion_back);
  if (order->reduced > 0) json.member("reduced", order->reduced);
  json.member("refunded", order->refunded);
  id_array(json, "refunds", order->refunds, [](const Refund* r) -> const std::string& { return r->id; });
  if (order->delivered && order->terms.release_after_s != core::kTermNever)
    json.member("release_at", core::format_time(order->release_at()));
  shipments(json, *order);
  parts(json, *order);
  json.member("state", core::name_of(order->state));
  stock_member(json, *order);
  if (order->supplier != nullptr) json.member("supplier", order->supplier->id);
  terms_member(json, order->terms);
  waiting_member(json, order->waiting);
  json.end_object();
  return out;
}

std::string Ledger::payment_json(std::string_view id) const {
  std::string out;
  const Payment* payment = state_->payments.find(id);
  if (payment == nullptr) return refused_json(*state_, kPaymentIds, id);
  JsonWriter json(out);
  json.begin_object();
  allocations(json, *payment);
  json.member("amount", payment->amount);
  json.member("at", core::format_time(payment->at));
  json.member("authorised", payment->authorised());
  json.member("captured", payment->captured());
  if (payment->channel) json.member("channel", core::name_of(*payment->channel));
  charge_member(json, *payment);
  if (payment->currency != core::Currency{}) json.member("currency", payment->currency.code());
  json.member("declines", payment->declines);
  disputes_member(json, payment->disputes);
  if (payment->authorised_by != 0) json.member("expires_at", core::format_time(payment->expires_at));
  label_member(json, payment->label);
  json.member("payment_id", payment->id);
  json.member("reported", payment->reported);
  doubt_member(json, payment->doubt);
  json.member("state", core::name_of(payment->state));
  json.member("suspense", payment->suspense);
  if (payment->topped_up > 0) json.member("topped_up", payment->topped_up);
  waiting_member(json, payment->waiting);
  if (payment->wallet != nullptr) json.member("wallet", payment->wallet->id);
  json.end_object();
  return out;
}

std::string Ledger::refund_json(std::string_view id) const {
  std::string out;
  const Refund* refund = state_->refunds.find(id);
  if (refund == nullptr) return refused_json(*state_, kRefundIds, id);
  JsonWriter json(out);
  json.begin_object();
  json.member("amount", refund->amount);
  json.member("at", core::format_time(refund->at));
  json.member("currency", refund->currency().code());
  if (refund->order != nullptr) json.member("order", refund->order->id);
  if (refund->payment != nullptr) json.member("payment", refund->payment->id);
  json.member("refund_id", refund->id);
  sources(json, *refund);
  json.member("state", core::name_of(refund->state));
  if (refund->unplaced_by != 0) json.member("unplaced", true);
  waiting_member(json, refund->waiting);
  json.end_object();
  return out;
}

}  // namespace tallygate::ledger
