// Orders of groups: that open one, join one, or name one that is none.
#include "tests/simulation/commands.hpp"

namespace tallygate::simulation {

// Mostly one that is not paid; where groups are open one of theirs, so that some succeed.
std::string Commands::order_to_pay(const Model& model) {
  const auto waited_for = ids_where(model.orders, [&](const ModelOrder& o) {
    return o.state == "placed" && !o.group.empty() && model.groups.at(o.group).state == "open";
  });
  return waited_for.empty() || one_in(4) ? order_in(model, {"placed"}) : pick(waited_for);
}

void Commands::group(const Model& model, core::OrderPlace& body) {
  if (!one_in(groups_)) return;
  const auto open = ids_where(model.groups, [](const ModelGroup& g) { return g.state == "open"; });
  auto& asked = body.group.emplace();
  const bool joins = !open.empty() && !one_in(4);
  asked.id = core::OtherId(joins ? (one_in(4) ? pick(open) : open.front()) : fresh("g", 30, model.groups));
  if (one_in(joins ? 20 : 6)) asked.leader = core::PartyId(id("p", 8));
  const auto known = model.groups.find(asked.id.str());
  if (known != model.groups.end() && !one_in(8)) {  // as the order that opened it
    if (body.buyer.str() != known->second.merchant) body.merchant = core::PartyId(known->second.merchant);
    if (body.currency.code() != known->second.currency) body.plan.reset();
    body.currency = core::Currency::from_code(known->second.currency).value();
  }
  if (known != model.groups.end() && !one_in(6)) {
    if (one_in(2)) return;
    asked.size = known->second.size;
    asked.closes_at = known->second.closes_at;
    return;
  }
  if (one_in(8)) return;
  asked.size = 2 + (one_in(3) ? below(4) : 0);
  asked.closes_at = model.last_at + core::seconds(below(one_in(6) ? 300 : (one_in(2) ? 4 : 40) * 86'400) - 5);
}

}  // namespace tallygate::simulation
