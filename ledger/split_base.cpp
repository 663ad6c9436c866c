#include <algorithm>

#include "core/check.hpp"
#include "ledger/split.hpp"

namespace tallygate::ledger {
namespace {

// Of `amount`, the share that `part` is of all that is left of the lines: a refund that named no lines, and what was
// lost in a dispute, is taken from each alike.
core::Amount share_of_lines(core::Amount amount, core::Amount part, core::Amount lines) {
  if (part <= 0 || lines <= 0) return 0;
  if (part >= lines) return amount;
  return core::floor_fraction(part, amount, lines);
}

// What the goods come to beside all lines, each worth what it is without the platform's coupon.
void goods_base(const SplitInput& in, core::SplitBase& out) {
  if (!in.lines) return;
  out.goods = in.lines->goods;
  out.lines = in.lines->all + in.lines->promotion;
  out.amount = share_of_lines(in.amount, in.lines->goods, *out.lines);
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
      out.amount = in.amount - in.promotion;  // what buyers paid, whoever funds the coupon
      break;
    case core::PlanBase::goods:
      goods_base(in, out);
      break;
  }
  TALLYGATE_CHECK(out.amount >= 0 && out.amount <= in.amount, "commissions are a share of what is split");
  return out;
}

}  // namespace tallygate::ledger
