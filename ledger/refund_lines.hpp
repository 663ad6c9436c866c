// Refunds by line: what of which line of its order a refund takes. No line is refunded over its amount or its quantity
// in all; what waits counts, what failed or was rejected does not. An order that was placed without lines has none to
// check: the lines of its refunds are only recorded.
#pragma once

#include <optional>
#include <vector>

#include "core/commands/order.hpp"
#include "core/outcome.hpp"
#include "ledger/objects.hpp"

namespace tallygate::ledger {

struct TakenLines {
  std::vector<RefundedLine> lines;  // empty where the order or the refund has none
  std::optional<core::Refusal> refusal;
};

// Where all lines have amounts: why they are not those of the refund, or of what the order is reduced by.
std::optional<core::Refusal> lines_disagree(core::Money asked, const std::vector<core::RefundLine>& lines);

// `asked`: of the refund, or what the order is reduced by. `own`: what this very refund already counts, when it waited
// and is decided again.
TakenLines taken_lines(const Order& order, core::Money asked, const std::vector<core::RefundLine>& lines,
                       const std::vector<RefundedLine>& own);

// Whether all of these, which do not count, still fit on the order's lines.
bool lines_fit(const Order& order, const std::vector<RefundedLine>& lines);

}  // namespace tallygate::ledger
