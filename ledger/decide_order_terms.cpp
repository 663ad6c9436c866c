// What the terms of orders make of them, when a timer is due (order_terms.hpp). Nobody asks for it, so nothing is
// refused.
#include <utility>

#include "ledger/decide.hpp"

namespace tallygate::ledger {
namespace {

using core::RecordType;

Decision late(const State& state, const Order& order, const Context& context) {
  if (cancelled_when_late(order))
    return ended_by(state, record_after(RecordType::order_cancelled, order.placed_seq), order, context.next_seq,
                    context.now);
  core::Record record = record_after(RecordType::order_late, order.placed_seq);
  record.effect = object_effect("order:" + order.id);
  return recorded(std::move(record));
}

Decision released(const State& state, const Order& order, core::Time now) {
  core::Record record = completed(state, record_after(RecordType::order_completed, order.delivered_seq), order, now);
  std::get<core::SplitEffect>(record.effect).order = core::OrderId(order.id);
  return recorded(std::move(record));
}

}  // namespace

Decision decide_order_timer(const State& state, const OrderTimer& timer, const Context& context) {
  const Order& order = *timer.order;
  switch (timer.kind) {
    case OrderTimerKind::expire:
      return ended_by(state, record_after(RecordType::order_expired, order.placed_seq), order, context.next_seq,
                      context.now);
    case OrderTimerKind::late:
      return late(state, order, context);
    case OrderTimerKind::group_failed:
      return ended_by(state, record_after(RecordType::order_cancelled, order.group_closed_by), order, context.next_seq,
                      context.now);
    case OrderTimerKind::release:
      break;
  }
  return released(state, order, context.now);
}

}  // namespace tallygate::ledger
