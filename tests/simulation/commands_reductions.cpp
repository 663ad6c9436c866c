// Orders that cost less than was said: mostly what a final capture left open, sometimes by lines, sometimes too much.
#include <algorithm>

#include "tests/simulation/commands.hpp"

namespace tallygate::simulation {

using core::Operation;

core::Command Commands::reduce(const Model& model) {
  const auto begun = ids_where(model.orders, [](const ModelOrder& o) { return o.state == "placed" && o.captured > 0; });
  const std::string order = !begun.empty() && !one_in(3) ? pick(begun) : order_in(model, {"placed"});
  core::OrderReduce body;
  body.amount = 1 + below(500);
  body.currency = currency();
  if (const auto found = model.orders.find(order); found != model.orders.end()) {
    const ModelOrder& of = found->second;
    if (!one_in(20)) body.currency = core::Currency::from_code(of.currency).value();
    const core::Amount open = of.price() - of.captured - model.held_for(order);
    if (open > 0)
      body.amount = one_in(12) && open < core::kAmountMax ? open + 1
                    : one_in(of.price() == open ? 12 : 2) ? open
                                                          : 1 + below(open);
    if (!of.lines.empty() && one_in(2)) body.lines = refund_lines(model, order, body.amount);
  }
  if (body.lines.empty() && one_in(15)) body.lines = refund_lines(model, order, body.amount);
  if (one_in(3)) body.reason = "lighter";
  return make(Operation::order_reduce, std::move(body), order);
}

}  // namespace tallygate::simulation
