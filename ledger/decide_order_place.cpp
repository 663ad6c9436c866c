// order.place: what stands against it, the terms it pins, and what risk makes of it.
#include <utility>

#include "ledger/decide.hpp"
#include "ledger/groups.hpp"
#include "ledger/id_taken.hpp"
#include "ledger/reserved_goods.hpp"

namespace tallygate::ledger {
namespace {

using core::Code;

// The lines and items of an order, where given, add up to its amount.
std::optional<core::Refusal> check_lines(const core::OrderPlace& order) {
  if (order.lines.empty() && order.items.empty()) return std::nullopt;
  __int128 sum = 0;
  for (const core::OrderLine& line : order.lines) sum += line.amount;
  for (const core::OrderItem& item : order.items) sum += static_cast<__int128>(item.unit_price) * item.quantity;
  if (sum == order.amount) return std::nullopt;
  return refusal(Code::amount_mismatch, order.lines.empty() ? "/items" : "/lines",
                 "the lines add up to " + money_text(shown(sum), order.currency) + ", the order to " +
                     money_text(order.amount, order.currency));
}

// An order that risk blocked may return under its id where an override says so.
std::optional<core::Refusal> id_not_free(const Asked& asked, const core::OrderPlace& order) {
  const std::string_view id = order.order_id.view();
  const Order* known = asked.state.orders.find(id);
  if (known == nullptr) return id_used_up(kOrderIds, id, asked.state);
  if (known->may_return(asked.now)) return std::nullopt;
  return id_taken(kOrderIds, id, known->content, core::name_of(known->state), *asked.command);
}

std::vector<Payee> chain_of(const State& state, const core::OrderPlace& order, std::size_t levels) {
  std::vector<Payee> chain;
  if (levels == 0) return chain;
  const Party* party = nullptr;
  if (order.referrer) {
    party = state.parties.find(order.referrer->view());
    if (party == nullptr) return {{order.referrer->view(), nullptr}};  // not seen before: no upline of its own
  } else if (const Party* buyer = state.parties.find(order.buyer.view())) {
    party = buyer->upline;
  }
  for (; party != nullptr && chain.size() < levels; party = party->upline) chain.push_back({party->id, party});
  return chain;
}

core::OrderEffect effect_of(const Terms& terms) {
  core::OrderEffect out;
  out.chain.reserve(terms.chain.size());
  for (const Payee& payee : terms.chain) out.chain.emplace_back(std::string(payee.id));
  if (terms.plan != nullptr) {
    out.plan = core::PlanId(terms.plan->plan->id);
    out.plan_version = terms.plan->version;
  }
  return out;
}

// Checks limited stock and the coupon; the effect has what is taken of them, unless risk blocks the order.
std::optional<core::Refusal> reserve(const Asked& asked, const core::OrderPlace& order, core::Verdict verdict,
                                     core::OrderEffect& effect) {
  StockWanted stock = stock_wanted(asked.state, order, asked.now);
  if (stock.refusal) return std::move(stock.refusal);
  CouponWanted coupon = coupon_wanted(asked.state, order, asked.now);
  if (coupon.refusal) return std::move(coupon.refusal);
  if (verdict == core::Verdict::block) return std::nullopt;
  effect.stock = std::move(stock.taken);
  effect.coupon = std::move(coupon.taken);
  return std::nullopt;
}

Decision placed_as(const Asked& asked, core::RecordType type, core::OrderEffect effect) {
  core::Record record = record_for(asked, type);
  if (type == core::RecordType::order_blocked) record.refusal = blocked_by_risk();
  record.effect = std::move(effect);
  return recorded(std::move(record));
}

}  // namespace

Terms terms_of(const State& state, const core::OrderPlace& order, std::string_view plan_id) {
  Terms out;
  const Plan* plan = state.plans.find(plan_id.empty() ? kDefaultPlan : plan_id);
  if (plan != nullptr) out.plan = plan->live();
  if (out.plan == nullptr && !plan_id.empty()) {
    out.refusal = refusal(Code::plan_not_found, "/plan", "there is no plan " + std::string(plan_id));
    return out;
  }
  if (out.plan == nullptr) return out;
  if (out.plan->terms.currency != order.currency) {
    out.refusal = refusal(Code::plan_currency_mismatch, "/currency",
                          "plan " + plan->id + " is in " + std::string(out.plan->terms.currency.code()));
    return out;
  }
  out.chain = chain_of(state, order, out.plan->terms.levels.size());
  return out;
}

Decision decide_order_place(const Asked& asked) {
  const auto& order = core::body_as<core::OrderPlace>(*asked.command);
  if (asked.answered == nullptr)
    if (auto why = id_not_free(asked, order)) return refused(std::move(*why));
  if (order.buyer == order.merchant)
    return refused(Code::same_party, "/merchant", "buyer and merchant are both " + order.buyer.str());
  if (auto why = check_lines(order)) return refused(std::move(*why));
  Terms terms = terms_of(asked.state, order, order.plan ? order.plan->view() : std::string_view());
  if (terms.refusal) return refused(std::move(*terms.refusal));

  GroupJoined group = group_joined(asked.state, order, asked.now);
  if (group.refusal) return refused(std::move(*group.refusal));
  core::OrderEffect effect = effect_of(terms);
  const core::Verdict verdict = verdict_of(asked);
  if (asked.answered == nullptr)  // what waited has reserved its goods
    if (auto why = reserve(asked, order, verdict, effect)) return refused(std::move(*why));
  switch (verdict) {
    case core::Verdict::allow:
      if (group.joins) effect.group = order.group->id;
      effect.terms = pinned_terms(asked.state.settings, order, asked.now);
      return placed_as(asked, core::RecordType::order_placed, std::move(effect));
    case core::Verdict::challenge:
      effect.waiting = challenge_at(asked.state, asked.seq, asked.now);
      return placed_as(asked, core::RecordType::order_challenged, std::move(effect));
    case core::Verdict::review:
      effect.waiting = review_at(asked.state, asked.seq, asked.now);
      return placed_as(asked, core::RecordType::order_held, std::move(effect));
    case core::Verdict::block:
      break;
  }
  return placed_as(asked, core::RecordType::order_blocked, std::move(effect));
}

}  // namespace tallygate::ledger
