#include "ledger/invariants/ships_what_was_ordered.hpp"

namespace tallygate::ledger::invariants {
namespace {

std::int64_t shipped_of(const Order& order, std::size_t line) {
  std::int64_t sum = 0;
  for (const Shipment& shipment : order.shipments)
    for (const ShippedGoods& goods : shipment.goods)
      if (goods.line == line) sum += goods.quantity;
  return sum;
}

Violation check_shipment(const Order& order, const core::OrderShip& shipment) {
  for (const core::ShippedLine& asked : shipment.lines) {
    std::size_t k = 0;
    while (k < order.lines.size() && order.lines[k].id != asked.line_id) ++k;
    if (k == order.lines.size() || !order.lines[k].goods())
      return "order " + order.id + " ships line " + asked.line_id + ", which it does not have";
    if (shipped_of(order, k) + asked.quantity.value_or(0) > order.lines[k].ordered())
      return "order " + order.id + " ships more of line " + asked.line_id + " than was ordered";
  }
  return std::nullopt;
}

}  // namespace

Violation ShipsWhatWasOrdered::violation(const Examined& examined) {
  for (const core::Record& record : examined.decision.records) {
    if (record.type != core::RecordType::order_shipped) continue;
    const Order* order = examined.state.orders.find(record.command->path_id);
    if (order == nullptr) return "a shipment of an order that does not exist";
    if (auto violated = check_shipment(*order, core::body_as<core::OrderShip>(*record.command))) return violated;
  }
  return std::nullopt;
}

}  // namespace tallygate::ledger::invariants
