// The JSON of months.
#include <algorithm>

#include "core/canonical_json.hpp"
#include "ledger/ledger.hpp"
#include "ledger/state.hpp"

namespace tallygate::ledger {
namespace {

constexpr std::size_t kPeriodsMax = 1'000;  // of one page

void period_object(core::JsonWriter& json, const Period& period) {
  const bool closed = period.closed_by != 0;
  json.begin_object();
  if (closed) json.member("balances", period.balances);
  json.member("begins", core::format_time(period.begins));
  if (closed) json.member("closed_at", core::format_time(period.closed_at));
  json.member("ends", core::format_time(period.ends));
  json.member("id", period.id);
  json.member("late", period.late);
  json.member("position", period.ended_by);
  if (closed) json.member("record", period.closed_by);
  json.member("state", closed ? "closed" : "open");
  json.end_object();
}

void running_object(core::JsonWriter& json, const Month& month) {
  json.begin_object();
  json.member("begins", core::format_time(month.begins));
  json.member("ends", core::format_time(month.ends));
  json.member("id", month.id);
  json.member("state", "running");
  json.end_object();
}

}  // namespace

std::string Ledger::periods_json(std::string_view after, std::size_t limit) const {
  limit = std::clamp<std::size_t>(limit, 1, kPeriodsMax);
  const Periods& periods = state_->periods;
  std::string out, last;
  core::JsonWriter json(out);
  json.begin_object();
  json.key("items");
  json.begin_array();
  std::size_t shown_here = 0;
  auto at = periods.all.upper_bound(after);
  for (; at != periods.all.end() && shown_here < limit; ++at, ++shown_here) {
    period_object(json, at->second);
    last = at->first;
  }
  const bool all_ended = at == periods.all.end();
  const auto running = periods.running_from ? month_at(state_->time_zone, *periods.running_from) : std::nullopt;
  const bool runs = running && running->id > after;
  const bool all = all_ended && (!runs || shown_here < limit);
  if (all && runs) running_object(json, *running);
  json.end_array();
  json.key("next_cursor");
  if (all) {
    json.null();
  } else {
    json.string(last);
  }
  json.end_object();
  return out;
}

}  // namespace tallygate::ledger
