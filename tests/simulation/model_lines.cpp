// Refunds by line: they move no money of their own, and limit a refund.
#include <algorithm>

#include "tests/simulation/model.hpp"

namespace tallygate::simulation {

using core::Code;

// What was paid for the line: of goods less what of the order's discounts is theirs, each after those before it.
core::Amount paid_for(const ModelOrder& order, const ModelLine& line) {
  core::Amount goods = 0, before = 0, discounts = 0;
  for (const auto& other : order.lines) {
    if (other.id == line.id) before = goods;
    if (other.kind == core::LineKind::goods) goods += other.amount;
    if (other.kind == core::LineKind::discount) discounts -= other.amount;
  }
  if (line.kind != core::LineKind::goods || goods == 0) return line.amount;
  const auto off = [of = std::min(discounts, goods), goods](core::Amount first) {
    return static_cast<core::Amount>(static_cast<__int128>(of) * first / goods);
  };
  return line.amount - (off(before + line.amount) - off(before));
}

// What a refund takes of each line of an order that was placed with lines. `again`: it waited and is decided anew, so
// what it takes itself does not count.
std::vector<ModelLine> Model::lines_of(const std::vector<core::RefundLine>& all, core::Amount amount,
                                       const ModelOrder& order, const ModelRefund* again, Codes& why) {
  std::vector<ModelLine> out;
  if (all.empty()) return out;
  __int128 sum = 0;
  for (const auto& asked : all) {
    ModelLine taken;
    taken.id = asked.line_id;
    taken.returned = asked.quantity.value_or(0);
    taken.refunded = asked.amount.value_or(0);
    const auto line = std::ranges::find(order.lines, asked.line_id, &ModelLine::id);
    if (line == order.lines.end()) {
      if (!order.lines.empty()) why.insert(Code::line_not_found);
      sum += taken.refunded;
      continue;
    }
    core::Amount refunded = line->refunded;
    std::int64_t returned = line->returned;
    if (again != nullptr)
      for (const auto& own : again->lines)
        if (own.id == line->id) refunded -= own.refunded, returned -= own.returned;
    if (!asked.amount) {
      const auto whole =
          static_cast<__int128>(paid_for(order, *line)) * (returned + taken.returned) / line->quantity.value_or(1);
      taken.refunded = line->kind == core::LineKind::discount
                           ? 0
                           : std::max<core::Amount>(0, static_cast<core::Amount>(whole) - refunded);
    }
    if (taken.refunded > std::max<core::Amount>(0, line->amount - refunded)) why.insert(Code::exceeds_line);
    if (line->quantity && taken.returned > *line->quantity - returned) why.insert(Code::exceeds_line);
    sum += taken.refunded;
    out.push_back(taken);
  }
  if (sum != amount) why.insert(Code::amount_mismatch);
  return out;
}

void Model::count_lines(ModelRefund& refund, bool count) {
  if (count == refund.counts_lines) return;
  refund.counts_lines = count;
  const int direction = count ? 1 : -1;
  for (const auto& taken : refund.lines) {
    auto& lines = orders.at(refund.order).lines;
    const auto line = std::ranges::find(lines, taken.id, &ModelLine::id);
    line->refunded += direction * taken.refunded;
    line->returned += direction * taken.returned;
  }
}

// What it took of them could be taken anew.
bool Model::lines_fit(const ModelRefund& refund) const {
  const auto& lines = orders.at(refund.order).lines;
  return std::ranges::all_of(refund.lines, [&](const ModelLine& taken) {
    const auto line = std::ranges::find(lines, taken.id, &ModelLine::id);
    if (line->quantity && taken.returned > *line->quantity - line->returned) return false;
    return taken.refunded <= std::max<core::Amount>(0, line->amount - line->refunded);
  });
}

}  // namespace tallygate::simulation
