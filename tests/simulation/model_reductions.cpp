// Orders that are reduced: nothing moves, but less is to be paid, and its lines count as refunded.
#include <algorithm>

#include "tests/simulation/model.hpp"

namespace tallygate::simulation {

using core::Code;

Model::Made Model::reduce(const core::Command& command) {
  const auto& body = core::body_as<core::OrderReduce>(command);
  const auto found = orders.find(command.path_id);
  if (found == orders.end()) return {{Code::order_not_found}, {}};
  ModelOrder& order = found->second;
  Codes why = not_to_pay(order);
  if (order.currency != body.currency.code()) why.insert(Code::currency_mismatch);
  const core::Amount open = order.price() - order.captured - held_for(order.id);
  if (body.amount > open || body.amount >= order.price()) why.insert(Code::exceeds_payable);
  const auto lines = lines_of(body.lines, body.amount, order, nullptr, why);
  if (!why.empty()) return {why, {}};
  for (const auto& taken : lines) {
    const auto line = std::ranges::find(order.lines, taken.id, &ModelLine::id);
    line->refunded += taken.refunded;
    line->returned += taken.returned;
  }
  order.reduced += body.amount;
  reach(order);
  met.insert(order.state == "placed"      ? "order reduced, still to be paid"
             : order.state == "delivered" ? "delivered order reduced to what was paid"
                                          : "order reduced to what was paid");
  if (!lines.empty()) met.insert("order reduced by lines");
  goods_changed(order.id);
  return {{}, {Type::order_reduced}};
}

}  // namespace tallygate::simulation
