#include "ledger/group_timers.hpp"

#include "ledger/groups.hpp"

namespace tallygate::ledger {
namespace {

GroupTimer timer(const Group& group, GroupTimerKind kind) {
  return {kind == GroupTimerKind::succeed ? group.opened_at : group.closes_at, kind, group.seq, &group};
}

}  // namespace

std::optional<GroupTimer> timer_of(const Group& group) {
  if (group.state != GroupState::open) return std::nullopt;
  return timer(group, paid_orders(group) >= group.size ? GroupTimerKind::succeed : GroupTimerKind::fail);
}

void GroupTimers::set(const Group& group, const std::optional<GroupTimer>& wanted, core::UndoJournal& journal) {
  for (const GroupTimerKind kind : {GroupTimerKind::succeed, GroupTimerKind::fail}) {
    const GroupTimer key = timer(group, kind);
    const bool is_wanted = wanted && wanted->kind == kind, is_set = timers_.contains(key);
    if (is_wanted == is_set) continue;
    if (is_set) {
      journal.note(timers_, key, +[](std::set<GroupTimer>& all, const GroupTimer& t) { all.insert(t); });
      timers_.erase(key);
    } else {
      journal.note(timers_, key, +[](std::set<GroupTimer>& all, const GroupTimer& t) { all.erase(t); });
      timers_.insert(key);
    }
  }
}

}  // namespace tallygate::ledger
