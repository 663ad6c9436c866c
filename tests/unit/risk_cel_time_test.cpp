#include "core/time.hpp"
#include "tests/support/cel_language.hpp"

namespace tallygate::testing {
namespace {

using risk::cel::Kind;
using risk::cel::Value;

const char* const kOut = "error: the result is out of range";
const char* const kConversion = "error: the value is out of the range of its new type";

TEST(CelTimestamps, ReadRfc3339AndNothingElse) {
  expect_all({
      {"string(timestamp('2009-02-13T23:31:30Z'))", "\"2009-02-13T23:31:30Z\""},
      {"string(timestamp('2009-02-13T23:31:30.120Z'))", "\"2009-02-13T23:31:30.12Z\""},
      {"string(timestamp('2009-02-14T01:01:30+01:30'))", "\"2009-02-13T23:31:30Z\""},
      {"int(timestamp('2009-02-13T23:31:30Z'))", "1234567890"},
      {"int(timestamp('1969-12-31T23:59:59.5Z'))", "-1"},
      {"timestamp(0) == timestamp('1970-01-01T00:00:00Z')", "true"},
      {"string(timestamp('0001-01-01T00:00:00Z'))", "\"0001-01-01T00:00:00Z\""},
      {"string(timestamp('2024-02-29T00:00:00Z'))", "\"2024-02-29T00:00:00Z\""},
  });
  for (const char* text :
       {"2023-02-29T00:00:00Z", "2009-02-13", "2009-02-13T23:31:30", "2009-02-13 23:31:30Z", "2009-13-01T00:00:00Z",
        "2009-02-13T24:00:00Z", "2009-02-13T23:31:60Z", "2009-02-13T23:31:30.Z", "2009-02-13T23:31:30.1234567890Z",
        "0000-01-01T00:00:00Z", "10000-01-01T00:00:00Z", "2009-02-13T23:31:30Zz", "0001-01-01T00:00:00+01:00", ""})
    EXPECT_EQ(result("timestamp('" + std::string(text) + "')"), kUnreadable) << text;
}

TEST(CelTimestamps, StayInTheCalendar) {
  expect_all({
      {"timestamp(253402300799)", "timestamp(\"9999-12-31T23:59:59Z\")"},
      {"timestamp(253402300800)", kConversion},
      {"timestamp(-62135596801)", kConversion},
      {"timestamp('9999-12-31T23:59:59Z') + duration('1s')", kOut},
      {"timestamp('0001-01-01T00:00:00Z') - duration('1ns')", kOut},
      {"timestamp('9999-12-31T00:00:00Z') - timestamp('0001-01-01T00:00:00Z')", kOut},
      {"timestamp(100) - timestamp(40)", "duration(\"60s\")"},
      {"timestamp(0) - duration('1ns')", "timestamp(\"1969-12-31T23:59:59.999999999Z\")"},
      {"duration('1h') + timestamp(0)", "timestamp(\"1970-01-01T01:00:00Z\")"},
  });
}

TEST(CelDurations, ReadGoNotationWithoutDays) {
  expect_all({
      {"duration('168h')", "duration(\"604800s\")"},
      {"duration('1h30m1.5s')", "duration(\"5401.5s\")"},
      {"duration('-250ms')", "duration(\"-0.25s\")"},
      {"duration('3us') + duration('7ns')", "duration(\"0.000003007s\")"},
      {"duration('0')", "duration(\"0s\")"},
      {"duration('.5s')", "duration(\"0.5s\")"},
      {"duration('7d')", kUnreadable},
      {"duration('')", kUnreadable},
      {"duration('5')", kUnreadable},
      {"duration('h')", kUnreadable},
      {"duration('1s2')", kUnreadable},
      {"duration('2562048h')", kConversion},
      {"duration('-99999999999999999999999999999999999999999999h')", kConversion},
      {"duration('2562047h') + duration('2562047h')", kOut},
      {"-duration('1s')", "duration(\"-1s\")"},
      {"duration('1m') > duration('59s')", "true"},
      {"duration('10000s').getHours()", "2"},
      {"duration('3730s').getMinutes()", "62"},
      {"duration('123.321456789s').getMilliseconds()", "321"},
  });
}

TEST(CelCalendar, CountsFromWhereTheLanguageSays) {
  expect_all({
      {"timestamp('2009-02-13T23:31:30.123456789Z').getFullYear()", "2009"},
      {"timestamp('2009-02-13T23:31:30Z').getMonth()", "1"},
      {"timestamp('2009-02-13T23:31:30Z').getDate()", "13"},
      {"timestamp('2009-02-13T23:31:30Z').getDayOfMonth()", "12"},
      {"timestamp('2009-02-13T23:31:30Z').getDayOfWeek()", "5"},
      {"timestamp('2009-02-13T23:31:30Z').getDayOfYear()", "43"},
      {"timestamp('2024-12-31T00:00:00Z').getDayOfYear()", "365"},
      {"timestamp('1969-12-28T12:00:00Z').getDayOfWeek()", "0"},
      {"timestamp('2009-02-13T23:31:30Z').getHours()", "23"},
      {"timestamp('2009-02-13T23:31:30.9Z').getMilliseconds()", "900"},
      {"timestamp('2009-02-13T23:31:30Z').getHours('+08:00')", "7"},
      {"timestamp('2009-02-13T23:31:30Z').getDate('+08:00')", "14"},
      {"timestamp('2009-01-01T00:00:00Z').getFullYear('-00:01')", "2008"},
      {"timestamp('2009-02-13T23:31:30Z').getHours('02:00')", "1"},
      {"timestamp('2009-02-13T23:31:30Z').getHours('Nowhere')",
       "error: the time zone is neither UTC, an offset such as +08:00 nor a name such as Asia/Shanghai"},
      {"timestamp('2009-02-13T23:31:30Z').getHours('+24:00')",
       "error: the time zone is neither UTC, an offset such as +08:00 nor a name such as Asia/Shanghai"},
  });
}

TEST(CelCalendar, KnowsTimeZonesByName) {
  expect_all({
      {"timestamp('2026-11-22T17:00:00Z').getHours('Asia/Shanghai')", "1"},
      {"timestamp('2026-11-22T17:00:00Z').getDate('Asia/Shanghai')", "23"},
      {"timestamp('2026-07-01T12:00:00Z').getHours('Europe/Berlin')", "14"},
      {"timestamp('2026-12-01T12:00:00Z').getHours('Europe/Berlin')", "13"},
      {"timestamp('2026-01-01T12:00:00Z').getHours('Australia/Sydney')", "23"},
      {"timestamp('2026-01-01T12:00:00Z').getMinutes('Asia/Kathmandu')", "45"},
      {"timestamp('2026-01-01T12:00:00Z').getHours('America/New_York')", "7"},
      {"timestamp('2026-01-01T12:00:00Z').getHours('Etc/GMT+5')", "7"},
      {"timestamp('0001-01-01T12:00:00Z').getDayOfMonth('Asia/Tokyo')", "0"},
      {"timestamp('9999-12-31T12:00:00Z').getHours('Asia/Tokyo')", "21"},
      {"timestamp('1969-07-20T20:17:00Z').getHours('America/Chicago')", "15"},
      {"timestamp('2369-07-20T20:17:00Z').getHours('America/Chicago')", "15"},
  });
}

TEST(CelCalendar, AgreesWithTheLogsOwnCalendarOnEveryDay) {
  Scene scene;
  scene.with("at", Kind::timestamp, Value());
  const auto compiled = scene.compiled("string(at)");
  ASSERT_TRUE(compiled.ok());
  risk::cel::Scratch scratch;
  for (std::int64_t day = 0; day < 2'932'897; day += 13) {
    const core::Time t = core::start_of({static_cast<std::int32_t>(day)}) + core::seconds(86'399);
    const Value slots[] = {Value::timestamp(t)};
    const std::string ours(evaluate(compiled.program(), {slots, nullptr}, scratch).as_text());
    ASSERT_EQ(ours.substr(0, 19), core::format_time(t).substr(0, 19));
  }
}

TEST(CelTimes, OfTheLogConvertExactly) {
  Scene scene;
  scene.with("at", Kind::timestamp, Value::timestamp(core::Time{1'234'567'890'123'456}));
  scene.with("age", Kind::duration, Value::duration(core::Duration{-1'500'001}));
  scene.with("before", Kind::timestamp, Value::timestamp(core::Time{-1}));
  EXPECT_EQ(scene.result("at"), "timestamp(\"2009-02-13T23:31:30.123456Z\")");
  EXPECT_EQ(scene.result("age"), "duration(\"-1.500001s\")");
  EXPECT_EQ(scene.result("before"), "timestamp(\"1969-12-31T23:59:59.999999Z\")");
  EXPECT_EQ(scene.result("at - duration('168h') < at && age < duration('0s')"), "true");
  EXPECT_TRUE(Value::duration(core::Duration{std::numeric_limits<std::int64_t>::max()}).is_error());
}

}  // namespace
}  // namespace tallygate::testing
