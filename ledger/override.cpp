// order.override: an order that risk blocked may be placed anew under its id, once. It is decided as any other then;
// rules can read that it was overridden.
#include <utility>

#include "core/content_marks.hpp"
#include "ledger/decide.hpp"
#include "ledger/id_taken.hpp"

namespace tallygate::ledger {

Decision decide_order_override(const Asked& asked) {
  const std::string& id = asked.command->path_id;
  const Order* order = asked.state.orders.find(id);
  if (order == nullptr) return refused(core::Code::order_not_found, "", "there is no order " + id);
  if (order->state != OrderState::blocked)
    return refused(core::Code::order_not_blocked, "",
                   "order " + id + " is " + std::string(core::name_of(order->state)));
  core::Record record = record_for(asked, core::RecordType::order_override_put);
  record.effect = object_effect("order:" + id);
  return recorded(std::move(record));
}

void apply_order_override(const Applying& a) {
  const auto& body = core::body_as<core::OrderOverride>(*a.record.command);
  Order* order = touched(a, a.state.orders, a.record.command->path_id);
  TALLYGATE_CHECK(order != nullptr, "an override names an order that exists");
  a.journal.set(order->overridden_by, a.record.seq);
  a.journal.set(order->override_ends, body.expires_at.value_or(Order::kNoEnd));
}

void place_again(const Applying& a, Order& order) {
  const auto& asked = core::body_as<core::OrderPlace>(*a.record.command);
  a.journal.replace(order.content, core::content_marks(*a.record.command, kOrderIds.id_member));
  a.journal.set(order.overridden_by, 0);
  a.journal.set(order.delivered, false);
  a.journal.set(order.delivered_at, core::Time{});
  a.journal.set(order.delivered_seq, 0);
  a.journal.set(order.currency, asked.currency);
  a.journal.set(order.amount, asked.amount);
  a.journal.set(order.placed_at, a.record.at);
  a.journal.set(order.buyer, &party_seen(a, asked.buyer.view()));
  a.journal.set(order.merchant, &party_seen(a, asked.merchant.view()));
  a.journal.set(order.creator, asked.creator ? &party_seen(a, asked.creator->view()) : nullptr);
  a.journal.set(order.partner, asked.partner ? &party_seen(a, asked.partner->view()) : nullptr);
  a.journal.set(order.supplier, asked.supplier ? &party_seen(a, asked.supplier->view()) : nullptr);
  a.journal.replace(order.lines, lines_of(asked));
  a.journal.replace(order.payer, asked.payer ? asked.payer->str() : std::string());
  a.journal.replace(order.device, asked.device ? asked.device->id.str() : std::string());
  a.journal.replace(order.ip, asked.ip ? asked.ip->pseudonym : std::string());
}

}  // namespace tallygate::ledger
