// An order's own terms, as they were pinned when it was placed: what time alone makes of it (decision 0025).
#pragma once

#include <cstdint>
#include <optional>

#include "core/commands/order.hpp"
#include "core/effects.hpp"
#include "core/time.hpp"
#include "ledger/timers.hpp"

namespace tallygate::ledger {

struct Order;
struct Settings;

struct OrderTerms {
  core::Time expires_at;                            // 1970: never
  core::Time deliver_by;                            // 1970: nothing follows when it is missed
  std::int64_t release_after_s = core::kTermNever;  // after its delivery
  core::OnLate on_late = core::OnLate::none;
  bool late = false;  // it was missed
  bool any() const {
    return expires_at != core::Time{} || deliver_by != core::Time{} || release_after_s != core::kTermNever;
  }
};

// What an order placed now pins: its own terms, else the tenant's. Absent where time will do nothing about it.
std::optional<core::PinnedTerms> pinned_terms(const Settings& settings, const core::OrderPlace& order, core::Time now);
OrderTerms order_terms(const core::PinnedTerms& pinned);

// The timer of this kind that the order has as it stands. None where its terms say nothing, where it was paid,
// delivered or ended before, and while something stands against it. Its due never changes: what was in the way of one
// that is over lets it run at once.
std::optional<OrderTimer> timer_of(const Order& order, OrderTimerKind kind);
core::Time due_of(const Order& order, OrderTimerKind kind);  // where there is, was or may be one
bool has_timer(const Order& order);
// Whether there is anything that could give it one.
bool may_have_timer(const Order& order);

// Whether the order's end has to wait: for the answer to a refund that waits, or the end of a dispute. Its completion
// waits as well while money of it is in doubt (doubt.hpp).
bool end_waits(const Order& order);
// What missing its `deliver_by` means now: it is cancelled, else it is late.
bool cancelled_when_late(const Order& order);

}  // namespace tallygate::ledger
