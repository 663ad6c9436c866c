#include "ledger/escrow_left.hpp"

#include <algorithm>
#include <string>

#include "ledger/account_names.hpp"
#include "ledger/breaks.hpp"

namespace tallygate::ledger {
namespace {

bool keeps_no_escrow(const Order& order) {
  return order.state == OrderState::cancelled || order.state == OrderState::completed ||
         order.state == OrderState::expired || order.state == OrderState::rejected;
}

void open_escrow_left(const Applying& a, Order& order) {
  open_break(a, {BreakKind::escrow_left, "order:" + order.id, std::string(kEscrow), order.escrow, order.currency, 0});
  a.journal.set(order.escrow_left_by, a.record.seq);
}

}  // namespace

// A cancellation gives back what the order had with the record after its own: less is no reason for a break.
void follow_escrow(const Applying& a, Order& order, core::Amount by) {
  if (by == 0 || !keeps_no_escrow(order)) return;
  const BreakKey last{order.escrow_left_by, 0};
  if (a.state.open_breaks.contains(last)) return settle_break(a, last, std::string(kEscrow), order.escrow);
  if (by < 0 || order.escrow <= 0) return;
  open_escrow_left(a, order);
}

void keep_in_sight(const Applying& a, Order& order) {
  if (order.escrow > std::max<core::Amount>(0, order.refundable())) open_escrow_left(a, order);
}

}  // namespace tallygate::ledger
