// Random trees against the plainest scorer there is, and the laws of contributions.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>

#include "core/random.hpp"
#include "risk/model/model.hpp"

namespace tallygate::risk::model {
namespace {

float any_float(core::SeededRandom& random) {
  return (static_cast<float>(random.below(2'001)) - 1'000.0F) / 64.0F;
}

// Nodes in the order in which they are made, depth first: another order than the one they are scored in.
std::size_t grow_node(core::SeededRandom& random, TreeArrays& tree, std::size_t features, std::size_t depth_left) {
  const std::size_t node = tree.nodes();
  tree.left.push_back(TreeArrays::kNone);
  tree.right.push_back(TreeArrays::kNone);
  tree.feature.push_back(static_cast<std::int64_t>(random.below(features)));
  tree.condition.push_back(any_float(random));
  tree.default_left.push_back(static_cast<std::uint8_t>(random.below(2)));
  tree.cover.push_back(static_cast<float>(random.below(1'000)));
  if (depth_left == 0 || random.below(6) == 0) return node;
  const auto left = static_cast<std::int64_t>(grow_node(random, tree, features, depth_left - 1));
  const auto right = static_cast<std::int64_t>(grow_node(random, tree, features, depth_left - 1));
  tree.left[node] = left;
  tree.right[node] = right;
  return node;
}

Ensemble random_ensemble(core::SeededRandom& random) {
  Ensemble ensemble;
  const std::size_t features = 1 + random.below(12), trees = random.below(40);
  for (std::size_t i = 0; i < features; ++i) ensemble.features.push_back("f" + std::to_string(i));
  ensemble.objective = random.below(2) == 0 ? Objective::logistic : Objective::squared_error;
  ensemble.base_score = static_cast<float>(1 + random.below(999)) / 1'000.0F;
  for (std::size_t i = 0; i < trees; ++i) grow_node(random, ensemble.trees.emplace_back(), features, random.below(9));
  return ensemble;
}

float leaf_of(const TreeArrays& tree, std::size_t node, std::span<const float> inputs) {
  if (tree.left[node] == TreeArrays::kNone) return tree.condition[node];
  const float value = inputs[static_cast<std::size_t>(tree.feature[node])];
  const bool left = std::isnan(value) ? tree.default_left[node] != 0 : value < tree.condition[node];
  return leaf_of(tree, static_cast<std::size_t>(left ? tree.left[node] : tree.right[node]), inputs);
}

std::vector<float> random_inputs(core::SeededRandom& random, std::size_t features) {
  std::vector<float> inputs;
  for (std::size_t i = 0; i < features; ++i) {
    switch (random.below(8)) {
      case 0:
        inputs.push_back(std::numeric_limits<float>::quiet_NaN());
        break;
      case 1:
        inputs.push_back(std::numeric_limits<float>::infinity() * (random.below(2) == 0 ? 1.0F : -1.0F));
        break;
      default:
        inputs.push_back(any_float(random));
    }
  }
  return inputs;
}

TEST(RandomTrees, ScoreAsTheyDoWhenTheyAreWalkedOneByOne) {
  std::size_t scored = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    core::SeededRandom random(seed);
    const Ensemble ensemble = random_ensemble(random);
    std::vector<core::FieldError> errors;
    const auto trees = Trees::build(ensemble, errors);
    ASSERT_TRUE(trees.has_value()) << seed << ": " << errors[0].pointer << " " << errors[0].detail;
    for (int row = 0; row < 40; ++row) {
      const auto inputs = random_inputs(random, ensemble.features.size());
      float sum = ensemble.objective == Objective::squared_error
                      ? ensemble.base_score
                      : -static_cast<float>(std::log(static_cast<double>(1.0F / ensemble.base_score - 1.0F)));
      for (const TreeArrays& tree : ensemble.trees) sum += leaf_of(tree, 0, inputs);
      const float margin = trees->margin(inputs);
      ASSERT_EQ(std::bit_cast<std::uint32_t>(margin), std::bit_cast<std::uint32_t>(sum)) << seed << " row " << row;
      ++scored;
    }
  }
  EXPECT_EQ(scored, 12'000U);
}

TEST(RandomTrees, BiasAndContributionsAddUpToTheMargin) {
  std::size_t moved = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    core::SeededRandom random(seed);
    const Ensemble ensemble = random_ensemble(random);
    std::vector<core::FieldError> errors;
    const auto trees = Trees::build(ensemble, errors);
    ASSERT_TRUE(trees.has_value()) << seed;
    std::vector<double> contributions(ensemble.features.size());
    for (int row = 0; row < 40; ++row) {
      const auto inputs = random_inputs(random, ensemble.features.size());
      trees->contributions(inputs, contributions);
      double sum = trees->bias(), size = std::abs(std::log(1 / static_cast<double>(ensemble.base_score) - 1)) + 1;
      for (const double contribution : contributions) {
        sum += contribution;
        moved += contribution != 0 ? 1 : 0;
      }
      for (const TreeArrays& tree : ensemble.trees) size += std::abs(static_cast<double>(leaf_of(tree, 0, inputs)));
      const double bound = static_cast<double>(ensemble.trees.size() + 1) * 0x1p-24 * size;
      ASSERT_LE(std::abs(sum - static_cast<double>(trees->margin(inputs))), bound) << seed << " row " << row;
    }
  }
  EXPECT_GT(moved, 20'000U);
}

TEST(RandomTrees, AFeatureThatNoSplitReadsContributesNothing) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    core::SeededRandom random(seed);
    Ensemble ensemble = random_ensemble(random);
    ensemble.features.insert(ensemble.features.end(), {"unread", "unread too"});
    std::vector<core::FieldError> errors;
    const auto trees = Trees::build(ensemble, errors);
    ASSERT_TRUE(trees.has_value()) << seed;
    std::vector<double> contributions(ensemble.features.size());
    trees->contributions(random_inputs(random, ensemble.features.size()), contributions);
    EXPECT_EQ(contributions[contributions.size() - 1], 0.0) << seed;
    EXPECT_EQ(contributions[contributions.size() - 2], 0.0) << seed;
  }
}

std::string random_card(core::SeededRandom& random, std::size_t features) {
  const auto number = [&] { return std::to_string((static_cast<double>(random.below(20'001)) - 10'000) / 1'000); };
  std::string json =
      R"({"format":"tallygate.scorecard/1","name":"random","intercept":)" + number() + R"(,"features":[)";
  for (std::size_t i = 0; i < features; ++i) {
    json += std::string(i == 0 ? "" : ",") + R"({"name":"f)" + std::to_string(i) + R"(","missing":)" + number();
    if (random.below(4) != 0) json += R"(,"reference":)" + number();
    if (random.below(2) == 0) {
      json += R"(,"weight":)" + number() + "}";
      continue;
    }
    json += R"(,"bins":[)";
    const std::size_t bins = random.below(5);
    for (std::size_t bin = 0; bin < bins; ++bin)
      json += R"({"below":)" + std::to_string(bin) + R"(,"points":)" + number() + "},";
    json += R"({"points":)" + number() + "}]}";
  }
  return json + "]}";
}

TEST(RandomScorecards, BiasAndContributionsAddUpToTheMargin) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    core::SeededRandom random(seed);
    const std::size_t features = 1 + random.below(20);
    std::vector<core::FieldError> errors;
    const auto model = Model::read(random_card(random, features), errors);
    ASSERT_NE(model, nullptr) << seed << ": " << errors[0].pointer << " " << errors[0].detail;
    std::vector<double> contributions(features);
    for (int row = 0; row < 40; ++row) {
      auto inputs = random_inputs(random, features);
      for (float& input : inputs) input = std::isinf(input) ? 1e6F : input;
      const double margin = model->score(inputs).margin;
      model->contributions(inputs, contributions);
      double sum = model->bias(), size = std::abs(sum) + 200 * static_cast<double>(features);
      for (const double contribution : contributions) {
        sum += contribution;
        size += std::abs(contribution);
      }
      ASSERT_LE(std::abs(sum - margin), static_cast<double>(2 * features + 1) * 0x1p-52 * size) << seed;
    }
  }
}

}  // namespace
}  // namespace tallygate::risk::model
