#include "ledger/limit_terms.hpp"

#include <algorithm>

#include "ledger/account_names.hpp"

namespace tallygate::ledger {
namespace {

core::Amount refunded_through(const Order& order, const Payment& payment) {
  const auto found = std::ranges::find(order.captures, &payment, &Capture::payment);
  return found == order.captures.end() ? 0 : found->refunded;
}

// What of an allocation is spent, held or waited for.
core::Amount spent_of(const Payment& payment, const PaymentAllocation& of) {
  switch (payment.state) {
    case PaymentState::challenged:
    case PaymentState::held:
      return of.amount;
    case PaymentState::authorised:
    case PaymentState::captured:
    case PaymentState::expired:
    case PaymentState::voided:
      return of.held + of.captured - refunded_through(*of.order, payment);
    case PaymentState::blocked:
    case PaymentState::declined:
    case PaymentState::rejected:
      break;
  }
  return 0;
}

void count_use(const Applying& a, core::LimitKind kind, std::string_view holder, core::Currency currency,
               std::string_view id, core::Amount amount, core::Time counted_at) {
  for (Limit* limit : a.state.limits.of(holder))
    if (limit->kind == kind && limit->currency == currency)
      Limits::count(*limit, id, amount, counted_at, a.record.at, a.journal);
}

}  // namespace

const Limit* limit_passed(const State& state, const LimitAsked& asked, core::Time now) {
  for (const Limit* limit : state.limits.of(asked.holder)) {
    if (limit->kind != asked.kind || limit->currency != asked.money.currency || !limit->amount) continue;
    if (limit->used(now) - limit->used_by(asked.id, now) + asked.money.amount > *limit->amount) return limit;
  }
  return nullptr;
}

std::optional<core::Refusal> over_limit(const State& state, const LimitAsked& asked, core::Time now) {
  const Limit* limit = limit_passed(state, asked, now);
  if (limit == nullptr) return std::nullopt;
  const core::Currency currency = limit->currency;
  return refusal(core::Code::account_limit, "/amount",
                 money_text(asked.money.amount, currency) + " asked, limit " + limit->id + " of " + limit->holder +
                     " is " + money_text(*limit->amount, currency) + " in " + std::to_string(limit->period_s) +
                     " s, of which " + money_text(shown(limit->used(now) - limit->used_by(asked.id, now)), currency) +
                     " is used");
}

core::Amount credit_of(const State& state, std::string_view account, core::Currency currency) {
  std::optional<core::Amount> least;
  for (const Limit* limit : state.limits.of(account))
    if (limit->kind == core::LimitKind::credit && limit->currency == currency && limit->amount)
      least = std::min(least.value_or(*limit->amount), *limit->amount);
  return least.value_or(0);
}

void add_asked(std::vector<BuyerAsked>& to, std::string_view buyer, core::Amount amount) {
  const auto known = std::ranges::find(to, buyer, &BuyerAsked::buyer);
  if (known == to.end()) {
    to.push_back({buyer, amount});
  } else {
    known->amount += amount;  // 20 amounts at most: no overflow
  }
}

void count_spent(const Applying& a, const Payment& payment) {
  if (a.state.limits.empty()) return;
  std::vector<BuyerAsked> spent;
  for (const PaymentAllocation& of : payment.allocations) add_asked(spent, of.order->buyer->id, spent_of(payment, of));
  for (const BuyerAsked& by : spent)
    count_use(a, core::LimitKind::spend, by.buyer, payment.currency, payment.id, by.amount, payment.at);
}

void count_spent_no_more(const Applying& a, const Payment& payment) {
  if (a.state.limits.empty()) return;
  for (const PaymentAllocation& of : payment.allocations)
    count_use(a, core::LimitKind::spend, of.order->buyer->id, payment.currency, payment.id, 0, payment.at);
}

void count_paid_out(const Applying& a, const Payout& payout) {
  if (a.state.limits.empty()) return;
  const core::Amount amount = payout.counts() ? payout.amount : 0;
  for (const std::string_view holder : {std::string_view(payout.party->id), std::string_view(payout.account)})
    count_use(a, core::LimitKind::payout, holder, payout.currency, payout.id, amount, payout.at);
}

}  // namespace tallygate::ledger
