// Trees that libxgboost grew, scored by libxgboost and by ours: the same margins, bit for bit. Growing and predicting
// run on one thread, and everything drawn comes of a seed.
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "api/training/booster.hpp"
#include "core/random.hpp"
#include "risk/model/model.hpp"

namespace tallygate::risk::model {
namespace {

using training::Booster;
using training::Matrix;

constexpr float kMissing = std::numeric_limits<float>::quiet_NaN();

struct Grown {
  std::size_t features, rows, rounds;
  Booster::Parameters parameters;
  int missing_percent = 20;
};

// Values of several kinds beside each other: any float, small counts (so that splits meet equal values), two values.
float draw_value(core::SeededRandom& random, std::size_t feature) {
  switch (feature % 3) {
    case 0:
      return (static_cast<float>(random.below(2'000'001)) - 1e6F) / 977.0F;
    case 1:
      return static_cast<float>(random.below(8));
    default:
      return static_cast<float>(random.below(2));
  }
}

std::vector<float> draw_rows(core::SeededRandom& random, std::size_t rows, std::size_t features, int missing_percent) {
  std::vector<float> values(rows * features);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bool missing = random.below(100) < static_cast<std::uint64_t>(missing_percent);
    values[i] = missing ? kMissing : draw_value(random, i % features);
  }
  return values;
}

std::vector<float> draw_labels(core::SeededRandom& random, const std::vector<float>& values, std::size_t features) {
  std::vector<float> labels;
  for (std::size_t row = 0; row * features < values.size(); ++row) {
    float sum = static_cast<float>(random.below(400)) - 200.0F;
    for (std::size_t f = 0; f < features; ++f) {
      const float value = values[row * features + f];
      sum += std::isnan(value) ? 100.0F : (f % 2 == 0 ? value : -200.0F * value);
    }
    labels.push_back(sum > 0 ? 1.0F : 0.0F);
  }
  return labels;
}

struct Pair {
  Booster booster;
  std::shared_ptr<const Model> model;
  std::string json;
};

Pair grow(core::SeededRandom& random, const Grown& grown) {
  const auto values = draw_rows(random, grown.rows, grown.features, grown.missing_percent);
  const auto labels = draw_labels(random, values, grown.features);
  auto matrix = Matrix::make(values, grown.features, labels);
  auto booster = Booster::train(matrix.value(), grown.parameters, grown.rounds);
  std::vector<std::string> names;
  for (std::size_t f = 0; f < grown.features; ++f) names.push_back("feature_" + std::to_string(f));
  EXPECT_TRUE(booster->name_features(names).ok());
  std::string json = booster->json().value();
  std::vector<core::FieldError> errors;
  auto model = Model::read(json, errors);
  for (const auto& error : errors) ADD_FAILURE() << error.pointer << ": " << error.detail;
  EXPECT_TRUE(model != nullptr && model->features() == names);
  return {std::move(booster).value(), std::move(model), std::move(json)};
}

// Values that were not in training as well: the splits themselves and their neighbours, and beyond them all.
std::vector<float> rows_to_score(core::SeededRandom& random, std::size_t rows, std::size_t features) {
  auto values = draw_rows(random, rows, features, 15);
  for (float& value : values) {
    switch (random.below(12)) {
      case 0:
        value = std::nextafter(value, 1e30F);
        break;
      case 1:
        value = value * 1e6F;
        break;
      case 2:
        value = static_cast<float>(random.below(16)) / 2;
        break;
      default:
        break;
    }
  }
  return values;
}

const std::vector<Grown>& forests() {
  static const Booster::Parameters logistic = {{"objective", "binary:logistic"}};
  static const auto with = [](Booster::Parameters more) {
    more.insert(more.end(), logistic.begin(), logistic.end());
    return more;
  };
  static const std::vector<Grown> all = {
      {3, 400, 1, with({{"max_depth", "1"}})},
      {5, 1'000, 7, with({{"max_depth", "3"}, {"base_score", "0.1"}})},
      {8, 1'000, 8, with({{"max_depth", "2"}, {"base_score", "0.0066"}})},
      {13, 2'000, 9, with({{"max_depth", "6"}, {"base_score", "0.9"}, {"eta", "0.1"}})},
      {30, 3'000, 60, with({{"max_depth", "6"}, {"tree_method", "hist"}})},
      {30, 2'000, 33, with({{"max_depth", "8"}, {"tree_method", "exact"}, {"gamma", "2"}})},
      {10, 2'000, 20, with({{"max_depth", "12"}, {"min_child_weight", "0"}, {"lambda", "0.1"}})},
      {10, 2'000, 12, with({{"max_depth", "5"}, {"num_parallel_tree", "4"}, {"subsample", "0.5"}, {"seed", "7"}})},
      {6, 1'500, 25,
       with({{"max_depth", "0"}, {"max_leaves", "20"}, {"grow_policy", "lossguide"}, {"tree_method", "hist"}})},
      {9, 1'000, 16, {{"objective", "reg:squarederror"}, {"max_depth", "4"}, {"base_score", "0.37"}}},
      {9, 1'000, 16, {{"objective", "reg:logistic"}, {"max_depth", "4"}, {"base_score", "0.02"}}},
      {4, 500, 10, with({{"max_depth", "4"}}), 0},
      {7, 300, 3, with({{"max_depth", "4"}, {"gamma", "1000000"}})},  // trees that are one leaf
  };
  return all;
}

constexpr std::size_t kRowsScored = 4'000;

TEST(ModelOracle, MarginsAreThoseOfLibxgboostBitForBit) {
  for (std::size_t i = 0; i < forests().size(); ++i) {
    const Grown& grown = forests()[i];
    core::SeededRandom random(100 + i);
    const Pair pair = grow(random, grown);
    ASSERT_NE(pair.model, nullptr) << i;
    const auto values = rows_to_score(random, kRowsScored, grown.features);
    const auto margins = pair.booster.margins(Matrix::make(values, grown.features).value()).value();
    ASSERT_EQ(margins.size(), kRowsScored);
    for (std::size_t row = 0; row < kRowsScored; ++row) {
      const std::span<const float> inputs(&values[row * grown.features], grown.features);
      const auto ours = pair.model->trees()->margin(inputs);
      ASSERT_EQ(std::bit_cast<std::uint32_t>(ours), std::bit_cast<std::uint32_t>(margins[row]))
          << "forest " << i << " row " << row << ": " << ours << " and " << margins[row];
      ASSERT_EQ(pair.model->score(inputs).margin, static_cast<double>(ours));
    }
  }
}

TEST(ModelOracle, ScoresDifferBetweenRowsAndForests) {
  core::SeededRandom random(105);
  const Pair pair = grow(random, forests()[4]);
  const auto values = rows_to_score(random, 500, forests()[4].features);
  std::vector<float> margins;
  for (std::size_t row = 0; row < 500; ++row) margins.push_back(pair.model->trees()->margin({&values[row * 30], 30}));
  std::ranges::sort(margins);
  const auto repeated = std::ranges::unique(margins);
  EXPECT_GT(margins.size() - repeated.size(), 400U);
}

TEST(ModelOracle, PredictionsAreWithinTwoUnitsInTheLastPlaceOfAFloat) {
  for (std::size_t i = 0; i < forests().size(); ++i) {
    const Grown& grown = forests()[i];
    core::SeededRandom random(200 + i);
    const Pair pair = grow(random, grown);
    const auto values = rows_to_score(random, kRowsScored, grown.features);
    const auto predictions = pair.booster.predictions(Matrix::make(values, grown.features).value()).value();
    for (std::size_t row = 0; row < kRowsScored; ++row) {
      const auto ours =
          static_cast<float>(pair.model->score({&values[row * grown.features], grown.features}).prediction);
      const auto apart = std::abs(std::bit_cast<std::int32_t>(ours) - std::bit_cast<std::int32_t>(predictions[row]));
      ASSERT_LE(apart, 2) << "forest " << i << " row " << row << ": " << ours << " and " << predictions[row];
    }
  }
}

// XGBoost's approximate contributions are floats, and its means are of floats as well.
TEST(ModelOracle, ContributionsAreXgboostsApproximateOnes) {
  for (std::size_t i = 0; i < forests().size(); ++i) {
    const Grown& grown = forests()[i];
    core::SeededRandom random(300 + i);
    const Pair pair = grow(random, grown);
    constexpr std::size_t kRows = 500;
    const auto values = rows_to_score(random, kRows, grown.features);
    const auto theirs = pair.booster.contributions(Matrix::make(values, grown.features).value()).value();
    ASSERT_EQ(theirs.size(), kRows * (grown.features + 1));
    std::vector<double> ours(grown.features);
    for (std::size_t row = 0; row < kRows; ++row) {
      pair.model->contributions({&values[row * grown.features], grown.features}, ours);
      for (std::size_t f = 0; f < grown.features; ++f)
        ASSERT_NEAR(ours[f], theirs[row * (grown.features + 1) + f], 2e-4) << "forest " << i << " row " << row;
      ASSERT_NEAR(pair.model->bias(), theirs[row * (grown.features + 1) + grown.features], 2e-4) << i;
    }
  }
}

// The C library's logf is not the nearest float everywhere: then the base margin is one unit in the last place off, and
// nothing else is.
TEST(ModelOracle, BaseMarginsAreAtMostOneUnitInTheLastPlaceOff) {
  core::SeededRandom random(400);
  const std::vector<float> values = {1.0F, 2.0F}, labels = {0.0F, 1.0F};
  const auto matrix = Matrix::make(values, 1, labels);
  std::size_t off = 0, tried = 0;
  for (int i = 1; i < 1'000; ++i) {
    const std::string base = std::to_string(static_cast<double>(i) / 1'000);
    auto booster = Booster::train(matrix.value(), {{"objective", "binary:logistic"}, {"base_score", base}}, 0);
    ASSERT_TRUE(booster.ok() && booster->name_features({"a"}).ok());
    std::vector<core::FieldError> errors;
    const auto model = Model::read(booster->json().value(), errors);
    ASSERT_NE(model, nullptr) << base << (errors.empty() ? "" : errors[0].detail);
    const float theirs = booster->margins(matrix.value()).value()[0];
    const float ours = model->trees()->margin(std::span(values).first(1));
    const auto apart = std::abs(std::bit_cast<std::int32_t>(ours) - std::bit_cast<std::int32_t>(theirs));
    ASSERT_LE(apart, 1) << base;
    off += apart == 1 ? 1 : 0;
    ++tried;
  }
  EXPECT_LE(off * 50, tried);
}

TEST(ModelOracle, ReadsWhatLibxgboostSavesOfAModelThatItLoaded) {
  core::SeededRandom random(500);
  const Pair pair = grow(random, forests()[5]);
  const auto again = Booster::load(pair.json);
  std::vector<core::FieldError> errors;
  const auto model = Model::read(again->json().value(), errors);
  ASSERT_NE(model, nullptr) << errors[0].pointer << errors[0].detail;
  const auto values = rows_to_score(random, 200, 30);
  for (std::size_t row = 0; row < 200; ++row) {
    const std::span<const float> inputs(&values[row * 30], 30);
    EXPECT_EQ(model->trees()->margin(inputs), pair.model->trees()->margin(inputs));
  }
}

}  // namespace
}  // namespace tallygate::risk::model
