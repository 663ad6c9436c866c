#include "ledger/families.hpp"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <string_view>
#include <utility>
#include <variant>

#include "core/check.hpp"

namespace tallygate::ledger {
namespace {

// Sets of objects that grow together (union-find).
class Ties {
 public:
  explicit Ties(State& state) {
    Family none;
    each_kind(none, state,
              [this](char, auto&, auto& table) { table.each([this](auto& object) { at_.emplace_back(&object, 0); }); });
    std::ranges::sort(at_);
    parent_.resize(at_.size());
    std::iota(parent_.begin(), parent_.end(), 0U);
  }
  void tie(const void* one, const void* other) {
    if (other != nullptr) parent_[root(number(one))] = root(number(other));
  }
  std::uint32_t root_of(const void* object) { return root(number(object)); }

 private:
  std::uint32_t number(const void* object) const {
    const auto found = std::ranges::lower_bound(at_, object, {}, [](const auto& known) { return known.first; });
    TALLYGATE_CHECK(found != at_.end() && found->first == object, "a state points to objects in memory");
    return static_cast<std::uint32_t>(found - at_.begin());
  }
  std::uint32_t root(std::uint32_t n) {
    while (parent_[n] != n) n = parent_[n] = parent_[parent_[n]];
    return n;
  }
  std::vector<std::pair<const void*, std::uint32_t>> at_;
  std::vector<std::uint32_t> parent_;
};

void tie(Ties& ties, const Order& order) {
  ties.tie(&order, order.waiting);
  for (const Capture& capture : order.captures) ties.tie(&order, capture.payment);
  for (const Refund* refund : order.refunds) ties.tie(&order, refund);
  for (const Dispute* dispute : order.disputes) ties.tie(&order, dispute);
}
void tie(Ties& ties, const Payment& payment) {
  ties.tie(&payment, payment.waiting);
  ties.tie(&payment, payment.doubt);
  for (const PaymentAllocation& allocation : payment.allocations) ties.tie(&payment, allocation.order);
  for (const Dispute* dispute : payment.disputes) ties.tie(&payment, dispute);
}
void tie(Ties& ties, const Refund& refund) {
  ties.tie(&refund, refund.order);
  ties.tie(&refund, refund.payment);
  ties.tie(&refund, refund.to);
  ties.tie(&refund, refund.waiting);
}
void tie(Ties& ties, const Login& login) {
  ties.tie(&login, login.waiting);
}
void tie(Ties& ties, const Wait& wait) {
  std::visit(
      [&](const auto& object) {
        if constexpr (!std::is_same_v<std::decay_t<decltype(object)>, std::monostate>) ties.tie(&wait, object);
      },
      wait.object);
}
void tie(Ties&, const Approval&) {}
void tie(Ties& ties, const Payout& payout) {
  ties.tie(&payout, payout.waiting);
}
void tie(Ties& ties, const Dispute& dispute) {
  ties.tie(&dispute, dispute.payment);
  for (const DisputePart& part : dispute.parts) ties.tie(&dispute, part.order);
}
void tie(Ties&, const Break&) {}
void tie(Ties&, const UsedId&) {}
void tie(Ties& ties, const Group& group) {
  for (const Order* order : group.members) ties.tie(&group, order);
}
void tie(Ties&, const Match&) {}

// While a match is awaited it stays, and what it is about stays with it: so the timer that finds it missing reads no
// disk. Such a family never leaves, so no other tie is ever written.
void tie_awaited(Ties& ties, const State& state, const Match& match) {
  if (match.due == core::Time{}) return;
  const std::string_view subject = match.subject();
  const std::string_view id = subject.substr(subject.find(':') + 1);
  if (subject.starts_with("payment:")) ties.tie(&match, state.payments.in_memory(id));
  if (subject.starts_with("refund:")) ties.tie(&match, state.refunds.in_memory(id));
  if (subject.starts_with("dispute:")) ties.tie(&match, state.disputes.in_memory(id));
  if (subject.starts_with("order:")) ties.tie(&match, state.orders.in_memory(id));
}

struct Member {
  std::uint32_t family;
  char kind;
  void* object;
};

}  // namespace

bool may_leave(const Family& family, const ColdRule& rule) {
  for (const Wait* wait : family.waits) {
    if (wait->state == WaitState::open) return false;
    if (wait->kind == WaitKind::review && listed(*wait, rule.now)) return false;
  }
  for (const Payment* payment : family.payments)
    if (payment->state == PaymentState::authorised || (payment->topped_up > 0 && payment->doubt != nullptr))
      return false;
  for (const Dispute* dispute : family.disputes)
    if (dispute->state == DisputeState::open) return false;
  for (const Break* b : family.breaks)
    if (listed(*b, rule.now)) return false;
  for (const Match* match : family.matches)
    if (match->due != core::Time{} || match->open.seq != 0) return false;
  for (const Approval* approval : family.approvals)
    if (approval->state == ApprovalState::open) return false;
  for (const Order* order : family.orders)
    if (has_timer(*order)) return false;
  for (const Group* group : family.groups)
    if (group->state == GroupState::open) return false;
  return rule.leaves(newest_change(family));
}

core::Time newest_change(const Family& family) {
  core::Time newest;
  each_kind(family, [&](char, const auto& list) {
    for (const auto* object : list) newest = std::max(newest, object->touched);
  });
  return newest;
}

void each_family(State& state, const std::function<void(Family&)>& each) {
  Ties ties(state);
  std::vector<Member> members;
  Family family;
  each_kind(family, state,
            [&](char, auto&, auto& table) { table.each([&](const auto& object) { tie(ties, object); }); });
  state.matches.all.each([&](const Match& match) { tie_awaited(ties, state, match); });
  each_kind(family, state, [&](char kind, auto&, auto& table) {
    table.each([&](auto& object) { members.push_back({ties.root_of(&object), kind, &object}); });
  });
  std::ranges::sort(members, {}, &Member::family);
  for (auto at = members.begin(); at != members.end();) {
    const auto first = at->family;
    family = Family{};
    for (; at != members.end() && at->family == first; ++at)
      each_kind(family, state, [&]<class T>(char kind, std::vector<T*>& list, auto&) {
        if (kind == at->kind) list.push_back(static_cast<T*>(at->object));
      });
    each_kind(family, [](char, auto& list) {
      std::ranges::sort(list, {}, [](const auto* o) { return std::string_view(o->id); });
    });
    each(family);
  }
}

}  // namespace tallygate::ledger
