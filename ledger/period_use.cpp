#include "ledger/period_use.hpp"

#include <algorithm>

#include "core/check.hpp"

namespace tallygate::ledger {
namespace {

constexpr std::size_t kMonthLength = 7;  // of "2026-11"

}  // namespace

CalendarPeriod period_of(core::Date day, core::PlanPeriod kind) {
  if (kind == core::PlanPeriod::day) return {kind, day};
  core::CivilDate first = core::civil_date(day);
  first.day = 1;
  return {kind, core::date_from(first)};
}

std::string period_name(const CalendarPeriod& period) {
  std::string name = core::format_date(period.begins);
  if (period.kind == core::PlanPeriod::month) name.resize(kMonthLength);
  return name;
}

CalendarPeriod period_named(std::string_view name) {
  const bool month = name.size() == kMonthLength;
  const auto begins = core::parse_date(month ? std::string(name).append("-01") : std::string(name));
  TALLYGATE_CHECK(begins.has_value(), "a recorded period is a day or a month");
  return {month ? core::PlanPeriod::month : core::PlanPeriod::day, *begins};
}

core::Amount PeriodUses::used(const Key& key, const CalendarPeriod& period) const {
  for (const Use* use = first_.get(); use != nullptr; use = use->next.get())
    if (use->key == key && use->period == period) return std::clamp<core::Amount>(use->amount, 0, core::kAmountMax);
  return 0;
}

std::unique_ptr<PeriodUses::Use>* PeriodUses::place(const Key& key, core::PlanPeriod kind) {
  std::unique_ptr<Use>* at = &first_;
  while (*at != nullptr && !((*at)->key == key && (*at)->period.kind == kind)) at = &(*at)->next;
  return at;
}

void PeriodUses::add(const Key& key, const CalendarPeriod& period, core::Amount amount, core::UndoJournal& journal) {
  std::unique_ptr<Use>* at = place(key, period.kind);
  if (*at == nullptr) {
    journal.note(*at, 0, +[](std::unique_ptr<Use>& made, const int&) { made.reset(); });
    *at = std::make_unique<Use>();
    (*at)->key = key;
    (*at)->period = period;
  }
  Use& use = **at;
  const core::Amount before = use.period == period ? use.amount : 0;
  journal.set(use.period, period);
  journal.set(use.amount, before + amount);
}

void PeriodUses::give_back(const Key& key, const CalendarPeriod& period, core::Amount amount,
                           core::UndoJournal& journal) {
  Use* use = place(key, period.kind)->get();
  if (use == nullptr || use->period != period) return;
  journal.set(use->amount, use->amount - amount);
}

}  // namespace tallygate::ledger
