// Shipments, perhaps of a part of an order, and what was reported of their arrival: no money moves.
#include <algorithm>

#include "tests/simulation/model.hpp"

namespace tallygate::simulation {

using core::Code;

std::int64_t ModelLine::left_to_ship() const {
  const bool went_back = !quantity && refunded > 0 && refunded >= amount;
  if (kind != core::LineKind::goods || went_back) return 0;
  return std::max<std::int64_t>(0, quantity.value_or(1) - shipped - returned);
}

bool ModelOrder::all_shipped() const {
  return std::ranges::none_of(lines, [](const ModelLine& line) { return line.left_to_ship() > 0; });
}

Model::Made Model::ship(const core::Command& command, ModelOrder& order) {
  const auto& body = core::body_as<core::OrderShip>(command);
  Codes why = closed(order);
  if (order.captured != order.price() || order.all_went_back()) why.insert(Code::order_not_paid);
  if (order.state == "delivered") why.insert(Code::order_already_delivered);
  if (std::ranges::find(order.shipments, body.waybill, &ModelShipment::waybill) != order.shipments.end())
    why.insert(Code::order_already_shipped);
  if (order.shipments.size() >= 100) why.insert(Code::not_supported);
  why.merge(kept_by_group(order));
  ModelShipment shipment{core::format_time(last_at), body.carrier.value_or(""), body.waybill, {}, false};
  for (const auto& asked : body.lines) {
    const auto line = std::ranges::find(order.lines, asked.line_id, &ModelLine::id);
    if (line == order.lines.end() || line->kind != core::LineKind::goods) {
      why.insert(Code::line_not_found);
      continue;
    }
    const std::int64_t left = line->left_to_ship();
    if (left == 0 || asked.quantity.value_or(1) > left) why.insert(Code::exceeds_ordered);
    shipment.lines.emplace_back(line->id, asked.quantity.value_or(left));
  }
  if (!why.empty()) return {why, {}};
  if (body.lines.empty()) {
    for (const auto& line : order.lines)
      if (const auto left = line.left_to_ship(); left > 0) shipment.lines.emplace_back(line.id, left);
  } else {
    order.in_parts = true;
  }
  for (const auto& [id, quantity] : shipment.lines)
    std::ranges::find(order.lines, id, &ModelLine::id)->shipped += quantity;
  order.shipments.push_back(std::move(shipment));
  order.state = "shipped";
  if (compares_goods() || matches.contains("waybill:" + body.waybill)) {
    parcels[body.waybill].shipped = true;
    breaks_of_ = {next_seq + record_, 1};  // 0 is of what could not be placed
    compare_sides("waybill:" + body.waybill, false);
  }
  goods_changed(order.id);
  return {{}, {Type::order_shipped}};
}

// A fact. With the waybill of one parcel of several it is of that alone.
Model::Made Model::deliver(const core::Command& command, ModelOrder& order) {
  const auto& body = core::body_as<core::OrderDeliver>(command);
  bool whole = !body.waybill || !order.in_parts || order.delivered;
  if (body.waybill)
    for (auto& shipment : order.shipments)
      if (shipment.waybill == *body.waybill) shipment.delivered = true;
  if (!whole) whole = order.all_shipped() && std::ranges::all_of(order.shipments, &ModelShipment::delivered);
  if (!whole) {
    goods_changed(order.id);
    return {{}, {Type::order_part_delivered}};
  }
  for (auto& shipment : order.shipments) shipment.delivered = true;
  order.delivered = true;
  if (!order.delivered_at) order.delivered_at = last_at;
  if (order.state == "paid" || order.state == "shipped") order.state = "delivered";
  goods_changed(order.id);
  return {{}, {Type::order_delivered}};
}

}  // namespace tallygate::simulation
