// order.reduce: what is still to be paid of an order is lowered; nothing moves.
#include <utility>

#include "ledger/decide.hpp"
#include "ledger/payable.hpp"
#include "ledger/refund_lines.hpp"

namespace tallygate::ledger {

using core::Code;

Decision decide_order_reduce(const Asked& asked) {
  const auto& reduce = core::body_as<core::OrderReduce>(*asked.command);
  const Order* order = asked.state.orders.find(asked.command->path_id);
  if (order == nullptr) return refused(Code::order_not_found, "", "there is no order " + asked.command->path_id);
  if (auto why = takes_nothing(*order, reduce.currency, "")) return refused(std::move(*why));
  if (reduce.amount > order->payable())
    return refused(Code::exceeds_payable, "/amount",
                   money_text(reduce.amount, order->currency) + " asked, " +
                       money_text(order->payable(), order->currency) + " is neither paid nor held");
  if (reduce.amount == order->due())
    return refused(Code::exceeds_payable, "/amount", "nothing would be left of the order: it is to be cancelled");
  if (auto why = lines_disagree({reduce.amount, reduce.currency}, reduce.lines)) return refused(std::move(*why));
  if (auto why = taken_lines(*order, {reduce.amount, reduce.currency}, reduce.lines, {}).refusal)
    return refused(std::move(*why));

  core::Record record = record_for(asked, core::RecordType::order_reduced);
  core::ObjectEffect effect = object_effect("order:" + order->id);
  effect.state = core::name_of(reduce.amount == order->owing() ? order->paid_state() : order->state);
  record.effect = std::move(effect);
  return recorded(std::move(record));
}

}  // namespace tallygate::ledger
