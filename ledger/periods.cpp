#include "ledger/periods.hpp"

#include <algorithm>

#include "core/time_zone.hpp"
#include "ledger/period_use.hpp"

namespace tallygate::ledger {

const Period* Periods::find(std::string_view id) const {
  const auto found = all.find(id);
  return found == all.end() ? nullptr : &found->second;
}

const Period* Periods::first_open() const {
  const auto found = std::ranges::find_if(all, [](const auto& entry) { return entry.second.closed_by == 0; });
  return found == all.end() ? nullptr : &found->second;
}

const Period* Periods::closed_at(core::Time t) const {
  for (const auto& [id, period] : all) {
    if (period.closed_by == 0) return nullptr;
    if (t < period.ends) return &period;
  }
  return nullptr;
}

std::uint32_t Periods::closed() const {
  return static_cast<std::uint32_t>(
      std::ranges::count_if(all, [](const auto& entry) { return entry.second.closed_by != 0; }));
}

std::optional<Month> month_at(std::string_view time_zone, core::Time t) {
  const auto zone = core::TimeZone::named(time_zone);
  if (!zone) return std::nullopt;
  const CalendarPeriod month = period_of(zone->date_of(t), core::PlanPeriod::month);
  core::CivilDate next = core::civil_date(month.begins);
  next.year += next.month == 12 ? 1 : 0;
  next.month = next.month == 12 ? 1 : next.month + 1;
  return Month{period_name(month), zone->start_of(month.begins), zone->start_of(core::date_from(next))};
}

}  // namespace tallygate::ledger
