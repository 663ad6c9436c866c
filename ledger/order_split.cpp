#include "ledger/order_split.hpp"

#include <utility>
#include <vector>

#include "ledger/local_day.hpp"

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
  if (kind == core::LineKind::discount) lines.discounts -= left;
  if (kind == core::LineKind::goods) lines.goods += left;
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
  in.amount = order.escrow;
  in.currency = order.currency;
  in.plan = order.plan;
  in.chain = chain;
  in.roles = roles;
  if (!order.lines.empty()) in.lines.emplace();
  for (const Line& line : order.lines) count_line(line.kind, line.amount - line.refunded, *in.lines);
  in.merchant = order.merchant->id;
  in.at = now;
  in.today = local_day(state, now);
  return split(in);
}

core::SplitEffect split_of(const State& state, const core::OrderPlace& order, const Terms& terms, core::Time now) {
  std::vector<RolePayee> roles;
  const auto name = [&](core::Role role, const std::optional<core::PartyId>& id) {
    if (id) roles.push_back({role, {id->view(), state.parties.find(id->view())}});
  };
  name(core::Role::creator, order.creator);
  name(core::Role::partner, order.partner);
  name(core::Role::supplier, order.supplier);
  SplitInput in;
  in.amount = order.amount;
  in.currency = order.currency;
  in.plan = terms.plan;
  in.chain = terms.chain;
  in.roles = roles;
  if (!order.lines.empty()) in.lines.emplace();
  for (const core::OrderLine& line : order.lines) count_line(line.kind, line.amount, *in.lines);
  in.merchant = order.merchant.view();
  in.at = now;
  in.today = local_day(state, now);
  return split(in);
}

}  // namespace tallygate::ledger
