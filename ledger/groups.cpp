#include "ledger/groups.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "core/check.hpp"
#include "ledger/asked.hpp"

namespace tallygate::ledger {
namespace {

using core::Code;

// What of an order's group is not as the group was opened.
std::optional<core::Refusal> group_differs(const Group& group, const core::OrderPlace& order) {
  const core::OrderGroup& asked = *order.group;
  const auto because = [&group](const char* pointer, std::string is) {
    return refusal(Code::group_differs, pointer, "group " + group.id + " was opened with " + std::move(is));
  };
  if (asked.size && *asked.size != group.size) return because("/group/size", "a size of " + std::to_string(group.size));
  if (asked.closes_at && *asked.closes_at != group.closes_at)
    return because("/group/closes_at", "the end " + core::format_time(group.closes_at));
  if (asked.leader && (group.leader == nullptr || asked.leader->view() != group.leader->id))
    return because("/group/leader", group.leader == nullptr ? "no leader" : "the leader " + group.leader->id);
  if (order.merchant.view() != group.merchant->id) return because("/merchant", "merchant " + group.merchant->id);
  if (order.currency != group.currency) return because("/currency", std::string(group.currency.code()));
  return std::nullopt;
}

Group& group_of(const Applying& a, std::string_view id) {
  Group* group = touched(a, a.state.groups, id);
  TALLYGATE_CHECK(group != nullptr && group->state == GroupState::open, "an order's open group is there");
  return *group;
}

void set_timer(const Applying& a, const Group& group) {
  a.state.groups_due.set(group, timer_of(group), a.journal);
}

Group& opened(const Applying& a, const Order& order, const core::OrderGroup& asked) {
  Group& group = made(a, a.state.groups, asked.id.view());
  TALLYGATE_CHECK(asked.size && asked.closes_at, "who opens a group says its terms");
  group.leader = asked.leader ? &party_seen(a, asked.leader->view()) : nullptr;
  group.merchant = order.merchant;
  group.currency = order.currency;
  group.size = *asked.size;
  group.seq = a.record.seq;
  group.opened_at = a.record.at;
  group.closes_at = *asked.closes_at;
  return group;
}

}  // namespace

std::int64_t paid_orders(const Group& group) {
  return std::ranges::count_if(group.members, [](const Order* order) {
    const bool paid = order->state == OrderState::paid || order->state == OrderState::shipped ||
                      order->state == OrderState::delivered;
    return paid && !order->all_back();
  });
}

GroupJoined group_joined(const State& state, const core::OrderPlace& order, core::Time now) {
  if (!order.group) return {};
  const core::OrderGroup& asked = *order.group;
  const Group* group = state.groups.find(asked.id.view());
  if (group == nullptr) {
    if (!asked.closes_at) return {};
    if (*asked.closes_at > now) return {true, {}};
    return {false, refusal(Code::group_closed, "/group/closes_at",
                           "group " + asked.id.str() + " would close at " + core::format_time(*asked.closes_at))};
  }
  if (group->state != GroupState::open)
    return {false, refusal(Code::group_closed, "/group/id",
                           "group " + group->id + " has " + std::string(core::name_of(group->state)))};
  if (auto why = group_differs(*group, order)) return {false, std::move(why)};
  if (std::ssize(group->orders) < core::kGroupOrdersMax) return {true, {}};
  return {false, refusal(Code::group_full, "/group/id",
                         "group " + group->id + " has " + std::to_string(core::kGroupOrdersMax) + " orders")};
}

std::optional<core::Refusal> group_not_done(const Order& order) {
  if (order.group_state == GroupState::open)
    return refusal(Code::group_open, "",
                   "group " + order.group + " is open until " + core::format_time(order.group_closes));
  if (order.group_state == GroupState::failed && !order.delivered)
    return refusal(Code::group_failed, "", "group " + order.group + " has failed: the order is to be cancelled");
  return std::nullopt;
}

void join_group(const Applying& a, Order& order, const core::OrderGroup& asked) {
  Group* known = touched(a, a.state.groups, asked.id.view());
  Group& group = known != nullptr ? *known : opened(a, order, asked);
  a.journal.note(
      group, 0, +[](Group& g, const int&) {
        g.orders.pop_back();
        g.members.pop_back();
      });
  group.orders.push_back(order.id);
  group.members.push_back(&order);
  a.journal.replace(order.group, group.id);
  a.journal.set(order.group_state, GroupState::open);
  a.journal.set(order.group_closes, group.closes_at);
  a.journal.set(order.placed_seq, a.record.seq);
  set_timer(a, group);
}

void leave_group(const Applying& a, Order& order) {
  if (order.group_state != GroupState::open) return;
  Group& group = group_of(a, order.group);
  const auto member = std::ranges::find(group.members, &order);
  TALLYGATE_CHECK(member != group.members.end(), "an order of an open group is one of its members");
  struct Before {
    std::size_t at;
    Order* order;
  };
  const Before before{static_cast<std::size_t>(member - group.members.begin()), &order};
  a.journal.note(
      group, before, +[](Group& g, const Before& b) {
        g.members.insert(g.members.begin() + static_cast<std::ptrdiff_t>(b.at), b.order);
      });
  group.members.erase(member);
  a.journal.set(order.group_state, GroupState::none);
  set_timer(a, group);
}

void regroup(const Applying& a, const Order& order) {
  if (order.group_state == GroupState::open) set_timer(a, group_of(a, order.group));
}

void apply_group_closed(const Applying& a, GroupState as) {
  const auto& effect = core::effect_as<core::ObjectEffect>(a.record);
  Group& group = group_of(a, std::string_view(*effect.subject).substr(std::string_view("group:").size()));
  a.journal.set(group.state, as);
  a.journal.set(group.closed_at, a.record.at);
  set_timer(a, group);
  for (Order* order : group.members) {
    a.journal.set(order->touched, a.record.at);
    a.journal.set(order->group_state, as);
    a.journal.set(order->group_closed_by, a.record.seq);
    retime(a, *order);
  }
  a.journal.replace(group.members, std::vector<Order*>());
}

}  // namespace tallygate::ledger
