#include <algorithm>

#include "core/check.hpp"
#include "ledger/split.hpp"

namespace tallygate::ledger {
namespace {

// Of what is split, the share that `part` is of all that is left of the lines: a refund that named no lines, and what
// was lost in a dispute, is taken from each alike.
core::Amount share_of_lines(const SplitInput& in, core::Amount part) {
  if (part <= 0 || in.lines->all <= 0) return 0;
  if (part >= in.lines->all) return in.amount;
  return core::floor_fraction(part, in.amount, in.lines->all);
}

}  // namespace

core::SplitBase commission_base(const SplitInput& in, core::Amount fee) {
  core::SplitBase out;
  out.kind = in.plan->terms.base.value_or(core::PlanBase::gross);
  out.of = out.amount = in.amount;
  switch (out.kind) {
    case core::PlanBase::gross:
      break;
    case core::PlanBase::net_of_fee:
      out.fee = fee;
      out.amount = in.amount - fee;
      break;
    case core::PlanBase::net_of_coupon:
      if (!in.lines) break;
      out.discounts = in.lines->discounts;
      out.lines = in.lines->all;
      out.amount = share_of_lines(in, in.lines->all - in.lines->discounts);
      break;
    case core::PlanBase::goods:
      if (!in.lines) break;
      out.goods = in.lines->goods;
      out.lines = in.lines->all;
      out.amount = share_of_lines(in, in.lines->goods);
      break;
  }
  TALLYGATE_CHECK(out.amount >= 0 && out.amount <= in.amount, "commissions are a share of what is split");
  return out;
}

}  // namespace tallygate::ledger
