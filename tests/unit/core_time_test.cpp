#include <gtest/gtest.h>

#include <string>

#include "core/check.hpp"
#include "core/time.hpp"

namespace tallygate::core {
namespace {

TEST(Time, FormatsWithSixDigitsAlways) {
  EXPECT_EQ(format_time(kTimeMin), "1970-01-01T00:00:00.000000Z");
  EXPECT_EQ(format_time(kTimeMax), "9999-12-31T23:59:59.999999Z");
  EXPECT_EQ(format_time({1}), "1970-01-01T00:00:00.000001Z");
  EXPECT_EQ(format_time({1'795'328'234'000'000}), "2026-11-22T06:17:14.000000Z");
}

TEST(Time, KnowsLeapYears) {
  const std::pair<const char*, bool> cases[] = {{"2000-02-29", true},  {"2024-02-29", true},  {"2100-02-29", false},
                                                {"2023-02-29", false}, {"2400-02-29", true},  {"2026-04-31", false},
                                                {"2026-12-31", true},  {"2026-00-10", false}, {"2026-13-01", false},
                                                {"2026-01-00", false}, {"1969-12-31", false}, {"2026-1-01", false}};
  for (const auto& [text, good] : cases) EXPECT_EQ(parse_date(text).has_value(), good) << text;
}

TEST(Time, EveryDayGoesToTextAndBack) {
  const std::int32_t last = date_of(kTimeMax).days_since_epoch;
  std::string before;
  for (std::int32_t day = 0; day <= last; day += day < 150'000 ? 1 : 97) {
    const std::string text = format_date({day});
    ASSERT_EQ(parse_date(text), Date{day}) << text;
    ASSERT_GT(text, before);  // text order is time order
    before = text;
  }
  EXPECT_EQ(format_date({last}), "9999-12-31");
}

TEST(Time, ReadsFractionsOfUpToSixDigits) {
  EXPECT_EQ(parse_time("1970-01-01T00:00:00Z"), Time{0});
  EXPECT_EQ(parse_time("1970-01-01T00:00:00.5Z"), Time{500'000});
  EXPECT_EQ(parse_time("1970-01-01T00:00:00.000001Z"), Time{1});
  EXPECT_EQ(parse_time("1970-01-01T00:00:01+00:00"), Time{1'000'000});
  EXPECT_EQ(parse_time("1970-01-01T00:00:01.25-00:00"), Time{1'250'000});
  EXPECT_EQ(parse_time("9999-12-31T23:59:59.999999Z"), kTimeMax);
}

TEST(Time, RefusesEverythingElse) {
  for (const char* text : {"",
                           "Z",
                           "2026-11-22",
                           "2026-11-22T06:17:14",
                           "2026-11-22t06:17:14Z",
                           "2026-11-22T06:17:14z",
                           "2026-11-22 06:17:14Z",
                           "2026-11-22T06:17Z",
                           "2026-11-22T24:00:00Z",
                           "2026-11-22T06:60:00Z",
                           "2026-11-22T06:17:60Z",
                           "2026-11-22T06:17:14.Z",
                           "2026-11-22T06:17:14.1234567Z",
                           "2026-11-22T06:17:14+08:00",
                           "2026-11-22T06:17:14+0000",
                           "2026-11-22T06:17:14.5",
                           " 2026-11-22T06:17:14Z",
                           "2026-11-22T06:17:14Z ",
                           "2026-11-22T06:17:14ZZ",
                           "2026-11-22T6:17:14Z",
                           "2026-11-22T06:17:1aZ",
                           "12026-11-22T06:17:14Z",
                           "2026/11/22T06:17:14Z",
                           "2026-11-22T+6:17:14Z"})
    EXPECT_FALSE(parse_time(text)) << text;
}

TEST(Time, WhatTextCannotCarryIsABug) {
  EXPECT_THROW(static_cast<void>(format_time({-1})), CheckFailure);
  EXPECT_THROW(static_cast<void>(format_time(kTimeMax + Duration{1})), CheckFailure);
}

TEST(Time, DaysBeginAtMidnightUtc) {
  EXPECT_EQ(date_of(start_of({20'000})), Date{20'000});
  EXPECT_EQ(date_of(start_of({20'000}) - Duration{1}), Date{19'999});
  EXPECT_EQ(date_of({-1}), Date{-1});
  EXPECT_EQ(start_of(date_of(*parse_time("2026-11-22T23:59:59.999999Z"))), *parse_time("2026-11-22T00:00:00Z"));
  EXPECT_EQ(days(1), hours(24));
  EXPECT_EQ(hours(1), minutes(60));
}

}  // namespace
}  // namespace tallygate::core
