// What a party got by one part of a plan in a calendar period: what the caps of periods count. Only the period that is
// going on is kept: of one that is over nobody asks again, since log time never goes backwards.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/commands/plan.hpp"
#include "core/time.hpp"
#include "core/undo_journal.hpp"

namespace tallygate::ledger {

struct Plan;

// A part of a plan that pays somebody beside the merchant: a level of the tree, or the share of a role.
struct PlanPart {
  std::int64_t level = 0;                     // from 1; 0: a share
  core::Role role = core::Role::distributor;  // of a share
  static PlanPart of_level(std::int64_t n) {
    PlanPart part;
    part.level = n;
    return part;
  }
  static PlanPart of_share(core::Role role) {
    PlanPart part;
    part.role = role;
    return part;
  }
  bool operator==(const PlanPart&) const = default;
};

// A day or month of the tenant's calendar, by its first day.
struct CalendarPeriod {
  core::PlanPeriod kind = core::PlanPeriod::month;
  core::Date begins;
  bool operator==(const CalendarPeriod&) const = default;
};
CalendarPeriod period_of(core::Date day, core::PlanPeriod kind);
std::string period_name(const CalendarPeriod& period);  // "2026-11", "2026-11-22"
CalendarPeriod period_named(std::string_view name);     // of a name that period_name() made

class PeriodUses {
 public:
  struct Key {
    const Plan* plan = nullptr;
    PlanPart part;
    core::Currency currency;
    bool operator==(const Key&) const = default;
  };

  // At least 0 and at most 2^53 - 1, minor units.
  core::Amount used(const Key& key, const CalendarPeriod& period) const;
  // Another period than the one that was counted so far ends that one.
  void add(const Key& key, const CalendarPeriod& period, core::Amount amount, core::UndoJournal& journal);
  // Negative where a refund failed. Nothing where the period is over.
  void give_back(const Key& key, const CalendarPeriod& period, core::Amount amount, core::UndoJournal& journal);

  struct Use {
    Key key;
    CalendarPeriod period;
    core::Amount amount = 0;  // a refund that failed may have brought it over the cap
    std::unique_ptr<Use> next;
  };
  const Use* first() const { return first_.get(); }
  std::unique_ptr<Use>& saved() { return first_; }  // for save.cpp alone

 private:
  std::unique_ptr<Use>* place(const Key& key, core::PlanPeriod kind);
  std::unique_ptr<Use> first_;  // one a key and kind of period: few
};

}  // namespace tallygate::ledger
