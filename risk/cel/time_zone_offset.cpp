#include "risk/cel/time_zone_offset.hpp"

#include <map>

#include "core/time_zone.hpp"
#include "risk/cel/civil_time.hpp"

namespace tallygate::risk::cel {
namespace {

constexpr std::int64_t kYear2000 = 946'684'800;
constexpr std::int64_t kCalendarCycle = 146'097LL * 86'400;  // 400 years: whole weeks, after which all repeats

using ZoneIndex = std::map<std::string_view, core::TimeZone>;

// The table is a list of rules with their names; a look-up for every evaluation should not read all of it.
ZoneIndex index_of_zones() {
  ZoneIndex index;
  for (const core::TimeZoneRule& rule : core::time_zone_rules()) {
    std::string_view names = rule.names;
    while (!names.empty()) {
      const std::string_view name = names.substr(0, names.find(' '));
      if (const auto zone = core::TimeZone::named(name)) index.emplace(name, *zone);
      names.remove_prefix(name.size() == names.size() ? name.size() : name.size() + 1);
    }
  }
  return index;
}

// The same day of the same week in the years 2000 to 2399, which the table's own times hold.
core::Time within_one_cycle(std::int64_t seconds) {
  const std::int64_t past = (seconds - kYear2000) % kCalendarCycle;
  return {(kYear2000 + (past < 0 ? past + kCalendarCycle : past)) * 1'000'000};
}

}  // namespace

std::optional<std::int64_t> time_zone_offset(std::string_view zone, std::int64_t seconds) {
  if (const auto fixed = parse_time_zone(zone)) return fixed;
  static const ZoneIndex zones = index_of_zones();
  const auto it = zones.find(zone);
  if (it == zones.end()) return std::nullopt;
  return it->second.offset_at(within_one_cycle(seconds)).us / 1'000'000;
}

}  // namespace tallygate::risk::cel
