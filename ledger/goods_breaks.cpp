#include "ledger/goods_breaks.hpp"

#include <algorithm>

#include "ledger/account_names.hpp"
#include "ledger/state.hpp"

namespace tallygate::ledger {
namespace {

bool may_still_go(const Order& order) {
  switch (order.state) {
    case OrderState::blocked:
    case OrderState::rejected:
    case OrderState::cancelled:
    case OrderState::expired:
    case OrderState::held:
    case OrderState::challenged:
      return false;
    case OrderState::placed:
    case OrderState::paid:
    case OrderState::shipped:
    case OrderState::delivered:
    case OrderState::completed:
      break;
  }
  return true;
}

// Goods of a group are not sent before it succeeds, and never where it failed.
bool in_open_group(const Order& order) {
  return order.group_state == GroupState::open || order.group_state == GroupState::failed;
}

// A service, a tool, a fee: an order whose lines say so has nothing that is delivered.
bool has_goods(const Order& order) {
  return order.lines.empty() ||
         std::ranges::any_of(order.lines, [](const Line& line) { return line.kind == core::LineKind::goods; });
}

Difference between(BreakKind kind, const Order& order, core::Amount amount) {
  Difference out;
  out.kind = kind;
  out.account = order.state == OrderState::completed ? merchant_account(order.merchant->id) : std::string(kEscrow);
  out.amount = amount;
  out.currency = order.currency;
  out.ours = order.captured - order.refunded - order.lost;
  out.theirs = order.due();
  return out;
}

}  // namespace

std::optional<Difference> goods_difference(const State& state, std::string_view order_id) {
  const Order* order = state.orders.find(order_id);
  if (order == nullptr || order->amount == 0 || !has_goods(*order)) return std::nullopt;
  const core::Amount kept = order->captured - order->refunded - order->lost;
  if (order->delivered && order->owing() > 0)
    return between(BreakKind::shipment_without_payment, *order, order->owing());
  if (order->delivered || !may_still_go(*order) || kept <= 0) return std::nullopt;
  if (order->state == OrderState::completed) return between(BreakKind::completion_without_delivery, *order, kept);
  const bool all_sent = order->lines.empty()
                            ? !order->shipments.empty()
                            : std::ranges::all_of(order->lines, [](const Line& line) { return line.to_ship() == 0; });
  if (order->owing() == 0 && !all_sent && !in_open_group(*order))
    return between(BreakKind::payment_without_shipment, *order, kept);
  return std::nullopt;
}

std::optional<Difference> parcel_difference(const Match& waybill) {
  Difference out;
  if (waybill.rows > 0 && !waybill.shipped) {
    out.kind = BreakKind::waybill_unknown;
  } else if (waybill.event == core::LogisticsKind::lost) {
    out.kind = BreakKind::parcel_lost;
  } else if (waybill.event == core::LogisticsKind::returned) {
    out.kind = BreakKind::parcel_returned;
  } else {
    return std::nullopt;
  }
  return out;
}

bool is_late_at_once(const Difference& difference) {
  return difference.kind != BreakKind::payment_without_shipment;
}

}  // namespace tallygate::ledger
