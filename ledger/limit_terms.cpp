#include "ledger/limit_terms.hpp"

#include <algorithm>

#include "ledger/account_names.hpp"
#include "ledger/local_day.hpp"
#include "ledger/wallet_terms.hpp"

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
      Limits::count(*limit, id, {amount, counted_at, a.record.at, counts_from(a.state, *limit, a.record.at)},
                    a.journal);
}

std::string period_text(const Limit& limit) {
  if (!limit.period) return std::to_string(limit.period_s) + " s";
  return "a calendar " + std::string(core::name_of(*limit.period));
}

// A payment out of a wallet counts for the wallet as well, whoever has limited that.
std::string wallet_spending(const Payment& payment) {
  const bool wallet = payment.channel == core::Channel::wallet && !payment.reported && !payment.allocations.empty();
  return wallet ? wallet_account(payment.allocations.front().order->buyer->id) : std::string();
}

}  // namespace

core::Time counts_from(const State& state, const Limit& limit, core::Time now) {
  if (!limit.period) return now - core::seconds(limit.period_s) + core::Duration{1};
  const core::Date begins = period_of(local_day(state, now), *limit.period).begins;
  return core::TimeZone::named(state.time_zone).value_or(core::TimeZone::utc()).start_of(begins);
}

const Limit* limit_passed(const State& state, const LimitAsked& asked, core::Time now) {
  for (const Limit* limit : state.limits.of(asked.holder)) {
    if (limit->kind != asked.kind || limit->currency != asked.money.currency || !limit->amount) continue;
    const core::Time from = counts_from(state, *limit, now);
    if (limit->used(from) - limit->used_by(asked.id, from) + asked.money.amount > *limit->amount) return limit;
  }
  return nullptr;
}

std::optional<core::Refusal> over_limit(const State& state, const LimitAsked& asked, core::Time now) {
  const Limit* limit = limit_passed(state, asked, now);
  if (limit == nullptr) return std::nullopt;
  const core::Currency currency = limit->currency;
  const core::Time from = counts_from(state, *limit, now);
  return refusal(core::Code::account_limit, "/amount",
                 money_text(asked.money.amount, currency) + " asked, limit " + limit->id + " of " + limit->holder +
                     " is " + money_text(*limit->amount, currency) + " in " + period_text(*limit) + ", of which " +
                     money_text(shown(limit->used(from) - limit->used_by(asked.id, from)), currency) + " is used");
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

void count_spent(const Applying& a, const Payment& payment, std::span<const core::Allocation> brought) {
  if (a.state.limits.empty()) return;
  std::vector<BuyerAsked> spent;
  const std::string wallet = wallet_spending(payment);
  for (const PaymentAllocation& of : payment.allocations) {
    add_asked(spent, of.order->buyer->id, spent_of(payment, of));
    if (!wallet.empty()) add_asked(spent, wallet, spent_of(payment, of));
  }
  for (const BuyerAsked& by : spent) {
    const bool begins = std::ranges::any_of(brought, [&](const core::Allocation& to) {
      return a.state.orders.find(to.order.view())->buyer->id == by.buyer;
    });
    count_use(a, core::LimitKind::spend, by.buyer, payment.currency, payment.id, by.amount,
              begins ? a.record.at : payment.at);
  }
}

void count_spent_no_more(const Applying& a, const Payment& payment) {
  if (a.state.limits.empty()) return;
  for (const PaymentAllocation& of : payment.allocations)
    count_use(a, core::LimitKind::spend, of.order->buyer->id, payment.currency, payment.id, 0, payment.at);
  const std::string wallet = wallet_spending(payment);
  if (!wallet.empty()) count_use(a, core::LimitKind::spend, wallet, payment.currency, payment.id, 0, payment.at);
}

void count_paid_out(const Applying& a, const Payout& payout) {
  if (a.state.limits.empty()) return;
  const core::Amount amount = payout.counts() ? payout.amount : 0;
  for (const std::string_view holder : {std::string_view(payout.party->id), std::string_view(payout.account)})
    count_use(a, core::LimitKind::payout, holder, payout.currency, payout.id, amount, payout.at);
}

}  // namespace tallygate::ledger
