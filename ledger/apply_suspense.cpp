#include <algorithm>
#include <utility>
#include <vector>

#include "core/check.hpp"
#include "core/content_marks.hpp"
#include "ledger/account_names.hpp"
#include "ledger/breaks.hpp"
#include "ledger/id_taken.hpp"
#include "ledger/limit_terms.hpp"
#include "ledger/refund_unplaced.hpp"
#include "ledger/suspense.hpp"

namespace tallygate::ledger {
namespace {

void open_over(const Applying& a, Payment& payment, std::uint32_t n) {
  open_break(a, {BreakKind::payment_unplaced, "payment:" + payment.id, suspense_account(*payment.channel),
                 payment.suspense, payment.currency, n});
  a.journal.set(payment.suspense_break, BreakKey{a.record.seq, n});
}

// All at once and before anything of them changes: the journal keeps where each stands.
void allocate_to(const Applying& a, Payment& payment, const std::vector<Order*>& orders) {
  std::vector<PaymentAllocation> all = payment.allocations;
  for (Order* order : orders)
    if (std::ranges::find(all, order, &PaymentAllocation::order) == all.end()) all.emplace_back(order, 0, 0, 0);
  if (all.size() > payment.allocations.size()) a.journal.replace(payment.allocations, std::move(all));
}

// The refund's sources give it (direction 1), or got it back (-1).
void move_suspense(const Applying& a, Refund& refund, int direction) {
  Payment* payment = touched(a, a.state.payments, refund.payment->id);
  for (const core::RefundSource& source : refund.sources)
    if (source.charge) charge_returns(a, *payment, direction * source.charge->amount);
  const core::Amount amount = direction * refund.amount;
  a.journal.set(payment->suspense_refunded, payment->suspense_refunded + amount);
  suspense_changes(a, *payment, -amount);
}

}  // namespace

void stands_in_suspense(const Applying& a, Payment& payment, core::Amount suspense) {
  a.journal.set(payment.suspense, suspense);
  if (suspense > 0) open_over(a, payment, 0);
}

void suspense_changes(const Applying& a, Payment& payment, core::Amount by) {
  if (by == 0) return;
  a.journal.set(payment.suspense, payment.suspense + by);
  TALLYGATE_CHECK(payment.suspense >= payment.suspense_disputed, "what is in dispute stands in suspense");
  if (a.state.open_breaks.contains(payment.suspense_break))
    return settle_break(a, payment.suspense_break, suspense_account(*payment.channel), payment.suspense);
  if (by > 0) open_over(a, payment, 1);  // the first of its record may be a dispute's
}

void suspense_in_dispute(const Applying& a, Payment& payment, core::Amount disputed, core::Amount lost) {
  if (disputed != 0) a.journal.set(payment.suspense_disputed, payment.suspense_disputed + disputed);
  if (lost != 0) a.journal.set(payment.suspense_lost, payment.suspense_lost + lost);
  suspense_changes(a, payment, -lost);
  const bool seen = a.state.open_breaks.contains(payment.suspense_break);
  if (disputed < 0 && payment.suspense_free() > 0 && !seen) open_over(a, payment, 1);  // somebody explained the rest
}

void suspense_is_explained(const Applying& a, const Break& over) {
  Payment* payment = touched(a, a.state.payments, std::string_view(over.subject).substr(over.subject.find(':') + 1));
  TALLYGATE_CHECK(payment != nullptr, "what stands in suspense is of a payment");
  const core::Amount free = payment->suspense_free();
  a.journal.set(payment->suspense, payment->suspense - free);
  a.journal.set(payment->suspense_explained, payment->suspense_explained + free);
}

void apply_payment_allocated(const Applying& a) {
  const auto& effect = core::effect_as<core::PaymentEffect>(a.record);
  Payment* payment = touched(a, a.state.payments, a.record.command->path_id);
  TALLYGATE_CHECK(payment != nullptr, "what stands in suspense is of a payment");
  std::vector<Order*> orders;
  for (const core::Allocation& brought : effect.allocations) {
    orders.push_back(touched(a, a.state.orders, brought.order.view()));
    TALLYGATE_CHECK(orders.back() != nullptr, "money is brought to orders that exist");
  }
  allocate_to(a, *payment, orders);
  core::Amount sum = 0;
  for (std::size_t i = 0; i < orders.size(); ++i) {
    const core::Amount amount = effect.allocations[i].amount;
    auto to = std::ranges::find(payment->allocations, orders[i], &PaymentAllocation::order);
    a.journal.set(to->amount, to->amount + amount);
    bring(a, *payment, *to, amount);
    sum += amount;
  }
  suspense_changes(a, *payment, -sum);
  count_spent(a, *payment, effect.allocations);
}

void apply_suspense_sent(const Applying& a) {
  const auto& effect = core::effect_as<core::RefundEffect>(a.record);
  Refund& refund = made(a, a.state.refunds, effect.refund.view());
  refund.content = core::content_marks(*a.record.command, kRefundIds.id_member);
  refund.payment = a.state.payments.find(effect.payment->view());
  TALLYGATE_CHECK(refund.payment != nullptr, "what goes back stood in suspense of a payment");
  refund.amount = effect.amount;
  refund.at = a.record.at;
  refund.sources = effect.sources;
  refund.state = effect.settled.value_or(false) ? RefundState::settled : RefundState::sent;
  move_suspense(a, refund, 1);
}

void apply_suspense_settled(const Applying& a, Refund& refund) {
  const auto& effect = core::effect_as<core::RefundEffect>(a.record);
  a.journal.set(refund.state, RefundState::settled);
  if (effect.sources.empty()) return;  // it was sent
  a.journal.set(refund.at, a.record.at);
  a.journal.replace(refund.sources, effect.sources);
  if (effect.unplaced.value_or(false)) return open_unplaced(a, refund);
  move_suspense(a, refund, 1);
}

void apply_suspense_failed(const Applying& a, Refund& refund) {
  a.journal.set(refund.state, RefundState::failed);
  if (core::effect_as<core::RefundEffect>(a.record).unplaced.value_or(false)) return close_unplaced(a, refund);
  move_suspense(a, refund, -1);
}

}  // namespace tallygate::ledger
