// Calendar days by time zone, against the C library's own reading of the system's time zone data.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <set>
#include <string>

#include "core/bytes.hpp"
#include "core/hash.hpp"
#include "core/log_effects.hpp"
#include "core/time_zone.hpp"

namespace tallygate::core {
namespace {

Time at(std::string_view text) {
  return *parse_time(text);
}

std::int64_t offset_of_the_system(const std::string& zone, Time t) {
  ::setenv("TZ", (":" + zone).c_str(), 1);
  ::tzset();
  const auto seconds = static_cast<std::time_t>(t.us / 1'000'000);
  std::tm local{};
  ::localtime_r(&seconds, &local);
  return local.tm_gmtoff;
}

// Rules that have stood for decades: changes forwards and back, both hemispheres, half hours, and none.
TEST(TimeZones, AreThoseOfTheSystemHourByHourForTenYears) {
  for (const char* zone : {"Asia/Shanghai", "Asia/Kolkata", "Asia/Kathmandu", "Europe/Berlin", "Europe/London",
                           "Europe/Dublin", "America/New_York", "America/Los_Angeles", "America/St_Johns",
                           "Australia/Sydney", "Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Chatham", "UTC"}) {
    const auto known = TimeZone::named(zone);
    ASSERT_TRUE(known) << zone;
    for (Time t = at("2024-01-01T00:30:00Z"); t < at("2034-01-01T00:00:00Z"); t = t + hours(1))
      ASSERT_EQ(known->offset_at(t), seconds(offset_of_the_system(zone, t))) << zone << " at " << format_time(t);
  }
}

TEST(TimeZones, ChangeAtTheVerySecond) {
  const auto berlin = TimeZone::named("Europe/Berlin");
  EXPECT_EQ(berlin->offset_at(at("2026-03-29T00:59:59Z")), hours(1));
  EXPECT_EQ(berlin->offset_at(at("2026-03-29T01:00:00Z")), hours(2));
  EXPECT_EQ(berlin->offset_at(at("2026-10-25T00:59:59Z")), hours(2));
  EXPECT_EQ(berlin->offset_at(at("2026-10-25T01:00:00Z")), hours(1));
}

TEST(TimeZones, ADayBeginsAtItsOwnMidnight) {
  const auto day = [](const char* zone, const char* instant) {
    return format_date(TimeZone::named(zone)->date_of(at(instant)));
  };
  EXPECT_EQ(day("Asia/Shanghai", "2026-01-31T15:59:59.999999Z"), "2026-01-31");
  EXPECT_EQ(day("Asia/Shanghai", "2026-01-31T16:00:00Z"), "2026-02-01");
  EXPECT_EQ(day("America/New_York", "2026-07-01T03:59:59Z"), "2026-06-30");
  EXPECT_EQ(day("America/New_York", "2026-07-01T04:00:00Z"), "2026-07-01");
  EXPECT_EQ(day("Pacific/Kiritimati", "2026-12-31T10:00:00Z"), "2027-01-01");
  EXPECT_EQ(day("", "2026-01-31T23:59:59Z"), "2026-01-31");
  EXPECT_EQ(day("America/New_York", "1970-01-01T00:00:00Z"), "1970-01-01") << "no day before the first";
}

TEST(TimeZones, StandEachOnceInTheTable) {
  std::set<std::string, std::less<>> seen;
  for (const TimeZoneRule& rule : time_zone_rules()) {
    for (std::string_view rest = rule.names; !rest.empty();) {
      const auto end = std::min(rest.find(' '), rest.size());
      EXPECT_TRUE(seen.emplace(rest.substr(0, end)).second) << rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    EXPECT_EQ(rule.standard == rule.summer, rule.to_summer.month == 0) << rule.names;
    EXPECT_EQ(rule.standard == rule.summer, rule.to_standard.month == 0) << rule.names;
  }
  EXPECT_GT(seen.size(), 500U);
}

// So the days of a journal, whose transactions stand in the order of time, never go back.
TEST(TimeZones, HaveNoDayThatComesTwice) {
  const Time from = parse_time("2026-01-01T00:00:00Z").value(), to = parse_time("2028-01-01T00:00:00Z").value();
  for (const TimeZoneRule& rule : time_zone_rules()) {
    const auto zone = TimeZone::named(rule.names.substr(0, rule.names.find(' ')));
    ASSERT_TRUE(zone) << rule.names;
    Date before = zone->date_of(from);
    for (Time t = from; t < to; t = t + minutes(30)) {
      for (const Time at : {t, t + seconds(59), t + seconds(60)}) {
        const Date day = zone->date_of(at);
        ASSERT_LE(before, day) << rule.names << " at " << format_time(at);
        before = day;
      }
    }
  }
}

TEST(TimeZones, OthersAreNotKnown) {
  for (const char* zone : {"Mars/Olympus", "Asia", "Asia/Shang", " ", "+08:00", "Africa/Casablanca"})
    EXPECT_FALSE(TimeZone::named(zone)) << zone;
}

// Days and months of a log rest on the table. Whoever changes a rule gives `sem` another number, keeps this table for
// the logs of the number before, and raises kStateFormat (docs/decisions/0026-commission-bases-and-period-caps.md).
TEST(TimeZones, AreThoseThatTheDecidingBehaviourStandsFor) {
  std::string lines;
  const auto change = [](const ClockChange& c) {
    std::string out;
    for (const int part : {int{c.month}, int{c.week}, int{c.weekday}, int{c.minutes}})
      out.append(" ").append(std::to_string(part));
    return out;
  };
  for (const TimeZoneRule& rule : time_zone_rules())
    lines.append(std::to_string(rule.standard))
        .append(" ")
        .append(std::to_string(rule.summer))
        .append(change(rule.to_summer))
        .append(change(rule.to_standard))
        .append(" ")
        .append(rule.names)
        .append("\n");
  EXPECT_EQ(std::to_string(LogOpened().sem) + " " + to_hex(view(sha256(lines))),
            "1 afe3a996c4de17db5f1cec4033d00578a69f8eb4453e08f1777f582a7bcc23ff");
}

}  // namespace
}  // namespace tallygate::core
