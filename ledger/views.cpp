// What others may see of the live state without JSON: risk's activities, reports, tests.
#include "ledger/ledger.hpp"
#include "ledger/state.hpp"

namespace tallygate::ledger {
namespace {

OrderView view_of(const Order& order) {
  OrderView out;
  out.buyer = order.buyer->id;
  out.merchant = order.merchant->id;
  out.payer = order.payer;
  out.state = core::name_of(order.state);
  out.amount = order.amount;
  out.captured = order.captured;
  out.refunded = order.refunded;
  out.currency = order.currency;
  out.placed_at = order.placed_at;
  out.delivered = order.delivered;
  if (order.state == OrderState::blocked && order.overridden_by != 0) out.may_return_until = order.override_ends;
  out.device = order.device;
  out.ip = order.ip;
  for (const Capture& capture : order.captures)
    if (!capture.payment->instrument.empty()) out.instruments.emplace_back(capture.payment->instrument);
  return out;
}

}  // namespace

std::optional<OrderView> Ledger::order(std::string_view id) const {
  const Order* order = state_->orders.find(id);
  if (order == nullptr) return std::nullopt;
  return view_of(*order);
}

std::optional<OrderView> Ledger::order_of_payment(std::string_view payment_id) const {
  const Payment* payment = state_->payments.find(payment_id);
  if (payment == nullptr || payment->allocations.empty()) return std::nullopt;
  return view_of(*payment->allocations.front().order);
}

std::optional<OrderView> Ledger::order_of_refund(std::string_view refund_id) const {
  const Refund* refund = state_->refunds.find(refund_id);
  if (refund == nullptr || refund->order == nullptr) return std::nullopt;
  return view_of(*refund->order);
}

std::vector<std::string_view> Ledger::upline_chain(std::string_view party, std::size_t depth_max) const {
  std::vector<std::string_view> out;
  if (depth_max == 0 || party.empty()) return out;
  const Party* known = state_->parties.find(party);
  if (known == nullptr) return {party};
  for (; known != nullptr && out.size() < depth_max; known = known->upline) out.emplace_back(known->id);
  return out;
}

std::string_view Ledger::upline_of(std::string_view party) const {
  const Party* known = state_->parties.find(party);
  return known == nullptr || known->upline == nullptr ? std::string_view() : std::string_view(known->upline->id);
}

std::optional<core::Time> Ledger::first_seen(std::string_view party) const {
  const Party* known = state_->parties.find(party);
  if (known == nullptr) return std::nullopt;
  return known->first_seen;
}

core::Verdict Ledger::fallback_outcome() const {
  return state_->settings.fallback_outcome;
}

std::vector<Ledger::AccountBalance> Ledger::balances() const {
  std::vector<AccountBalance> out;
  for (const Account* account : state_->accounts.sorted())
    for (const Balance* b = account->first.get(); b != nullptr; b = b->next.get())
      out.push_back({account->id, b->currency, shown(b->posted), shown(b->held), shown(b->frozen)});
  return out;
}

}  // namespace tallygate::ledger
