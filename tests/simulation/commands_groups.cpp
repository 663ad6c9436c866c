// Orders of groups: that open one, join one, or name one that is none.
#include "tests/simulation/commands.hpp"

namespace tallygate::simulation {

void Commands::group(const Model& model, core::OrderPlace& body) {
  if (!one_in(groups_)) return;
  const auto open = ids_where(model.groups, [](const ModelGroup& g) { return g.state == "open"; });
  auto& asked = body.group.emplace();
  const bool joins = !open.empty() && !one_in(4);
  asked.id = core::OtherId(joins ? pick(open) : fresh("g", 30, model.groups));
  if (one_in(6)) asked.leader = core::PartyId(id("p", 8));
  const auto known = model.groups.find(asked.id.str());
  if (known != model.groups.end() && !one_in(3)) {
    if (one_in(2)) return;
    asked.size = known->second.size;
    asked.closes_at = known->second.closes_at;
    return;
  }
  if (one_in(8)) return;
  asked.size = 2 + below(one_in(3) ? 4 : 2);
  asked.closes_at = model.last_at + core::seconds(below(one_in(2) ? 300 : 4 * 86'400) - 5);
}

}  // namespace tallygate::simulation
