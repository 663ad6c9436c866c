#include <algorithm>
#include <cstdlib>
#include <string>
#include <utility>

#include "core/check.hpp"
#include "core/content_marks.hpp"
#include "ledger/account_names.hpp"
#include "ledger/apply.hpp"
#include "ledger/breaks.hpp"
#include "ledger/doubt.hpp"
#include "ledger/escrow_left.hpp"
#include "ledger/frozen.hpp"
#include "ledger/id_taken.hpp"
#include "ledger/suspense.hpp"
#include "ledger/wallet_terms.hpp"

namespace tallygate::ledger {
namespace {

Dispute& dispute_known(const Applying& a, std::string_view id) {
  Dispute* dispute = touched(a, a.state.disputes, id);
  TALLYGATE_CHECK(dispute != nullptr, "what is answered or ended was opened");
  return *dispute;
}

Order& order_known(const Applying& a, std::string_view id) {
  Order* order = touched(a, a.state.orders, id);
  TALLYGATE_CHECK(order != nullptr, "a dispute is over money of orders that exist");
  return *order;
}

// What of the payment's money in the order is in dispute or was lost, changed.
void dispute_capture(const Applying& a, Order& order, const Payment* payment, core::Amount by) {
  const auto capture = std::ranges::find(order.captures, payment, &Capture::payment);
  TALLYGATE_CHECK(capture != order.captures.end(), "what is disputed of an order was captured for it");
  struct Before {
    std::size_t at;
    core::Amount disputed;
  };
  const Before before{static_cast<std::size_t>(capture - order.captures.begin()), capture->disputed};
  a.journal.note(order, before, +[](Order& o, const Before& b) { o.captures[b.at].disputed = b.disputed; });
  capture->disputed += by;
}

void join(const Applying& a, Order& order, Dispute& dispute, core::Amount amount) {
  thaw(a, order);
  a.journal.note(order, 0, +[](Order& o, const int&) { o.disputes.pop_back(); });
  order.disputes.push_back(&dispute);
  a.journal.set(order.disputed, order.disputed + amount);
  dispute_capture(a, order, dispute.payment, amount);
  freeze(a, order);
  retime(a, order);
}

// The order's part is disputed no more, where it was; what was won of it counts as captured again.
void leave(const Applying& a, const Dispute& dispute, DisputePart& part, core::Amount disputed, core::Amount lost) {
  if (disputed == 0 && lost == part.lost) return;
  Order& order = order_known(a, part.order->id);
  thaw(a, order);
  const core::Amount more = lost - part.lost;
  a.journal.set(part.lost, lost);
  a.journal.set(order.disputed, order.disputed - disputed);
  a.journal.set(order.lost, order.lost + more);
  dispute_capture(a, order, dispute.payment, more - disputed);
  freeze(a, order);
  retime(a, order);
}

core::Amount lost_of(const core::DisputeEndEffect& end, const Order& order) {
  for (const core::Allocation& lost : end.allocations)
    if (lost.order.view() == order.id) return lost.amount;
  return 0;
}

void open_unplaced(const Applying& a, Dispute& dispute, std::string account, core::Amount amount) {
  open_break(a,
             {BreakKind::dispute_unplaced, "dispute:" + dispute.id, std::move(account), amount, dispute.currency, 0});
  a.journal.set(dispute.break_seq, a.record.seq);
}

// At the first end the break follows what is unplaced, unless somebody explained it before. Of what changes later
// nobody could: then there is another break about the difference.
void follow_break(const Applying& a, Dispute& dispute, bool first, core::Amount before, core::Amount unplaced) {
  std::string account = suspense_account(dispute.channel);
  if (first && dispute.break_seq == 0) return;
  if (first || break_is_open(a.state, dispute.break_seq))
    return settle_break(a, {dispute.break_seq, 0}, std::move(account), unplaced);
  if (unplaced != before) open_unplaced(a, dispute, std::move(account), std::abs(unplaced - before));
}

DisputePart& part_of(Dispute& dispute, const Order& order) {
  const auto part = std::ranges::find(dispute.parts, &order, &DisputePart::order);
  TALLYGATE_CHECK(part != dispute.parts.end(), "a dispute claws back from its own orders");
  return *part;
}

void give_back_of_dispute(const Applying& a, Order& order, const core::GiveBack& given) {
  const auto k = static_cast<std::size_t>(given.part);
  TALLYGATE_CHECK(k < order.parts.size(), "a claw-back takes from recorded parts");
  PaidPart& part = order.parts[k];
  a.journal.set(part.given_back, part.given_back + given.amount);
  give_back_periods(a, order, k, given.amount);
  if (!is_unmatured(given.account)) return;
  if (is_due(part, a.record.at)) {
    a.journal.set(part.kept, part.kept - given.amount);
    return;
  }
  const Account* account = a.state.accounts.find(given.account);
  TALLYGATE_CHECK(account != nullptr && part.matures_on, "only what matures is unmatured");
  a.state.maturities.add({*part.matures_on, order.currency, account}, -given.amount, a.journal);
}

// What a wallet that paid has back while the channel, which is ours, still decides: it does not give it meanwhile.
void keep_in_wallet(const Applying& a, const Dispute& dispute, int direction) {
  const core::Amount placed = dispute.placed();
  if (dispute.wallet == nullptr || placed == 0) return;
  const Account* wallet = a.state.accounts.find(wallet_account(dispute.wallet->id));
  TALLYGATE_CHECK(wallet != nullptr, "a wallet that paid is there");
  a.state.doubted.add(*wallet, dispute.currency, direction * placed, a.journal);
}

}  // namespace

void apply_dispute_opened(const Applying& a) {
  const auto& body = core::body_as<core::PaymentDispute>(*a.record.command);
  const auto& effect = core::effect_as<core::DisputeEffect>(a.record);
  Dispute& dispute = made(a, a.state.disputes, effect.dispute.view());
  dispute.content = core::content_marks(*a.record.command, kDisputeIds.id_member);
  dispute.seq = a.record.seq;
  dispute.payment = touched(a, a.state.payments, effect.payment.view());
  dispute.payment_id = effect.payment.str();
  dispute.channel = effect.channel;
  dispute.currency = effect.currency;
  dispute.wallet = wallet_disputed(dispute.payment, effect.channel, effect.currency);
  dispute.amount = effect.amount;
  dispute.unplaced = effect.unplaced;
  dispute.charge = effect.charge;
  dispute.top_up = effect.top_up.value_or(0);
  dispute.suspense = effect.suspense.value_or(0);
  dispute.reason = body.reason;
  dispute.at = a.record.at;
  dispute.respond_by = body.respond_by;
  if (dispute.payment != nullptr) {
    a.journal.note(*dispute.payment, 0, +[](Payment& p, const int&) { p.disputes.pop_back(); });
    dispute.payment->disputes.push_back(&dispute);
    if (dispute.charge) charge_returns(a, *dispute.payment, dispute.charge->amount);
    dispute_top_up(a, *dispute.payment, dispute.top_up, 0);
    suspense_in_dispute(a, *dispute.payment, dispute.suspense, 0);
  }
  dispute.parts.reserve(effect.allocations.size());
  for (const core::Allocation& placed : effect.allocations) {
    Order& order = order_known(a, placed.order.view());
    dispute.parts.push_back({&order, placed.amount, 0, 0});
    join(a, order, dispute, placed.amount);
  }
  keep_in_wallet(a, dispute, 1);
  if (effect.unplaced > 0) open_unplaced(a, dispute, disputed_account(effect.channel), effect.unplaced);
}

void apply_dispute_evidence(const Applying& a) {
  const auto& body = core::body_as<core::DisputeEvidence>(*a.record.command);
  Dispute& dispute = dispute_known(a, a.record.command->path_id);
  a.journal.note(dispute, 0, +[](Dispute& d, const int&) { d.evidence.pop_back(); });
  dispute.evidence.push_back({body.kind, body.sha256, body.note.value_or(""), a.record.at});
}

// The first end, or one that changes what an earlier one said.
void apply_dispute_end(const Applying& a, DisputeState state) {
  const auto& end = core::effect_as<core::DisputeEndEffect>(a.record);
  Dispute& dispute = dispute_known(a, end.dispute.view());
  const bool first = dispute.state == DisputeState::open;
  const core::Amount unplaced_before = first ? 0 : dispute.unplaced_lost();
  if (first) keep_in_wallet(a, dispute, -1);
  a.journal.set(dispute.state, state);
  a.journal.set(dispute.lost, end.lost);
  if (dispute.payment != nullptr) (void)touched(a, a.state.payments, dispute.payment->id);
  if (end.charge) {
    const core::Amount counted = first ? dispute.charge->amount : dispute.charge_lost;
    a.journal.set(dispute.charge_lost, end.charge->amount);
    charge_returns(a, *dispute.payment, end.charge->amount - counted);
  }
  if (end.top_up) {
    const core::Amount more = *end.top_up - dispute.top_up_lost;
    dispute_top_up(a, *dispute.payment, first ? -dispute.top_up : 0, more);
    a.journal.set(dispute.top_up_lost, *end.top_up);
  }
  if (end.suspense) {
    const core::Amount more = *end.suspense - dispute.suspense_lost;
    suspense_in_dispute(a, *dispute.payment, first ? -dispute.suspense : 0, more);
    a.journal.set(dispute.suspense_lost, *end.suspense);
  }
  a.journal.set(dispute.resolved_at, a.record.at);
  for (DisputePart& part : dispute.parts) leave(a, dispute, part, first ? part.amount : 0, lost_of(end, *part.order));
  follow_break(a, dispute, first, unplaced_before, end.unplaced);
}

void apply_dispute_claw_back(const Applying& a) {
  const auto& effect = core::effect_as<core::ClawBackEffect>(a.record);
  Order& order = order_known(a, effect.order.view());
  thaw(a, order);
  core::Amount from_split = 0;
  for (const core::GiveBack& given : effect.parts) {
    from_split += given.amount;
    give_back_of_dispute(a, order, given);
  }
  for (const core::GiveBack& matured : effect.matured) {
    PaidPart& part = order.parts.at(static_cast<std::size_t>(matured.part));
    a.journal.set(part.kept, part.kept - matured.amount);
  }
  give_back_of_split(a, order, from_split);
  const core::Amount promotion = effect.promotion.value_or(0);
  DisputePart& lost = part_of(dispute_known(a, effect.dispute.view()), order);
  a.journal.set(lost.from_split, lost.from_split + from_split - promotion);
  a.journal.set(order.promotion_back, order.promotion_back + promotion);
  a.journal.set(order.escrow, order.escrow - (effect.amount + promotion - from_split));
  follow_escrow(a, order, from_split - effect.amount - promotion);
  freeze(a, order);
}

}  // namespace tallygate::ledger
