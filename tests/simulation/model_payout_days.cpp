// When payouts may be asked for, and what is withheld of them: by the tenant's calendar.
#include <algorithm>
#include <chrono>

#include "core/ids.hpp"
#include "tests/simulation/model.hpp"

namespace tallygate::simulation {

namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

bool is_business_day(const ModelSettings& settings, sys_days day) {
  const auto weekday = std::chrono::weekday(day).iso_encoding() - 1;  // Monday is 0
  for (const auto closed : settings.closed_weekdays.value_or(std::vector<core::Weekday>()))
    if (static_cast<unsigned>(closed) == weekday) return false;
  const auto holidays = settings.holidays.value_or(std::vector<std::string>());
  const core::Date date{static_cast<std::int32_t>(day.time_since_epoch().count())};
  return std::ranges::find(holidays, core::format_date(date)) == holidays.end();
}

bool is_scheduled(const core::PayoutSchedule& schedule, const ModelSettings& settings, sys_days day) {
  const auto on = static_cast<unsigned>(schedule.on.value_or(0));
  if (schedule.every == core::PayoutEvery::day) return is_business_day(settings, day);
  if (schedule.every == core::PayoutEvery::week) return std::chrono::weekday(day).iso_encoding() == on;
  const year_month_day date(day);
  const year_month_day last(date.year() / date.month() / std::chrono::last);
  return static_cast<unsigned>(date.day()) == std::min(on, static_cast<unsigned>(last.day()));
}

}  // namespace

// A scheduled day that is no business day is put off to the next that is.
bool Model::is_payout_day(core::Role role) const {
  const auto all = settings.payout_schedule.value_or(std::vector<core::PayoutSchedule>());
  const auto schedule = std::ranges::find(all, role, &core::PayoutSchedule::role);
  if (schedule == all.end()) return true;
  using namespace std::chrono;
  auto day = floor<days>(sys_time<microseconds>(microseconds(last_at.us)) + minutes(east.value_or(0)));
  if (!is_business_day(settings, day)) return false;
  if (is_scheduled(*schedule, settings, day)) return true;
  for (day -= days(1); !is_business_day(settings, day); day -= days(1))
    if (is_scheduled(*schedule, settings, day)) return true;
  return false;
}

// The first rule that fits; of a period it is due on all of the party's payouts of that account in it together.
void Model::withhold(ModelPayout& payout) const {
  payout.tax = 0;
  payout.net = payout.amount;
  for (const auto& rule : settings.payout_tax.value_or(std::vector<core::PayoutTax>())) {
    if (payout.account != payable_account(rule.role, payout.party)) continue;
    if (rule.currency && rule.currency->code() != payout.currency) continue;
    __int128 gross = payout.amount, before = 0;
    const auto period = [&](core::Time at) {
      return period_of(core::PlanPeriod::month, at).substr(0, rule.period == core::TaxPeriod::year ? 4 : 7);
    };
    if (rule.period)
      for (const auto& [id, other] : payouts) {
        if (id == payout.id || other.account != payout.account || other.currency != payout.currency) continue;
        if (paid_out(other) == 0 || period(other.at) != period(last_at)) continue;
        gross += other.amount;
        before += other.tax;
      }
    const __int128 due = std::max<__int128>(0, gross - rule.from.value_or(0)) * rule.bp / 10'000 - before;
    payout.tax = static_cast<core::Amount>(std::clamp<__int128>(due, 0, payout.amount));
    payout.net = payout.amount - payout.tax;
    return;
  }
}

}  // namespace tallygate::simulation
