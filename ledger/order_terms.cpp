#include "ledger/order_terms.hpp"

#include <algorithm>

#include "ledger/doubt.hpp"
#include "ledger/objects.hpp"

namespace tallygate::ledger {
namespace {

std::int64_t seconds_of(const std::optional<std::int64_t>& own, const std::optional<std::int64_t>& tenants) {
  return own.value_or(tenants.value_or(core::kTermNever));
}

bool on_its_way(const Order& order) {
  return order.state == OrderState::paid || order.state == OrderState::shipped || order.state == OrderState::delivered;
}

bool expires(const Order& order) {
  return order.terms.expires_at != core::Time{} && order.state == OrderState::placed && !end_waits(order);
}

bool becomes_late(const Order& order) {
  const OrderTerms& terms = order.terms;
  if (terms.on_late == core::OnLate::none || terms.late || order.delivered) return false;
  if (order.state != OrderState::placed && !on_its_way(order)) return false;
  return !cancelled_when_late(order) || !end_waits(order);
}

bool is_released(const Order& order) {
  return order.group_state != GroupState::open && order.terms.release_after_s != core::kTermNever && order.delivered &&
         on_its_way(order) && order.owing() == 0 && !end_waits(order) && captured_in_doubt(order) == nullptr;
}

// One that is already with its buyer stays: there is something to pay for.
bool falls_with_its_group(const Order& order) {
  return order.group_state == GroupState::failed && !order.delivered &&
         (order.state == OrderState::placed || on_its_way(order)) && !end_waits(order);
}

}  // namespace

std::optional<core::PinnedTerms> pinned_terms(const Settings& settings, const core::OrderPlace& order, core::Time now) {
  const core::OrderTerms own = order.terms.value_or(core::OrderTerms{});
  const std::int64_t expires_in = seconds_of(own.expires_in, settings.order_expires_s);
  const std::int64_t release_after_s = seconds_of(own.release_after_s, settings.order_release_after_s);
  const core::OnLate on_late = own.on_late.value_or(settings.order_on_late.value_or(core::OnLate::none));
  core::PinnedTerms out;
  if (order.deliver_by && on_late != core::OnLate::none) {
    out.deliver_by = order.deliver_by;
    out.on_late = on_late;
  }
  if (expires_in != core::kTermNever) out.expires_at = now + core::seconds(expires_in);
  if (release_after_s != core::kTermNever) out.release_after_s = release_after_s;
  if (!out.deliver_by && !out.expires_at && !out.release_after_s) return std::nullopt;
  return out;
}

OrderTerms order_terms(const core::PinnedTerms& pinned) {
  OrderTerms out;
  out.expires_at = pinned.expires_at.value_or(core::Time{});
  out.deliver_by = pinned.deliver_by.value_or(core::Time{});
  out.release_after_s = pinned.release_after_s.value_or(core::kTermNever);
  out.on_late = pinned.on_late.value_or(core::OnLate::none);
  return out;
}

core::Time due_of(const Order& order, OrderTimerKind kind) {
  switch (kind) {
    case OrderTimerKind::expire:
      return order.terms.expires_at;
    case OrderTimerKind::late:
      return order.terms.deliver_by;
    case OrderTimerKind::group_failed:
      return order.group_closes;
    case OrderTimerKind::release:
      break;
  }
  return order.release_at();
}

std::optional<OrderTimer> timer_of(const Order& order, OrderTimerKind kind) {
  const bool expected = kind == OrderTimerKind::expire         ? expires(order)
                        : kind == OrderTimerKind::late         ? becomes_late(order)
                        : kind == OrderTimerKind::group_failed ? falls_with_its_group(order)
                                                               : is_released(order);
  if (!expected) return std::nullopt;
  return OrderTimer{due_of(order, kind), kind, order.placed_seq, &order};
}

bool has_timer(const Order& order) {
  return may_have_timer(order) &&
         std::ranges::any_of(kOrderTimerKinds, [&](OrderTimerKind kind) { return timer_of(order, kind).has_value(); });
}

bool may_have_timer(const Order& order) {
  return order.terms.any() || order.group_state == GroupState::failed;
}

bool end_waits(const Order& order) {
  return order.reserved > 0 || order.disputed > 0;
}

bool cancelled_when_late(const Order& order) {
  return order.terms.on_late == core::OnLate::cancel && order.shipments.empty();
}

}  // namespace tallygate::ledger
