#include <gtest/gtest.h>

#include "api/training/metrics.hpp"
#include "core/random.hpp"

namespace tallygate::training {
namespace {

Scored scored(std::vector<double> score, std::vector<std::uint8_t> positive) {
  Scored s;
  for (std::uint32_t i = 0; i < score.size(); ++i) {
    s.entity.push_back(i);
    s.day.push_back(0);
  }
  s.entities = score.size();
  s.score = std::move(score);
  s.positive = std::move(positive);
  return s;
}

constexpr MetricsRule kNoIntervals{0, 0, 1};

// By hand: of the 6 pairs of a positive and a negative 5 are in order; precision is 1/1 and 2/3 where a positive is
// found.
TEST(TrainingMetrics, AreWhatTheyAreByHand) {
  const auto metrics = measure(scored({0.9, 0.8, 0.7, 0.2, 0.1}, {1, 0, 1, 0, 0}), kNoIntervals);
  ASSERT_TRUE(metrics.has_value());
  EXPECT_EQ(metrics->rows, 5U);
  EXPECT_EQ(metrics->positives, 2U);
  EXPECT_DOUBLE_EQ(metrics->auc.value, 5.0 / 6);
  EXPECT_DOUBLE_EQ(metrics->average_precision.value, 0.5 * 1 + 0.5 * 2 / 3);
  EXPECT_DOUBLE_EQ(metrics->recall_at_1_percent.value, 0.5);
  EXPECT_EQ(metrics->auc.low, metrics->auc.value);
  EXPECT_FALSE(metrics->card_precision.has_value());
}

TEST(TrainingMetrics, EqualScoresCountHalf) {
  const auto metrics = measure(scored({1, 1, 1, 1}, {1, 0, 0, 1}), kNoIntervals);
  EXPECT_DOUBLE_EQ(metrics->auc.value, 0.5);
  EXPECT_DOUBLE_EQ(metrics->average_precision.value, 0.5);
  EXPECT_EQ(metrics->recall_at_1_percent.value, 0.0) << "no threshold is between equal scores";
  const auto tie = measure(scored({2, 1, 1}, {1, 0, 1}), kNoIntervals);
  EXPECT_DOUBLE_EQ(tie->auc.value, 0.75);
}

TEST(TrainingMetrics, NeedBothLabels) {
  EXPECT_FALSE(measure(scored({1, 2}, {0, 0}), kNoIntervals).has_value());
  EXPECT_FALSE(measure(scored({1, 2}, {1, 1}), kNoIntervals).has_value());
  EXPECT_FALSE(measure(scored({}, {}), kNoIntervals).has_value());
}

// Day 0: cards 0 and 1 are looked at, and 0 is found. Day 1: 0 is left out though it is the highest, so 2 and 3 are.
TEST(TrainingMetrics, CardPrecisionLooksAtTheHighestCardsOfADayAndAtNoneAgainThatWasFound) {
  Scored s;
  const auto row = [&](std::int32_t day, std::uint32_t card, double score, bool positive) {
    s.day.push_back(day);
    s.entity.push_back(card);
    s.score.push_back(score);
    s.positive.push_back(positive ? 1 : 0);
  };
  s.entities = 5;
  row(0, 0, 0.1, true);
  row(0, 0, 0.9, false);  // a card's highest score counts, and any positive of the day
  row(0, 1, 0.8, false);
  row(0, 2, 0.7, true);
  row(1, 0, 1.0, false);
  row(1, 3, 0.6, true);
  row(1, 2, 0.5, true);
  row(1, 4, 0.4, false);
  const auto metrics = measure(s, {2, 0, 1});
  ASSERT_TRUE(metrics.has_value() && metrics->card_precision.has_value());
  EXPECT_EQ(metrics->days, 2U);
  EXPECT_DOUBLE_EQ(metrics->card_precision->value, (1.0 / 2 + 2.0 / 2) / 2);
}

Scored many(std::uint64_t seed, std::size_t entities, std::size_t rows) {
  core::SeededRandom random(seed);
  Scored s;
  s.entities = entities;
  for (std::size_t i = 0; i < rows; ++i) {
    const bool positive = random.below(10) == 0;
    s.score.push_back(static_cast<double>(random.below(1'000)) + (positive ? 400 : 0));
    s.positive.push_back(positive ? 1 : 0);
    s.entity.push_back(static_cast<std::uint32_t>(random.below(entities)));
    s.day.push_back(static_cast<std::int32_t>(random.below(7)));
  }
  return s;
}

TEST(TrainingMetrics, IntervalsHoldTheValueAndAreThoseOfTheSeed) {
  const Scored s = many(1, 300, 3'000);
  const auto one = measure(s, {20, 200, 7}), same = measure(s, {20, 200, 7}), other = measure(s, {20, 200, 8});
  EXPECT_LT(one->auc.low, one->auc.value);
  EXPECT_GT(one->auc.high, one->auc.value);
  EXPECT_LT(one->average_precision.low, one->average_precision.value);
  EXPECT_GT(one->average_precision.high, one->average_precision.value);
  EXPECT_LT(one->card_precision->low, one->card_precision->high);
  EXPECT_EQ(one->auc.low, same->auc.low);
  EXPECT_EQ(one->card_precision->high, same->card_precision->high);
  EXPECT_NE(one->auc.low, other->auc.low);
}

// The standard error of AUC falls with the root of the rows: a quarter of them, about twice the interval.
TEST(TrainingMetrics, IntervalsAreWiderWhereThereIsLess) {
  const auto few = measure(many(2, 150, 1'500), {0, 300, 1}), lots = measure(many(2, 600, 6'000), {0, 300, 1});
  const double ratio = (few->auc.high - few->auc.low) / (lots->auc.high - lots->auc.low);
  EXPECT_GT(ratio, 1.4);
  EXPECT_LT(ratio, 2.9);
}

// Rows of one entity are drawn together: a thousand copies of a row tell no more than one.
TEST(TrainingMetrics, IntervalsAreOfEntitiesAndNotOfRows) {
  Scored s = many(3, 200, 200);
  for (std::uint32_t i = 0; i < 200; ++i) s.entity[i] = i;
  const auto alone = measure(s, {0, 300, 1});
  Scored copied = s;
  for (int copy = 1; copy < 20; ++copy) {
    copied.score.insert(copied.score.end(), s.score.begin(), s.score.end());
    copied.positive.insert(copied.positive.end(), s.positive.begin(), s.positive.end());
    copied.entity.insert(copied.entity.end(), s.entity.begin(), s.entity.end());
    copied.day.insert(copied.day.end(), s.day.begin(), s.day.end());
  }
  const auto together = measure(copied, {0, 300, 1});
  EXPECT_NEAR(together->auc.value, alone->auc.value, 1e-12);
  EXPECT_NEAR(together->auc.high - together->auc.low, alone->auc.high - alone->auc.low, 1e-12);
}

}  // namespace
}  // namespace tallygate::training
