#include "ledger/dispute_loss.hpp"

#include <algorithm>
#include <numeric>

#include "core/check.hpp"
#include "ledger/charges.hpp"

namespace tallygate::ledger {
namespace {

// Of what its orders lose each takes what is placed there, in their order.
DisputeLoss by_rule(const Dispute& dispute, core::Amount lost) {
  DisputeLoss out;
  out.total = lost;
  const core::Amount placed = dispute.placed(), charge = dispute.charge ? dispute.charge->amount : 0;
  core::Amount of_orders = 0;
  if (dispute.charge && dispute.charge->currency == dispute.currency) {
    out.of_charge = std::min(lost, charge);
    out.unplaced = lost - out.of_charge;
    of_orders = core::floor_fraction(placed, out.of_charge, charge);  // some of the charge is placed, here
  } else {
    of_orders = std::min(lost, placed);
    out.of_top_up = std::min(lost - of_orders, dispute.top_up);
    out.of_suspense = std::min(lost - of_orders - out.of_top_up, dispute.suspense);
    out.unplaced = lost - of_orders - out.of_top_up - out.of_suspense;
    if (placed > 0) out.of_charge = core::floor_fraction(charge, of_orders, placed);
  }
  out.of_parts.reserve(dispute.parts.size());
  for (const DisputePart& part : dispute.parts) {
    out.of_parts.push_back(std::min(of_orders, part.amount));
    of_orders -= out.of_parts.back();
  }
  return out;
}

// Whether what has gone back of the charge stays within what was charged, and is all of it once all of the payment has
// gone back. What comes back always fits.
bool charge_fits(const Dispute& dispute, core::Amount of_orders, core::Amount of_charge) {
  if (!dispute.charge || (of_orders <= 0 && of_charge <= 0)) return true;
  const Payment& payment = *dispute.payment;
  core::Amount captured = payment.suspense_refunded;  // what is no order's, and can go back no more
  for (const PaymentAllocation& a : payment.allocations) captured += a.captured;
  const core::Amount most = charged(*payment.charge, captured);
  const core::Amount returned = payment.charge->returned + of_charge;
  return returned <= most && (gone_back(payment) + of_orders < captured || returned == most);
}

bool fits(const Dispute& dispute, const DisputeLoss& was, const DisputeLoss& now) {
  for (std::size_t i = 0; i < dispute.parts.size(); ++i) {
    const auto& captures = dispute.parts[i].order->captures;
    const auto capture = std::ranges::find(captures, dispute.payment, &Capture::payment);
    const core::Amount left = capture == captures.end() ? 0 : capture->remaining();
    if (now.of_parts[i] - was.of_parts[i] > left) return false;
  }
  if (now.of_top_up > was.of_top_up && now.of_top_up - was.of_top_up > dispute.payment->top_up_left()) return false;
  if (now.of_suspense > was.of_suspense && now.of_suspense - was.of_suspense > dispute.payment->suspense_free())
    return false;
  return charge_fits(dispute, now.of_orders() - was.of_orders(), now.of_charge - was.of_charge);
}

}  // namespace

core::Amount DisputeLoss::of_orders() const {
  return std::accumulate(of_parts.begin(), of_parts.end(), core::Amount{0});
}

DisputeLoss lost_so_far(const Dispute& dispute) {
  DisputeLoss out;
  out.total = dispute.lost;
  out.unplaced = dispute.unplaced_lost();
  out.of_top_up = dispute.top_up_lost;
  out.of_suspense = dispute.suspense_lost;
  out.of_charge = dispute.charge_lost;
  out.of_parts.reserve(dispute.parts.size());
  for (const DisputePart& part : dispute.parts) out.of_parts.push_back(part.lost);
  return out;
}

DisputeLoss loss_of(const Dispute& dispute, core::Amount lost) {
  DisputeLoss now = by_rule(dispute, lost);
  if (dispute.state == DisputeState::open) return now;  // the money is on the disputed account for it
  DisputeLoss was = lost_so_far(dispute);
  if (fits(dispute, was, now)) return now;
  was.unplaced += lost - was.total;
  was.total = lost;
  TALLYGATE_CHECK(was.unplaced >= 0, "an end by which the orders lose less than they did fits");
  return was;
}

}  // namespace tallygate::ledger
