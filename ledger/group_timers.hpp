// When groups end: at once when enough of their orders are paid, else when they close. Ordered by (due, kind, seq).
#pragma once

#include <cstdint>
#include <optional>
#include <set>

#include "core/time.hpp"
#include "core/undo_journal.hpp"

namespace tallygate::ledger {

struct Group;
enum class GroupTimerKind : std::uint8_t { succeed, fail };

struct GroupTimer {
  core::Time due;
  GroupTimerKind kind = GroupTimerKind::fail;
  std::uint64_t seq = 0;         // of the record that opened it
  const Group* group = nullptr;  // that one's
  bool operator<(const GroupTimer& other) const {
    if (due != other.due) return due < other.due;
    return kind != other.kind ? kind < other.kind : seq < other.seq;
  }
};

// Of a group that is open. One with enough paid orders succeeds, and is due since it was opened: so it does at once,
// with the `at` of the record that paid the last one.
std::optional<GroupTimer> timer_of(const Group& group);

class GroupTimers {
 public:
  // The group has this timer from now on, or none, whichever it had before.
  void set(const Group& group, const std::optional<GroupTimer>& timer, core::UndoJournal& journal);
  const std::set<GroupTimer>& all() const { return timers_; }
  std::set<GroupTimer>& saved() { return timers_; }  // for save.cpp alone

 private:
  std::set<GroupTimer> timers_;
};

}  // namespace tallygate::ledger
