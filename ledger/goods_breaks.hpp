// Where an order's goods and its money do not go together.
#pragma once

#include <optional>
#include <string_view>

#include "ledger/matches.hpp"

namespace tallygate::ledger {

struct Order;

// Of the order of this id, as it stands: paid and not shipped, delivered and not paid, completed and not delivered.
std::optional<Difference> goods_difference(const State& state, std::string_view order_id);
// Of a parcel: a carrier speaks of one that nobody sent, or has lost it or brought it back. It is over no amount.
std::optional<Difference> parcel_difference(const Match& waybill);
// Whether that is a break at once: what is paid may be shipped in time.
bool is_late_at_once(const Difference& difference);

}  // namespace tallygate::ledger
