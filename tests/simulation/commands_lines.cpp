// Orders with lines, and refunds of them: by amount, by quantity, and past what is left.
#include <algorithm>

#include "tests/simulation/commands.hpp"

namespace tallygate::simulation {

std::vector<ModelLine> Commands::lines_of(const Model& model, const std::string& order) {
  const auto found = model.orders.find(order);
  return found == model.orders.end() ? std::vector<ModelLine>() : found->second.lines;
}

void Commands::lines(core::OrderPlace& body) {
  body.amount = 0;
  for (std::int64_t n = 1 + below(3); n > 0; --n) {
    core::OrderLine line;
    line.line_id = "l" + std::to_string(n);
    line.amount = below(one_in(2) ? 40 : 5'000);
    if (one_in(6)) line.kind = core::LineKind::freight;
    if (one_in(3)) line.sku = id("s", 5);
    if (!one_in(4)) line.quantity = 1 + below(7);
    if (n == 1 && one_in(3)) {
      line.kind = core::LineKind::discount;
      line.amount = -below(std::min<core::Amount>(body.amount, 30) + 1);
    }
    body.amount += line.amount;
    body.lines.push_back(std::move(line));
  }
}

// Some of the order's, and mostly what they add up to.
std::vector<core::RefundLine> Commands::refund_lines(const Model& model, const std::string& order,
                                                     core::Amount& amount) {
  std::vector<core::RefundLine> out;
  const auto all = lines_of(model, order);
  core::Amount sum = 0;
  for (std::int64_t n = 1 + below(2); n > 0; --n) {
    core::RefundLine line;
    line.line_id = all.empty() || one_in(20) ? id("l", 5) : pick(all).id;
    if (std::ranges::find(out, line.line_id, &core::RefundLine::line_id) != out.end()) continue;
    const auto of = std::ranges::find(all, line.line_id, &ModelLine::id);
    if (of == all.end()) {
      line.amount = below(50);
    } else {
      const core::Amount left = of->amount - of->refunded;
      if (of->quantity && !one_in(3))
        line.quantity = 1 + below(one_in(8) ? 9 : std::max<std::int64_t>(1, *of->quantity - of->returned));
      if (!line.quantity || one_in(3)) line.amount = left > 0 ? (one_in(12) ? left + 1 : 1 + below(left)) : below(2);
    }
    if (line.amount) {
      sum += *line.amount;
    } else if (of->kind != core::LineKind::discount) {  // what the pieces are worth, less what went back
      const core::Amount paid = paid_for(model.orders.at(order), *of);
      sum += std::max<core::Amount>(0, paid * (of->returned + *line.quantity) / *of->quantity - of->refunded);
    }
    out.push_back(std::move(line));
  }
  if (!one_in(12)) amount = std::max<core::Amount>(1, sum);
  return out;
}

}  // namespace tallygate::simulation
