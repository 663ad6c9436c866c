#include "ledger/shipped_goods.hpp"

#include <algorithm>
#include <string>

#include "ledger/asked.hpp"

namespace tallygate::ledger {

std::vector<ShippedGoods> taken_goods(const Order& order, const core::OrderShip& shipment) {
  std::vector<ShippedGoods> out;
  const auto take = [&](const Line& line, std::int64_t quantity) {
    if (quantity > 0) out.push_back({static_cast<std::uint32_t>(&line - order.lines.data()), quantity});
  };
  if (shipment.lines.empty())
    for (const Line& line : order.lines) take(line, line.to_ship());
  for (const core::ShippedLine& asked : shipment.lines) {
    const auto line = std::ranges::find(order.lines, asked.line_id, &Line::id);
    if (line != order.lines.end()) take(*line, asked.quantity.value_or(line->to_ship()));
  }
  return out;
}

std::optional<core::Refusal> not_shippable(const Order& order, const core::OrderShip& shipment) {
  for (std::size_t i = 0; i < shipment.lines.size(); ++i) {
    const core::ShippedLine& asked = shipment.lines[i];
    const std::string pointer = "/lines/" + std::to_string(i);
    const auto line = std::ranges::find(order.lines, asked.line_id, &Line::id);
    if (line == order.lines.end() || !line->goods())
      return refusal(core::Code::line_not_found, pointer + "/line_id",
                     "order " + order.id + " has no line of goods " + asked.line_id);
    if (line->to_ship() == 0 || asked.quantity.value_or(0) > line->to_ship())
      return refusal(core::Code::exceeds_ordered, pointer + "/quantity",
                     std::to_string(line->to_ship()) + " of " + std::to_string(line->ordered()) +
                         " are left to ship of line " + line->id);
  }
  return std::nullopt;
}

bool delivers_all(const Order& order, const core::OrderDeliver& delivery) {
  if (!delivery.waybill || !order.in_parts() || order.delivered) return true;
  const bool all_sent = std::ranges::all_of(order.lines, [](const Line& line) { return line.to_ship() == 0; });
  const auto arrived = [&](const Shipment& s) { return s.delivered || s.waybill == *delivery.waybill; };
  return all_sent && std::ranges::all_of(order.shipments, arrived);
}

}  // namespace tallygate::ledger
