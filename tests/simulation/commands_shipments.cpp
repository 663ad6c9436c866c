// Shipments of all or of a part, and reports of what arrived.
#include <algorithm>

#include "tests/simulation/commands.hpp"

namespace tallygate::simulation {

using core::Operation;

core::Command Commands::ship(const Model& model) {
  core::OrderShip body;
  body.waybill = id("w", 3);
  if (one_in(2)) body.carrier = "sf";
  const auto begun = ids_where(model.orders, [](const ModelOrder& o) {
    return (o.state == "paid" || o.state == "shipped") && !o.lines.empty() && !o.all_shipped();
  });
  const std::string order = begun.empty() || one_in(3) ? order_in(model, {"paid", "shipped"}) : pick(begun);
  const auto all = lines_of(model, order);
  if (!one_in(all.empty() ? 12 : 3)) return make(Operation::order_ship, std::move(body), order);
  for (std::int64_t n = 1 + below(2); n > 0; --n) {
    core::ShippedLine line;
    line.line_id = all.empty() || one_in(20) ? id("l", 4) : pick(all).id;
    if (std::ranges::find(body.lines, line.line_id, &core::ShippedLine::line_id) != body.lines.end()) continue;
    if (!one_in(3)) line.quantity = 1 + below(one_in(4) ? 7 : 2);
    body.lines.push_back(std::move(line));
  }
  return make(Operation::order_ship, std::move(body), order);
}

core::Command Commands::deliver(const Model& model) {
  core::OrderDeliver body;
  const auto on_the_way = ids_where(model.orders, [](const ModelOrder& o) { return o.in_parts && !o.delivered; });
  const std::string order = on_the_way.empty() || one_in(2) ? order_in(model, {"paid", "shipped"}) : pick(on_the_way);
  const auto found = model.orders.find(order);
  const bool shipped = found != model.orders.end() && !found->second.shipments.empty();
  if (shipped && !one_in(4)) body.waybill = pick(found->second.shipments).waybill;
  if (one_in(15)) body.waybill = id("w", 4);
  return make(Operation::order_deliver, std::move(body), order);
}

}  // namespace tallygate::simulation
