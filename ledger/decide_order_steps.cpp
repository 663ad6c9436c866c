// order.ship, order.deliver, order.complete: an order on its way.
#include <utility>

#include "ledger/account_names.hpp"
#include "ledger/decide.hpp"
#include "ledger/doubt.hpp"
#include "ledger/groups.hpp"
#include "ledger/order_split.hpp"
#include "ledger/shipped_goods.hpp"

namespace tallygate::ledger {
namespace {

using core::Code;

Decision no_such_order(const Asked& asked) {
  return refused(Code::order_not_found, "", "there is no order " + asked.command->path_id);
}

// Why an order in this state takes no further step, where its state alone says so.
std::optional<core::Refusal> closed(const Order& order) {
  const auto because = [&order](Code code) {
    return refusal(code, "", "order " + order.id + " is " + std::string(core::name_of(order.state)));
  };
  switch (order.state) {
    case OrderState::held:
    case OrderState::challenged:
      return because(Code::order_held);
    case OrderState::completed:
      return because(Code::order_already_completed);
    case OrderState::cancelled:
      return because(Code::order_already_cancelled);
    case OrderState::expired:
      return because(Code::order_expired);
    case OrderState::blocked:
    case OrderState::rejected:
      return because(Code::order_not_open);
    case OrderState::placed:
    case OrderState::paid:
    case OrderState::shipped:
    case OrderState::delivered:
      break;
  }
  return std::nullopt;
}

std::optional<core::Refusal> unpaid(const Order& order) {
  if (order.owing() == 0) return std::nullopt;
  return refusal(
      Code::order_not_paid, "",
      money_text(order.captured, order.currency) + " of " + money_text(order.due(), order.currency) + " is paid");
}

core::Postings postings_of(const core::SplitEffect& effect, const Order& order) {
  core::PostingsBuilder out;
  out.debit(std::string(kEscrow), {order.escrow, order.currency});
  out.debit(std::string(kPromotion), {effect.promotion.value_or(0), order.currency});
  for (const core::SplitPart& part : effect.parts) out.credit(part.account, {part.amount, order.currency});
  return std::move(out).build();
}

// What the order is once this is recorded, where the type of the record does not say it: nothing but a paid or shipped
// order moves with its delivery, and none with a part's.
std::optional<std::string> other_state(const Order& order, core::RecordType type) {
  const OrderState state = order.state;
  const bool all = type == core::RecordType::order_delivered;
  const bool moves = all && (state == OrderState::paid || state == OrderState::shipped);
  if (moves || state == (all ? OrderState::delivered : OrderState::shipped)) return std::nullopt;
  return std::string(core::name_of(state));
}

}  // namespace

std::optional<core::Refusal> dispute_open(const Order& order) {
  if (order.disputed == 0) return std::nullopt;
  return refusal(Code::dispute_open, "",
                 money_text(order.disputed, order.currency) + " of order " + order.id + " is in dispute");
}

Decision decide_order_ship(const Asked& asked) {
  const auto& shipment = core::body_as<core::OrderShip>(*asked.command);
  const Order* order = asked.state.orders.find(asked.command->path_id);
  if (order == nullptr) return no_such_order(asked);
  if (auto why = closed(*order)) return refused(std::move(*why));
  if (auto why = unpaid(*order)) return refused(std::move(*why));
  if (order->all_back())
    return refused(Code::order_not_paid, "",
                   "all of " + money_text(order->captured, order->currency) + " that was paid went back");
  if (order->state == OrderState::delivered)
    return refused(Code::order_already_delivered, "", "order " + order->id + " is delivered");
  for (const Shipment& known : order->shipments)
    if (known.waybill == shipment.waybill)
      return refused(Code::order_already_shipped, "/waybill", "shipped before under " + shipment.waybill);
  if (order->shipments.size() >= kShipmentsMax)
    return refused(Code::not_supported, "", "an order goes in at most " + std::to_string(kShipmentsMax) + " shipments");

  if (auto why = group_not_done(*order)) return refused(std::move(*why));
  if (auto why = not_shippable(*order, shipment)) return refused(std::move(*why));
  core::Record record = record_for(asked, core::RecordType::order_shipped);
  record.effect = object_effect("order:" + order->id);
  return recorded(std::move(record));
}

Decision decide_order_deliver(const Asked& asked) {
  const Order* order = asked.state.orders.find(asked.command->path_id);
  if (order == nullptr) return no_such_order(asked);
  const bool all = delivers_all(*order, core::body_as<core::OrderDeliver>(*asked.command));
  core::Record record =
      record_for(asked, all ? core::RecordType::order_delivered : core::RecordType::order_part_delivered);
  core::ObjectEffect effect = object_effect("order:" + order->id);
  effect.state = other_state(*order, record.type);
  record.effect = std::move(effect);
  return recorded(std::move(record));
}

Decision decide_order_complete(const Asked& asked) {
  const Order* order = asked.state.orders.find(asked.command->path_id);
  if (order == nullptr) return no_such_order(asked);
  if (auto why = closed(*order)) return refused(std::move(*why));
  if (auto why = unpaid(*order)) return refused(std::move(*why));
  if (order->reserved > 0)
    return refused(Code::refund_open, "",
                   "a refund of " + money_text(order->reserved, order->currency) + " waits for its answer");

  if (auto why = dispute_open(*order)) return refused(std::move(*why));
  if (auto why = money_in_doubt(*order)) return refused(std::move(*why));
  if (auto why = group_not_done(*order)) return refused(std::move(*why));

  core::Record record = completed(asked.state, record_for(asked, core::RecordType::order_completed), *order, asked.now);
  if (!asked.state.accounts.fits(record.postings))
    return refused(Code::account_overflow, "", "a balance would pass what an amount can be");
  return recorded(std::move(record));
}

core::Record completed(const State& state, core::Record record, const Order& order, core::Time now) {
  core::SplitEffect effect = split_of(state, order, now);
  record.postings = postings_of(effect, order);
  record.effect = std::move(effect);
  return record;
}

}  // namespace tallygate::ledger
