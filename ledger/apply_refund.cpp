#include <algorithm>
#include <string>
#include <utility>

#include "core/check.hpp"
#include "core/content_marks.hpp"
#include "ledger/account_names.hpp"
#include "ledger/apply.hpp"
#include "ledger/escrow_left.hpp"
#include "ledger/frozen.hpp"
#include "ledger/id_taken.hpp"
#include "ledger/limit_terms.hpp"
#include "ledger/refund_lines.hpp"
#include "ledger/refund_unplaced.hpp"
#include "ledger/suspense.hpp"

namespace tallygate::ledger {
namespace {

Order& order_of(const Applying& a, const core::RefundEffect& effect) {
  Order* order = touched(a, a.state.orders, effect.order->view());
  TALLYGATE_CHECK(order != nullptr, "a refund is of an order that exists");
  return *order;
}

Refund& refund_of(const Applying& a, const core::RefundEffect& effect) {
  Refund* refund = touched(a, a.state.refunds, effect.refund.view());
  TALLYGATE_CHECK(refund != nullptr, "a record names a refund that exists");
  return *refund;
}

const core::OrderRefund* request_of(const Applying& a) {
  return a.record.command == nullptr ? nullptr : std::get_if<core::OrderRefund>(&a.record.command->body);
}

// The payment of the order that the request names; null where it names none.
Payment* payment_named(const Order& order, const core::OrderRefund& asked) {
  if (!asked.to || !asked.to->payment) return nullptr;
  const std::string_view id = asked.to->payment->view();
  const auto capture = std::ranges::find_if(order.captures, [&](const Capture& c) { return c.payment->id == id; });
  return capture == order.captures.end() ? nullptr : capture->payment;
}

Refund& find_or_create(const Applying& a, Order& order, const core::RefundEffect& effect) {
  Refund* known = touched(a, a.state.refunds, effect.refund.view());
  if (known != nullptr) return *known;
  Refund& refund = made(a, a.state.refunds, effect.refund.view());
  if (const core::OrderRefund* asked = request_of(a)) {
    refund.content = core::content_marks(*a.record.command, kRefundIds.id_member);
    refund.to = payment_named(order, *asked);
  }
  refund.order = &order;
  refund.amount = effect.amount;
  refund.at = a.record.at;
  a.journal.note(order, 0, +[](Order& o, const int&) { o.refunds.pop_back(); });
  order.refunds.push_back(&refund);
  return refund;
}

// What it takes of which lines counts from here on, or no more.
void count_lines(const Applying& a, Refund& refund, bool count) {
  if (refund.lines_counted == count || refund.lines.empty()) return;
  const int direction = count ? 1 : -1;
  for (const RefundedLine& taken : refund.lines) {
    Line& line = refund.order->lines.at(taken.line);  // lines never move: they are made with their order
    a.journal.set(line.refunded, line.refunded + direction * taken.amount);
    a.journal.set(line.refunded_quantity, line.refunded_quantity + direction * taken.quantity);
  }
  a.journal.set(refund.lines_counted, count);
}

// What of which lines the command asks for counts from here on, where it does not count yet.
void take_lines(const Applying& a, Refund& refund) {
  const core::OrderRefund* asked = request_of(a);
  if (asked == nullptr || !refund.lines.empty()) return;  // a cancellation's refund is of the order as a whole
  TakenLines taken = taken_lines(*refund.order, {asked->amount, asked->currency}, asked->lines, {});
  if (taken.refusal) return;  // recorded before lines were checked
  a.journal.replace(refund.lines, std::move(taken.lines));
  count_lines(a, refund, true);
}

bool reserves(RefundState state) {
  return state == RefundState::held || state == RefundState::challenged;
}

// Moves a refund to its next state; only while it waits does it reserve its amount.
void set_state(const Applying& a, Refund& refund, RefundState state, bool is_new) {
  Order& order = *refund.order;
  const core::Amount before = !is_new && reserves(refund.state) ? refund.amount : 0;
  const core::Amount after = reserves(state) ? refund.amount : 0;
  a.journal.set(order.reserved, order.reserved - before + after);
  if (before != after) retime(a, order);
  a.journal.set(refund.state, state);
  if (refund.waiting != nullptr) {
    close_wait(a, *refund.waiting, WaitState::closed);
    a.journal.set(refund.waiting, nullptr);
  }
}

void give_back(const Applying& a, Order& order, const core::GiveBack& given) {
  const auto k = static_cast<std::size_t>(given.part);
  TALLYGATE_CHECK(k < order.parts.size(), "a refund takes from recorded parts");
  PaidPart& part = order.parts[k];
  a.journal.set(part.given_back, part.given_back + given.amount);  // parts never move: they are made once
  give_back_periods(a, order, k, given.amount);
  if (!is_unmatured(given.account)) return;
  const Account* account = a.state.accounts.find(given.account);
  TALLYGATE_CHECK(account != nullptr && part.matures_on, "only what matures is unmatured");
  a.state.maturities.add({*part.matures_on, order.currency, account}, -given.amount, a.journal);
}

void note_source(const Applying& a, Order& order, const core::RefundSource& source, core::Amount amount) {
  const auto capture =
      std::ranges::find_if(order.captures, [&](const Capture& c) { return c.payment->id == source.payment.view(); });
  TALLYGATE_CHECK(capture != order.captures.end(), "a refund goes back through payments of its order");
  struct Before {
    std::size_t at;
    core::Amount refunded;
  };
  const Before before{static_cast<std::size_t>(capture - order.captures.begin()), capture->refunded};
  a.journal.note(order, before, +[](Order& o, const Before& b) { o.captures[b.at].refunded = b.refunded; });
  capture->refunded += amount;
  if (source.charge) charge_returns(a, *capture->payment, amount < 0 ? -source.charge->amount : source.charge->amount);
  count_spent(a, *capture->payment);
}

// A refund (direction 1) or its failure (-1) on the order: what no part gives back is the escrow's. Gives what of
// the amount came from the parts, signed.
core::Amount move_money(const Applying& a, Order& order, const core::RefundEffect& effect, int direction) {
  thaw(a, order);
  core::Amount from_split = 0;
  for (const core::GiveBack& given : effect.parts) {
    from_split += given.amount;
    give_back(a, order, given);
  }
  const core::Amount amount = effect.amount * direction;
  const core::Amount promotion = effect.promotion.value_or(0);
  give_back_of_split(a, order, from_split);
  a.journal.set(order.promotion_back, order.promotion_back + promotion);
  from_split -= promotion;
  a.journal.set(order.escrow, order.escrow - (amount - from_split));
  follow_escrow(a, order, from_split - amount);
  a.journal.set(order.refunded, order.refunded + amount);
  for (const core::RefundSource& source : effect.sources) note_source(a, order, source, source.amount * direction);
  freeze(a, order);
  retime(a, order);
  return from_split;
}

}  // namespace

void apply_refund_sent(const Applying& a) {
  const auto& effect = core::effect_as<core::RefundEffect>(a.record);
  if (!effect.order) return apply_suspense_sent(a);
  Order& order = order_of(a, effect);
  const bool is_new = touched(a, a.state.refunds, effect.refund.view()) == nullptr;
  Refund& refund = find_or_create(a, order, effect);
  set_state(a, refund, effect.settled.value_or(false) ? RefundState::settled : RefundState::sent, is_new);
  a.journal.set(refund.at, a.record.at);
  take_lines(a, refund);
  if (is_new) {
    refund.sources = effect.sources;
  } else {
    a.journal.replace(refund.sources, effect.sources);
  }
  a.journal.set(refund.from_split, move_money(a, order, effect, 1));
}

void apply_refund_waits(const Applying& a, RefundState asked) {
  const auto& effect = core::effect_as<core::RefundEffect>(a.record);
  Order& order = order_of(a, effect);
  const bool is_new = touched(a, a.state.refunds, effect.refund.view()) == nullptr;
  Refund& refund = find_or_create(a, order, effect);
  set_state(a, refund, asked, is_new);
  if (reserves(asked)) {
    take_lines(a, refund);
  } else {
    count_lines(a, refund, false);
  }
  if (effect.waiting) a.journal.set(refund.waiting, open_wait(a, effect.waiting, "refund:" + refund.id, &refund));
}

void apply_refund_rejected(const Applying& a) {
  const auto& effect = core::effect_as<core::ObjectEffect>(a.record);
  Refund* refund =
      touched(a, a.state.refunds, std::string_view(*effect.subject).substr(std::string_view("refund:").size()));
  TALLYGATE_CHECK(refund != nullptr, "a rejected refund was asked for");
  set_state(a, *refund, RefundState::rejected, false);
  count_lines(a, *refund, false);
}

void apply_refund_settled(const Applying& a) {
  const auto& effect = core::effect_as<core::RefundEffect>(a.record);
  Refund& refund = refund_of(a, effect);
  if (!effect.order) return apply_suspense_settled(a, refund);
  set_state(a, refund, RefundState::settled, false);
  if (effect.sources.empty()) return;  // it was sent
  Order& order = order_of(a, effect);
  a.journal.set(refund.at, a.record.at);
  a.journal.replace(refund.sources, effect.sources);
  if (effect.unplaced.value_or(false)) {
    count_lines(a, refund, false);
    a.journal.set(refund.from_split, 0);
    return open_unplaced(a, refund);
  }
  if (!refund.lines_counted && lines_fit(order, refund.lines)) count_lines(a, refund, true);
  a.journal.set(refund.from_split, move_money(a, order, effect, 1));
}

void apply_refund_failed(const Applying& a) {
  const auto& effect = core::effect_as<core::RefundEffect>(a.record);
  Refund& refund = refund_of(a, effect);
  if (!effect.order) return apply_suspense_failed(a, refund);
  set_state(a, refund, RefundState::failed, false);
  if (effect.unplaced.value_or(false)) return close_unplaced(a, refund);
  count_lines(a, refund, false);
  (void)move_money(a, *refund.order, effect, -1);
}

}  // namespace tallygate::ledger
