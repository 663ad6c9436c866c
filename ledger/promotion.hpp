// What the platform makes good of a discount that it funds (decision 0032). Of an order over A that is paid in full,
// with a subsidy S, it funds S - floor(S * R / A) once R of A has left the order, before its completion or after it.
#pragma once

#include "ledger/objects.hpp"

namespace tallygate::ledger {

// Of the subsidy, what is still to be funded once `gone` of the order's amount has left it.
core::Amount promotion_left(const Order& order, core::Amount gone);
// To be added to what is left in escrow when the order completes.
core::Amount promotion_due(const Order& order);

// Of a completed order, in units of the buyers' money: what of the split has been given back, and of what was split in
// all.
core::Amount own_given_back(const Order& order);
// What the platform must have got back once `refunded` of the buyers' money in the split has gone back.
core::Amount promotion_given_back(const Order& order, core::Amount refunded);
// What the parts must have given back then: both of it.
core::Amount of_the_split(const Order& order, core::Amount refunded);

}  // namespace tallygate::ledger
