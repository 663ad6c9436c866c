// Part shipments: what of an order's goods a shipment takes, and when all of the order is delivered.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/command.hpp"
#include "core/outcome.hpp"
#include "ledger/objects.hpp"

namespace tallygate::ledger {

// What the shipment takes: the lines that it names, of each the quantity or all that is left; all that is left of every
// line where it names none.
std::vector<ShippedGoods> taken_goods(const Order& order, const core::OrderShip& shipment);
// Why it cannot: a line that was not ordered, or more than is left of one.
std::optional<core::Refusal> not_shippable(const Order& order, const core::OrderShip& shipment);

// Whether this report of a delivery is of the whole order: it names no waybill, no shipment of the order said its
// lines, or it is of the last shipment on its way and nothing is left to ship.
bool delivers_all(const Order& order, const core::OrderDeliver& delivery);

}  // namespace tallygate::ledger
