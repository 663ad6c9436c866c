#include <algorithm>
#include <iterator>
#include <utility>

#include "core/check.hpp"
#include "ledger/apply.hpp"

namespace tallygate::ledger {
namespace {

Period& period_called(const Applying& a, std::string_view id) {
  const auto found = a.state.periods.all.find(id);
  TALLYGATE_CHECK(found != a.state.periods.all.end(), "a record names a month that is over");
  return found->second;
}

void set_next_end(const Applying& a) {
  Periods& periods = a.state.periods;
  const auto month = periods.running_from ? month_at(a.state.time_zone, *periods.running_from) : std::nullopt;
  a.journal.set(periods.next_end, month ? std::optional(month->ends) : std::nullopt);
}

}  // namespace

void keep_months(const Applying& a, bool keep) {
  Periods& periods = a.state.periods;
  if (keep == periods.running_from.has_value()) return;
  // A month that is over already, which was kept before and then not, is not begun again.
  core::Time from = a.record.at;
  if (!periods.all.empty()) from = std::max(from, periods.all.rbegin()->second.ends);
  a.journal.set(periods.running_from, keep ? std::optional(from) : std::nullopt);
  set_next_end(a);
}

void apply_period_ended(const Applying& a) {
  const auto& effect = core::effect_as<core::PeriodEffect>(a.record);
  Periods& periods = a.state.periods;
  Period period;
  period.id = effect.month;
  period.begins = effect.begins;
  period.ends = effect.ends;
  period.number = periods.ended() + 1;
  period.ended_by = a.record.seq;
  a.journal.note(periods, 0, +[](Periods& all, const int&) { all.all.erase(std::prev(all.all.end())); });
  periods.all.emplace_hint(periods.all.end(), effect.month, std::move(period));
  a.journal.set(periods.running_from, std::optional(effect.ends));
  set_next_end(a);
  a.state.accounts.set_months({periods.ended(), a.state.accounts.months().closed}, a.journal);
}

void apply_period_closed(const Applying& a) {
  const auto& effect = core::effect_as<core::PeriodEffect>(a.record);
  Period& period = period_called(a, effect.month);
  a.journal.set(period.closed_by, a.record.seq);
  a.journal.set(period.closed_at, a.record.at);
  a.journal.replace(period.balances, *effect.balances);
  a.state.accounts.set_months({a.state.periods.ended(), a.state.accounts.months().closed + 1}, a.journal);
}

void apply_closed_period_mark(const Applying& a) {
  const std::optional<std::string> month = std::visit(
      [](const auto& effect) -> std::optional<std::string> {
        if constexpr (requires { effect.closed_period; }) return effect.closed_period;
        return std::nullopt;
      },
      a.record.effect);
  if (!month) return;
  Period& period = period_called(a, *month);
  a.journal.set(period.late, period.late + 1);
}

}  // namespace tallygate::ledger
