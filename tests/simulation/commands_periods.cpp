// Months that are closed, in their order and out of it; and what is said to have happened in them.
#include <algorithm>

#include "tests/simulation/commands.hpp"

namespace tallygate::simulation {

using core::Operation;

core::Command Commands::close_period(const Model& model) {
  if (!model.settings.period_close.value_or(false) && !one_in(6)) {
    core::SettingsPut body;
    body.period_close = true;
    return as_operator(Operation::settings_put, std::move(body), "");
  }
  static const std::vector<std::string> any = {"2026-08", "2026-09", "2026-10", "2026-11", "2026-12",
                                               "2027-01", "2027-02", "2027-06", "2028-02", "2031-01"};
  const auto known = ids_where(model.months, [](const ModelMonth&) { return true; });
  const auto open = ids_where(model.months, [](const ModelMonth& m) { return m.state == "open"; });
  std::string month = known.empty() || one_in(8) ? pick(any) : pick(known);
  if (!open.empty() && one_in(2)) month = open.front();
  core::PeriodClose body;
  if (one_in(3)) body.note = "reviewed";
  return as_operator(Operation::period_close, std::move(body), month);
}

// When it happened: now and then said, about the end of a closed month more often.
void Commands::date(const Model& model, core::Command& command) {
  const auto closed = ids_where(model.months, [](const ModelMonth& m) { return m.state == "closed"; });
  if (!one_in(closed.empty() ? 40 : 8)) return;
  core::Time when = model.last_at - core::seconds(below(40 * 86'400) - 60);
  if (!closed.empty() && !one_in(4)) {
    const ModelMonth& month = model.months.at(pick(closed));
    when = one_in(2) ? month.ends - core::Duration{below(3) - 1}
                     : month.begins + core::seconds(below(40 * 86'400) - 86'400);
  }
  std::visit(
      [when](auto& body) {
        if constexpr (requires { body.occurred_at; }) body.occurred_at = when;
      },
      command.body);
}

}  // namespace tallygate::simulation
