// Orders with lines and plans with caps of periods, in the words of the domain.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/check.hpp"
#include "tests/support/ledger_world.hpp"

namespace tallygate::tests {

struct KindOfLine {
  core::LineKind kind = core::LineKind::goods;
  core::Amount amount = 0;  // a discount's is negative
};

// Over the sum of its lines, whose ids are "l0", "l1" …; referred by distributor d1.
inline core::Command order_of_lines(std::string id, const std::vector<KindOfLine>& lines) {
  core::Amount total = 0;
  for (const KindOfLine& line : lines) total += line.amount;
  core::Command out = place_order(std::move(id), cny(total));
  auto& body = std::get<core::OrderPlace>(out.body);
  body.referrer = core::PartyId("d1");
  for (std::size_t i = 0; i < lines.size(); ++i) {
    core::OrderLine& line = body.lines.emplace_back();
    line.line_id = "l" + std::to_string(i);
    line.kind = lines[i].kind;
    line.amount = lines[i].amount;
  }
  return out;
}

inline core::PlanPeriodCap cap_of_level(std::int64_t level, core::Amount amount, core::PlanPeriod period) {
  core::PlanPeriodCap out;
  out.level = level;
  out.amount = amount;
  out.period = period;
  return out;
}
inline core::PlanPeriodCap cap_of_role(core::Role role, core::Amount amount, core::PlanPeriod period) {
  core::PlanPeriodCap out;
  out.role = role;
  out.amount = amount;
  out.period = period;
  return out;
}

// The split of the order that completed last.
inline const core::SplitEffect& last_split(const LedgerWorld& world) {
  const auto& log = world.log();
  for (auto record = log.rbegin(); record != log.rend(); ++record)
    if (record->type == core::RecordType::order_completed) return core::effect_as<core::SplitEffect>(*record);
  TALLYGATE_CHECK(false, "no order completed");
  return core::effect_as<core::SplitEffect>(log.back());
}

}  // namespace tallygate::tests
