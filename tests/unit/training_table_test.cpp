#include <gtest/gtest.h>

#include <cmath>

#include "api/training/split.hpp"
#include "api/training/table.hpp"

namespace tallygate::training {
namespace {

constexpr std::string_view kTable =
    "key,at,card,amount,night,label,known_at\n"
    "a,2026-11-01T00:00:00Z,c1,1.5,true,0,\n"
    "b,2026-11-01T12:00:00Z,c2,,false,1,2026-11-03T00:00:00Z\n"
    "c,2026-11-02T00:00:00Z,c1,-2e3,,,\n"
    "d,2026-11-03T00:00:00Z,c2,7,1,0,2026-11-01T00:00:00Z\n"
    "e,2026-11-04T00:00:00Z,c2,7,1,1,2026-11-09T00:00:00Z\n"
    "f,2026-11-04T00:00:01Z,c3,7,1,0,\n";

Columns by_card() {
  Columns columns;
  columns.entity = "card";
  return columns;
}

core::Time at(std::string_view text) {
  return core::parse_time(text).value();
}

TEST(TrainingTable, EveryOtherColumnIsAFeature) {
  const auto table = read_table(kTable, by_card());
  ASSERT_TRUE(table.ok()) << table.error().message;
  EXPECT_EQ(table->features, (std::vector<std::string>{"amount", "night"}));
  ASSERT_EQ(table->rows(), 6U);
  EXPECT_EQ(table->values[0], 1.5F);
  EXPECT_EQ(table->values[1], 1.0F);
  EXPECT_TRUE(std::isnan(table->values[2]));
  EXPECT_EQ(table->values[3], 0.0F);
  EXPECT_EQ(table->values[4], -2000.0F);
  EXPECT_TRUE(std::isnan(table->values[5]));
  EXPECT_EQ(table->entities, 3U);
  EXPECT_EQ(table->entity, (std::vector<std::uint32_t>{0, 1, 0, 1, 1, 2}));
  EXPECT_EQ(table->label[2], RowLabel::unknown);
}

TEST(TrainingTable, ALabelIsKnownFromTheLaterOfItsTwoTimes) {
  const auto table = read_table(kTable, by_card());
  EXPECT_EQ(table->known_at[0], at("2026-11-01T00:00:00Z"));
  EXPECT_EQ(table->known_at[1], at("2026-11-03T00:00:00Z"));
  EXPECT_EQ(table->known_at[3], at("2026-11-03T00:00:00Z"));
}

TEST(TrainingTable, FeaturesCanBeNamedAndColumnsIgnored) {
  Columns columns;
  columns.features = {"night"};
  const auto named = read_table(kTable, columns);
  EXPECT_EQ(named->features, columns.features);
  EXPECT_EQ(named->entities, named->rows()) << "without a column of entities each row is one";
  columns.features = {};
  columns.ignored = {"card", "night"};
  EXPECT_EQ(read_table(kTable, columns)->features, (std::vector<std::string>{"amount"}));
}

TEST(TrainingTable, WhatIsNotAsItMustBeIsNamedByLineAndColumn) {
  const auto with = [](std::string_view from, std::string_view to) {
    std::string text(kTable);
    return text.replace(text.find(from), from.size(), to);
  };
  struct Case {
    const char* name;
    std::string csv;
    const char* said;
  };
  const std::vector<Case> cases = {
      {"nothing", "", "the table is empty"},
      {"no label column", with("label", "fraud"), "line 1: there is no column label"},
      {"no card column", with("card", "device"), "line 1: there is no column card"},
      {"a column twice", with("night", "amount"), "line 1: the column amount stands more than once"},
      {"a field too few", with(",true,0,", ",true,0"), "line 2 has 6 fields, and line 1 7"},
      {"a time without a zone", with("2026-11-02T00:00:00Z", "2026-11-02 00:00:00"), "line 4, column at: not a time"},
      {"another label", with("true,0,", "true,2,"), "line 2, column label: a label is 1, 0 or empty"},
      {"no time of knowing", with("2026-11-09T00:00:00Z", "soon"), "line 6, column known_at: not a time"},
      {"a feature that is no number", with("1.5", "1,5"), "line 2 has 8 fields"},
      {"a text in a feature", with("1.5", "much"), "line 2, column amount: a feature is a number"},
      {"an infinity", with("1.5", "inf"), "line 2, column amount: a feature is a number"},
      {"more than a float", with("1.5", "1e39"), "line 2, column amount: a feature is a number"},
      {"no UTF-8", with("c1", "\xff"), "the table is not UTF-8"},
  };
  for (const Case& bad : cases) {
    const auto table = read_table(bad.csv, by_card());
    ASSERT_FALSE(table.ok()) << bad.name;
    EXPECT_TRUE(table.error().message.starts_with(bad.said)) << bad.name << ": " << table.error().message;
  }
}

TEST(TrainingSplit, ALabelThatBecameKnownLaterIsNotFittedTo) {
  const auto table = read_table(kTable, by_card());
  SplitRule rule;
  rule.train = {core::kTimeMin, at("2026-11-03T00:00:01Z")};
  rule.test = {at("2026-11-04T00:00:00Z"), core::kTimeMax};
  rule.as_of = at("2026-11-03T00:00:00Z");
  auto made = split(*table, rule);
  ASSERT_TRUE(made.ok()) << made.error().message;
  EXPECT_EQ(made->train.rows, (std::vector<std::uint32_t>{0, 1, 3}));
  EXPECT_EQ(made->train.positives, 1U);
  EXPECT_EQ(made->train.unlabelled, 1U);
  EXPECT_EQ(made->train.not_yet_known, 0U);
  rule.as_of = at("2026-11-02T23:59:59Z");
  made = split(*table, rule);
  ASSERT_FALSE(made.ok()) << "the one positive label is not known yet";
  EXPECT_EQ(made.error().message, "of 1 rows to train from 0 are positive: both labels are needed");
}

TEST(TrainingSplit, WhoIsKnownBeforeTheDayBeginsIsNotTriedAgain) {
  const auto table = read_table(kTable, by_card());
  SplitRule rule;
  rule.train = {core::kTimeMin, at("2026-11-03T00:00:01Z")};
  rule.test = {at("2026-11-04T00:00:00Z"), core::kTimeMax};
  rule.as_of = rule.test.from;
  rule.leave_out_known = true;
  auto made = split(*table, rule);
  EXPECT_EQ(made->test.rows, (std::vector<std::uint32_t>{5}));
  EXPECT_EQ(made->test.left_out, 1U);
  rule.train.from = at("2026-11-01T12:00:01Z");  // what came before is another model's
  rule.leave_out_known = false;
  EXPECT_FALSE(split(*table, rule).ok());
  rule.train.from = core::kTimeMin;
  made = split(*table, rule);
  EXPECT_EQ(made->test.rows, (std::vector<std::uint32_t>{4, 5}));
  EXPECT_EQ(made->test.left_out, 0U);
}

TEST(TrainingSplit, TheFutureIsNotLookedInto) {
  const auto table = read_table(kTable, by_card());
  SplitRule rule;
  rule.train = {core::kTimeMin, at("2026-11-03T00:00:01Z")};
  rule.test = {at("2026-11-03T00:00:00Z"), core::kTimeMax};
  rule.as_of = rule.test.from;
  EXPECT_EQ(split(*table, rule).error().message, "the test begins before the training ends");
  rule.test.from = at("2026-11-04T00:00:00Z");
  rule.as_of = at("2026-11-04T00:00:01Z");
  EXPECT_EQ(split(*table, rule).error().message, "labels are known as of a time after the test begins");
}

}  // namespace
}  // namespace tallygate::training
