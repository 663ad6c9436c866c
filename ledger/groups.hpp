// Groups of orders that succeed or fail together (decision 0032).
#pragma once

#include <cstdint>
#include <optional>

#include "core/command.hpp"
#include "core/outcome.hpp"
#include "ledger/apply.hpp"
#include "ledger/objects.hpp"

namespace tallygate::ledger {

// Of the group's orders that have not ended, how many are paid in full.
std::int64_t paid_orders(const Group& group);

// The group that an order placed now would be one of, or why it cannot be; neither where its group was never opened
// and the order does not open it: then the group is a name that rules may read.
struct GroupJoined {
  bool joins = false;
  std::optional<core::Refusal> refusal;
};
GroupJoined group_joined(const State& state, const core::OrderPlace& order, core::Time now);

// Why an order of a group can neither ship nor complete now.
std::optional<core::Refusal> group_not_done(const Order& order);

// For the apply_*.cpp: an order that is placed joins its group, one that ends leaves it while it is open, and the
// group's timer is set anew after every change of its orders' states.
void join_group(const Applying& a, Order& order, const core::OrderGroup& asked);
void leave_group(const Applying& a, Order& order);
void regroup(const Applying& a, const Order& order);
void apply_group_closed(const Applying& a, GroupState as);

}  // namespace tallygate::ledger
