#include "ledger/order_split.hpp"

#include <utility>
#include <vector>

#include "ledger/local_day.hpp"
#include "ledger/promotion.hpp"

namespace tallygate::ledger {
namespace {

std::vector<Payee> payees(const std::vector<Party*>& chain) {
  std::vector<Payee> out;
  out.reserve(chain.size());
  for (const Party* party : chain) out.push_back({party->id, party});
  return out;
}

void count_line(core::LineKind kind, core::Amount left, LinesLeft& lines) {
  lines.all += left;
  if (kind == core::LineKind::goods) lines.goods += left;
}

core::SplitEffect split_with_promotion(const SplitInput& in) {
  core::SplitEffect out = split(in);
  if (in.promotion > 0) out.promotion = in.promotion;
  return out;
}

}  // namespace

core::SplitEffect split_of(const State& state, const Order& order, core::Time now) {
  const std::vector<Payee> chain = payees(order.chain);
  std::vector<RolePayee> roles;
  const auto name = [&roles](core::Role role, const Party* party) {
    if (party != nullptr) roles.push_back({role, {party->id, party}});
  };
  name(core::Role::creator, order.creator);
  name(core::Role::partner, order.partner);
  name(core::Role::supplier, order.supplier);
  SplitInput in;
  in.promotion = promotion_due(order);
  in.amount = order.escrow + in.promotion;
  in.currency = order.currency;
  in.plan = order.plan;
  in.chain = chain;
  in.roles = roles;
  if (!order.lines.empty()) in.lines.emplace();
  for (const Line& line : order.lines) count_line(line.kind, line.amount - line.refunded, *in.lines);
  if (in.lines) in.lines->promotion = promotion_left(order, order.amount - in.lines->all);
  in.merchant = order.merchant->id;
  in.at = now;
  in.today = local_day(state, now);
  return split_with_promotion(in);
}

core::SplitEffect split_of(const State& state, const core::OrderPlace& order, const Terms& terms,
                           core::Amount promotion, core::Time now) {
  std::vector<RolePayee> roles;
  const auto name = [&](core::Role role, const std::optional<core::PartyId>& id) {
    if (id) roles.push_back({role, {id->view(), state.parties.find(id->view())}});
  };
  name(core::Role::creator, order.creator);
  name(core::Role::partner, order.partner);
  name(core::Role::supplier, order.supplier);
  SplitInput in;
  in.promotion = promotion;
  in.amount = order.amount + promotion;
  in.currency = order.currency;
  in.plan = terms.plan;
  in.chain = terms.chain;
  in.roles = roles;
  if (!order.lines.empty()) in.lines.emplace();
  for (const core::OrderLine& line : order.lines) count_line(line.kind, line.amount, *in.lines);
  if (in.lines) in.lines->promotion = promotion;
  in.merchant = order.merchant.view();
  in.at = now;
  in.today = local_day(state, now);
  return split_with_promotion(in);
}

}  // namespace tallygate::ledger
