// period.close, the end of a month, and what is dated into a closed one.
#include <utility>

#include "core/check.hpp"
#include "ledger/decide.hpp"
#include "ledger/period_balances.hpp"
#include "ledger/period_terms.hpp"

namespace tallygate::ledger {
namespace {

using core::Code;

core::Refusal not_there(const State& state, const std::string& id, core::Time now) {
  const bool a_month = id.size() == std::string_view("2026-11").size() && core::parse_date(id + "-01").has_value();
  const auto running = month_at(state.time_zone, now);
  if (a_month && state.periods.running_from && running && id >= running->id)
    return refusal(Code::period_not_over, "",
                   "month " + id + " is not over: " + running->id + " ends at " + core::format_time(running->ends));
  return refusal(Code::period_not_found, "",
                 "no month " + id + " is kept: months are from the setting period_close on, as YYYY-MM");
}

std::optional<core::Time> dated(const core::Command& command) {
  return std::visit(
      [](const auto& body) -> std::optional<core::Time> {
        if constexpr (requires { body.occurred_at; }) return body.occurred_at;
        return std::nullopt;
      },
      command.body);
}

}  // namespace

const Period* closed_period_of(const State& state, const core::Command& command) {
  if (state.periods.all.empty()) return nullptr;
  const auto at = dated(command);
  return at ? state.periods.closed_at(*at) : nullptr;
}

std::optional<core::Refusal> dated_into_closed(const State& state, const core::Command& command) {
  const Period* period = closed_period_of(state, command);
  if (period == nullptr) return std::nullopt;
  return refusal(Code::period_closed, "/occurred_at",
                 core::format_time(*dated(command)) + " is in the closed books of " + period->id + ", which end at " +
                     core::format_time(period->ends));
}

void mark_late(const State& state, const core::Command& command, Decision& decision) {
  if (decision.records.empty()) return;
  const Period* period = closed_period_of(state, command);
  if (period == nullptr) return;
  std::visit(
      [period](auto& effect) {
        if constexpr (requires { effect.closed_period; }) effect.closed_period = period->id;
      },
      decision.records.front().effect);
}

Decision close_period(const Asked& asked) {
  const std::string& id = asked.command->path_id;
  const Period* period = asked.state.periods.find(id);
  if (period == nullptr) return refused(not_there(asked.state, id, asked.now));
  if (period->closed_by != 0)
    return refused(Code::period_closed, "",
                   "month " + id + " was closed by record " + std::to_string(period->closed_by));
  const Period* first = asked.state.periods.first_open();
  if (first != period) return refused(Code::period_out_of_order, "", "month " + first->id + " is closed before " + id);
  core::Record record = record_for(asked, core::RecordType::period_closed);
  record.effect = closing_figures(asked.state, *period);
  return recorded(std::move(record));
}

Decision decide_period_end(const State& state) {
  const auto month = month_at(state.time_zone, *state.periods.running_from);
  TALLYGATE_CHECK(month.has_value(), "a month is kept where the calendar is known");
  core::PeriodEffect effect;
  effect.begins = month->begins;
  effect.ends = month->ends;
  effect.month = month->id;
  core::Record record;
  record.type = core::RecordType::period_ended;
  record.effect = std::move(effect);
  return recorded(std::move(record));
}

}  // namespace tallygate::ledger
