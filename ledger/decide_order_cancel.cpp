// order.cancel: an unpaid order is closed; of a paid one all that was captured goes back, and what is held for it is
// released first, in one group with it.
#include <utility>

#include "ledger/decide.hpp"
#include "ledger/id_taken.hpp"
#include "ledger/reserved_goods.hpp"

namespace tallygate::ledger {
namespace {

using core::Code;

// The platform names its refunds as it likes, so ours is the first of these that is free: under which nothing was made,
// and no request refused.
core::RefundId refund_id_for(const State& state, const Order& order, std::uint64_t seq) {
  const auto taken = [&state](const std::string& id) {
    return state.refunds.find(id) != nullptr || id_used_up(kRefundIds, id, state);
  };
  std::string id = order.id + ".cancel";
  if (core::valid_id(id) && !taken(id)) return core::RefundId(std::move(id));
  const std::string base = "cancel." + std::to_string(seq);
  id = base;
  for (int n = 1; taken(id); ++n) id = base + "." + std::to_string(n);
  return core::RefundId(std::move(id));
}

std::optional<core::Refusal> not_cancellable(const Order& order) {
  const auto because = [&order](Code code) {
    return refusal(code, "", "order " + order.id + " is " + std::string(core::name_of(order.state)));
  };
  switch (order.state) {
    case OrderState::completed:
      return because(Code::order_already_completed);
    case OrderState::cancelled:
      return because(Code::order_already_cancelled);
    case OrderState::delivered:
      return because(Code::order_already_delivered);
    case OrderState::expired:
      return because(Code::order_expired);
    case OrderState::blocked:
    case OrderState::rejected:
      return because(Code::order_not_open);
    default:
      break;
  }
  if (order.reserved == 0) return dispute_open(order);
  return refusal(Code::refund_open, "",
                 "a refund of " + money_text(order.reserved, order.currency) + " waits for its answer");
}

}  // namespace

Decision decide_order_cancel(const Asked& asked) {
  const Order* order = asked.state.orders.find(asked.command->path_id);
  if (order == nullptr) return refused(Code::order_not_found, "", "there is no order " + asked.command->path_id);
  if (auto why = not_cancellable(*order)) return refused(std::move(*why));

  return ended_by(asked.state, record_for(asked, core::RecordType::order_cancelled), *order, asked.seq, asked.now);
}

Decision ended_by(const State& state, core::Record first, const Order& order, std::uint64_t seq, core::Time now) {
  core::ObjectEffect effect = object_effect("order:" + order.id);
  effect.subjects = left_by(order);
  first.effect = std::move(effect);
  Decision out = recorded(std::move(first));
  let_all_go(state, order, seq, now, out);
  return out;
}

void let_all_go(const State& state, const Order& order, std::uint64_t seq, core::Time now, Decision& out) {
  for (const Payment* payment : order.holds) out.records.push_back(release_for(*payment, order, seq));
  const core::Amount rest = order.refundable();
  if (rest <= 0) return;
  core::Record refund = record_after(core::RecordType::refund_sent, seq);
  SentRefund sent = send_refund(order, rest, refund_sources(order, rest), now);
  sent.effect.refund = refund_id_for(state, order, seq);
  sent.effect.settled = false;
  refund.effect = std::move(sent.effect);
  refund.postings = std::move(sent.postings);
  out.records.push_back(std::move(refund));
}

}  // namespace tallygate::ledger
