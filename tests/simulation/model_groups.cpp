// Orders that are bought together: paid by enough of them in time, or cancelled one and all.
#include <algorithm>

#include "core/canonical_json.hpp"
#include "tests/simulation/model.hpp"

namespace tallygate::simulation {

using core::Code;

// Nothing where nobody opened a group of that name: then it is a name.
Codes Model::no_group(const core::OrderPlace& body) const {
  if (!body.group) return {};
  const auto found = groups.find(body.group->id.str());
  const auto& asked = *body.group;
  if (found == groups.end()) return asked.size && *asked.closes_at <= last_at ? Codes{Code::group_closed} : Codes{};
  const ModelGroup& group = found->second;
  Codes why;
  if (asked.size && (*asked.size != group.size || *asked.closes_at != group.closes_at)) why.insert(Code::group_differs);
  if (asked.leader && asked.leader->str() != group.leader) why.insert(Code::group_differs);
  if (body.merchant.str() != group.merchant || body.currency.code() != group.currency) why.insert(Code::group_differs);
  if (group.state != "open" || group.closes_at <= last_at) why.insert(Code::group_closed);
  if (group.joined.size() >= static_cast<std::size_t>(core::kGroupOrdersMax)) why.insert(Code::group_full);
  return why;
}

void Model::join_group(ModelOrder& order, const core::OrderPlace& body) {
  if (!body.group) return;
  const auto& asked = *body.group;
  const std::string id = asked.id.str();
  if (!groups.contains(id)) {
    if (!asked.size) return;
    ModelGroup& group = groups[id];
    group.id = id;
    group.leader = asked.leader ? asked.leader->str() : "";
    group.merchant = order.merchant;
    group.currency = order.currency;
    group.size = *asked.size;
    group.closes_at = *asked.closes_at;
    group.opened_at = last_at;
    group.opened_seq = next_seq;
  }
  if (asked.leader) see(asked.leader->str());
  groups.at(id).joined.push_back(order.id);
  order.group = id;
}

std::int64_t Model::paid_of(const ModelGroup& group) const {
  return std::ranges::count_if(group.joined, [this](const std::string& id) {
    const ModelOrder& order = orders.at(id);
    return (order.state == "paid" || order.state == "shipped" || order.state == "delivered") && !order.all_went_back();
  });
}

// Whether its group has failed and it is yet to be cancelled for it.
bool Model::falls_with_group(const ModelOrder& order) const {
  return !order.group.empty() && groups.at(order.group).state == "failed" && !order.delivered &&
         (order.state == "placed" || order.state == "paid" || order.state == "shipped");
}

Codes Model::kept_by_group(const ModelOrder& order) const {
  if (order.group.empty()) return {};
  if (groups.at(order.group).state == "open") return {Code::group_open};
  return falls_with_group(order) ? Codes{Code::group_failed} : Codes{};
}

void Model::add_groups(std::vector<Due>& out) const {
  for (const auto& [id, group] : groups) {
    if (group.state == "open") {
      if (paid_of(group) >= group.size) out.push_back({group.opened_at, kSucceed, group.opened_seq, id, 0});
      out.push_back({group.closes_at, kFail, group.opened_seq, id, 0});
    }
    if (group.state != "failed") continue;
    for (const auto& member : group.joined) {
      const ModelOrder& order = orders.at(member);
      if (falls_with_group(order) && order.reserved == 0 && order.disputed() == 0)
        out.push_back({group.closes_at, kFall, order.placed_seq, member, 0});
    }
  }
}

std::string group_json(const Model& model, const ModelGroup& group) {
  std::string out;
  core::JsonWriter w(out);
  w.begin_object();
  if (group.state != "open") w.member("closed_at", core::format_time(group.closed_at));
  w.member("closes_at", core::format_time(group.closes_at));
  w.member("currency", group.currency);
  w.member("group_id", group.id);
  if (!group.leader.empty()) w.member("leader", group.leader);
  w.member("merchant", group.merchant);
  w.member("opened_at", core::format_time(group.opened_at));
  w.key("orders");
  w.begin_array();
  for (const auto& order : group.joined) w.string(order);
  w.end_array();
  if (group.state == "open") w.member("paid", model.paid_of(group));
  w.member("size", group.size);
  w.member("state", group.state);
  w.end_object();
  return out;
}

}  // namespace tallygate::simulation
