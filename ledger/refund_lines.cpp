#include "ledger/refund_lines.hpp"

#include <algorithm>
#include <string>

#include "ledger/asked.hpp"

namespace tallygate::ledger {
namespace {

using core::Code;

// The line as it would stand without what `own` counts of it.
Line without(const Order& order, std::size_t at, const std::vector<RefundedLine>& own) {
  Line line = order.lines[at];
  for (const RefundedLine& counted : own) {
    if (counted.line != at) continue;
    line.refunded -= counted.amount;
    line.refunded_quantity -= counted.quantity;
  }
  return line;
}

// What was paid for the line: its amount less its share of the order's discounts, which are spread over the goods in
// their order; what they come to up to a line is rounded down, so that all shares together are the discounts.
core::Amount paid_for(const Order& order, std::size_t place) {
  WideAmount goods = 0, discounts = 0, before = 0;
  for (std::size_t i = 0; i < order.lines.size(); ++i) {
    const Line& line = order.lines[i];
    if (line.kind == core::LineKind::discount) discounts -= line.amount;
    if (line.goods()) goods += line.amount;
    if (line.goods() && i < place) before += line.amount;
  }
  const Line& line = order.lines[place];
  if (!line.goods() || goods == 0) return line.amount;
  const WideAmount spread = std::min(discounts, goods);
  const auto share = spread * (before + line.amount) / goods - spread * before / goods;
  return line.amount - static_cast<core::Amount>(share);
}

// By quantity alone: what all that is refunded of the line is worth then, less what was refunded before. So the last
// piece takes the rest, whatever the rounding.
core::Amount worth(const Line& line, core::Amount paid, std::int64_t quantity) {
  if (paid <= 0) return 0;
  const core::Amount of_all = core::floor_fraction(paid, line.refunded_quantity + quantity, line.quantity);
  return std::max<core::Amount>(0, of_all - line.refunded);
}

std::string left_text(const Line& line, core::Currency currency) {
  std::string out = money_text(line.amount - line.refunded, currency);
  if (line.quantity > 0) out += ", quantity " + std::to_string(line.quantity - line.refunded_quantity) + ",";
  return out + " is left of line " + line.id;
}

core::Refusal other_sum(core::Money asked, WideAmount sum) {
  return refusal(Code::amount_mismatch, "/lines",
                 "the lines add up to " + money_text(shown(sum), asked.currency) + ", the amount is " +
                     money_text(asked.amount, asked.currency));
}

}  // namespace

std::optional<core::Refusal> lines_disagree(core::Money asked, const std::vector<core::RefundLine>& lines) {
  WideAmount sum = 0;
  for (const core::RefundLine& line : lines) {
    if (!line.amount) return std::nullopt;  // its worth is the order's to say, where the order has lines
    sum += *line.amount;
  }
  if (lines.empty() || sum == asked.amount) return std::nullopt;
  return other_sum(asked, sum);
}

TakenLines taken_lines(const Order& order, core::Money refund, const std::vector<core::RefundLine>& lines,
                       const std::vector<RefundedLine>& own) {
  TakenLines out;
  if (order.lines.empty()) return out;
  __int128 sum = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const core::RefundLine& asked = lines[i];
    const std::string at = "/lines/" + std::to_string(i);
    const auto found = std::ranges::find(order.lines, asked.line_id, &Line::id);
    if (found == order.lines.end()) {
      out.refusal =
          refusal(Code::line_not_found, at + "/line_id", "order " + order.id + " has no line " + asked.line_id);
      return out;
    }
    const auto place = static_cast<std::size_t>(found - order.lines.begin());
    const Line line = without(order, place, own);
    const std::int64_t quantity = asked.quantity.value_or(0);
    const bool too_many = quantity > 0 && quantity > line.quantity - line.refunded_quantity;
    if (too_many && (line.quantity > 0 || !asked.amount)) {
      out.refusal = refusal(Code::exceeds_line, at + "/quantity", left_text(line, order.currency));
      return out;
    }
    const core::Amount amount = asked.amount ? *asked.amount : worth(line, paid_for(order, place), quantity);
    if (amount > std::max<core::Amount>(0, line.amount - line.refunded)) {
      out.refusal = refusal(Code::exceeds_line, at + "/amount", left_text(line, order.currency));
      return out;
    }
    sum += amount;
    out.lines.push_back({static_cast<std::uint32_t>(place), amount, line.quantity > 0 ? quantity : 0});
  }
  if (!lines.empty() && sum != refund.amount) out.refusal = other_sum(refund, sum);
  return out;
}

bool lines_fit(const Order& order, const std::vector<RefundedLine>& lines) {
  return std::ranges::all_of(lines, [&](const RefundedLine& taken) {
    const Line& line = order.lines.at(taken.line);
    return taken.amount <= std::max<core::Amount>(0, line.amount - line.refunded) &&
           (line.quantity == 0 || taken.quantity <= line.quantity - line.refunded_quantity);
  });
}

}  // namespace tallygate::ledger
