// Months and their books in the words of the domain: commands, and steps of a scenario (scenario.hpp).
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "tests/support/scenario.hpp"

namespace tallygate::tests {

inline core::Command close_month(std::string month) {
  return as_person(command(core::Operation::period_close, core::PeriodClose{}, std::move(month)), "ann");
}
inline core::Command keep_months(bool keep) {
  core::SettingsPut settings;
  settings.period_close = keep;
  return change_settings(std::move(settings));
}
// The same, dated.
inline core::Command dated(core::Command c, core::Time at) {
  std::visit(
      [at](auto& body) {
        if constexpr (requires { body.occurred_at; }) body.occurred_at = at;
      },
      c.body);
  return c;
}
inline core::Time instant(std::string_view text) {
  return *core::parse_time(text);
}
inline Step until(std::string_view text) {
  return {"time passes", [at = instant(text)](LedgerWorld& world) {
            const std::size_t before = world.log().size();
            world.pass(at - world.now());
            LedgerWorld::Outcome out;
            for (std::size_t i = before; i < world.log().size(); ++i) out.records.push_back(world.log()[i]);
            return out;
          }};
}
// The figures of the last record that closed a month.
inline const core::PeriodEffect& closed_books(const LedgerWorld& world) {
  for (auto record = world.log().rbegin(); record != world.log().rend(); ++record)
    if (record->type == core::RecordType::period_closed) return core::effect_as<core::PeriodEffect>(*record);
  throw std::logic_error("no month was closed");
}
inline core::PeriodTotal total_in(const core::PeriodEffect& books, std::string_view code) {
  for (const core::PeriodTotal& total : books.totals)
    if (total.currency.code() == code) return total;
  return {};
}

}  // namespace tallygate::tests
