#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

#include "risk/model/model.hpp"
#include "tests/support/xgboost_file.hpp"

namespace tallygate::risk::model {
namespace {

constexpr float kAbsent = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinite = std::numeric_limits<float>::infinity();

std::shared_ptr<const Model> two_trees() {
  std::vector<core::FieldError> errors;
  return Model::read(testing::kXgboostFile, errors);
}

float margin_of(const Model& model, float amount, float age) {
  const std::array<float, 2> inputs = {amount, age};
  return model.trees()->margin(inputs);
}

TEST(ModelTrees, AValueBelowTheSplitGoesLeft) {
  const auto model = two_trees();
  EXPECT_EQ(margin_of(*model, 0, 0), 0.375F);
  EXPECT_EQ(margin_of(*model, 100.49999F, 0), 0.375F);
  EXPECT_EQ(margin_of(*model, 100.5F, 0), 0.625F);
  EXPECT_EQ(margin_of(*model, 200, 1.9999999F), 0.625F);
  EXPECT_EQ(margin_of(*model, 200, 2), -0.875F);
}

TEST(ModelTrees, AMissingValueGoesWhereItsSplitSays) {
  const auto model = two_trees();
  EXPECT_EQ(margin_of(*model, kAbsent, 2), 0.375F);
  EXPECT_EQ(margin_of(*model, 200, kAbsent), -0.875F);
}

TEST(ModelTrees, InfinitiesLieBeyondEverySplit) {
  const auto model = two_trees();
  EXPECT_EQ(margin_of(*model, -kInfinite, 0), 0.375F);
  EXPECT_EQ(margin_of(*model, kInfinite, -kInfinite), 0.625F);
  EXPECT_EQ(margin_of(*model, kInfinite, kInfinite), -0.875F);
}

TEST(ModelTrees, APredictionIsTheSigmoidOfTheMarginOrTheMarginItself) {
  const std::array<float, 2> inputs = {0, 0};
  const Score score = two_trees()->score(inputs);
  EXPECT_EQ(score.margin, 0.375);
  EXPECT_NEAR(score.prediction, 1 / (1 + std::exp(-0.375)), 1e-15);
  EXPECT_EQ(probability_of(0), 0.5);
  EXPECT_GT(probability_of(-1e300), 0);
  EXPECT_EQ(probability_of(1e300), 1);

  std::vector<core::FieldError> errors;
  const auto squared = Model::read(testing::xgboost_file_with("binary:logistic", "reg:squarederror"), errors);
  ASSERT_NE(squared, nullptr);
  const Score other = squared->score(inputs);
  EXPECT_EQ(other.margin, 0.875) << "the base score 0.5 is the base margin";
  EXPECT_EQ(other.prediction, 0.875);
}

// Means by cover: below the second split (3 * 0.5 - 1) / 4 = 0.125, of the first tree (0.25 + 0.125) / 2 = 0.1875.
TEST(ModelTrees, AContributionIsTheChangeOfTheMeanAlongThePath) {
  const auto model = two_trees();
  EXPECT_EQ(model->bias(), 0.1875 + 0.125);
  std::array<double, 2> contributions{};
  const std::array<float, 2> low = {0, 0}, high_and_old = {200, 3};
  model->contributions(low, contributions);
  EXPECT_EQ(contributions[0], 0.25 - 0.1875);
  EXPECT_EQ(contributions[1], 0.0);
  model->contributions(high_and_old, contributions);
  EXPECT_EQ(contributions[0], 0.125 - 0.1875);
  EXPECT_EQ(contributions[1], -1 - 0.125);
}

TEST(ModelTrees, ATreeThatNothingReachedInTrainingHasMeansAllTheSame) {
  std::vector<core::FieldError> errors;
  const auto model = Model::read(testing::xgboost_file_with("[8E0,4E0,4E0,3E0,1E0]", "[0,0,0,0,0]"), errors);
  ASSERT_NE(model, nullptr);
  EXPECT_EQ(model->bias(), (0.25 + (0.5 - 1) / 2) / 2 + 0.125);
}

TreeArrays chain(std::size_t depth) {
  TreeArrays tree;
  const std::size_t nodes = 2 * depth + 1;
  for (std::size_t i = 0; i < nodes; ++i) {
    const bool split = i % 2 == 0 && i + 1 < nodes;
    tree.left.push_back(split ? static_cast<std::int64_t>(i + 1) : TreeArrays::kNone);
    tree.right.push_back(split ? static_cast<std::int64_t>(i + 2) : TreeArrays::kNone);
    tree.feature.push_back(0);
    tree.condition.push_back(split ? static_cast<float>(i) : 1.0F / static_cast<float>(i + 1));
    tree.default_left.push_back(0);
    tree.cover.push_back(1);
  }
  return tree;
}

TEST(ModelTrees, AreAsDeepAsTheLimitAndNoDeeper) {
  Ensemble ensemble;
  ensemble.features = {"a"};
  ensemble.trees = {chain(3), chain(Limits::kDepthMax)};
  std::vector<core::FieldError> errors;
  const auto trees = Trees::build(ensemble, errors);
  ASSERT_TRUE(trees.has_value()) << errors[0].detail;
  const std::array<float, 1> beyond = {1e9F};
  EXPECT_EQ(trees->margin(beyond), 1.0F / 7 + 1.0F / (2 * Limits::kDepthMax + 1));
  ensemble.trees = {chain(3), chain(Limits::kDepthMax + 1)};
  EXPECT_FALSE(Trees::build(ensemble, errors).has_value());
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors[0].pointer,
            "/learner/gradient_booster/model/trees/1/left_children/" + std::to_string(2 * Limits::kDepthMax));
  EXPECT_EQ(errors[0].code, "too_many");
}

TEST(ModelReasons, AreTheLargestContributionsInTheOrderOfTheFeaturesWhereTheyAreEqual) {
  const std::array<double, 7> contributions = {0.5, -3, 2, 0.5, 0, 2, 0.25};
  std::array<Reason, 4> reasons{};
  ASSERT_EQ(strongest_reasons(contributions, reasons), 4U);
  EXPECT_EQ(reasons[0].feature, 2U);
  EXPECT_EQ(reasons[1].feature, 5U);
  EXPECT_EQ(reasons[2].feature, 0U);
  EXPECT_EQ(reasons[3].feature, 3U);
  EXPECT_EQ(reasons[3].contribution, 0.5);
}

TEST(ModelReasons, LeaveOutWhatDidNotRaiseTheScore) {
  const std::array<double, 4> contributions = {-1, 0, 1, -0.0};
  std::array<Reason, 4> reasons{};
  ASSERT_EQ(strongest_reasons(contributions, reasons), 1U);
  EXPECT_EQ(reasons[0].feature, 2U);
  EXPECT_EQ(strongest_reasons(contributions, std::span<Reason>()), 0U);
  EXPECT_EQ(strongest_reasons(std::span(contributions).first(2), reasons), 0U);
}

}  // namespace
}  // namespace tallygate::risk::model
