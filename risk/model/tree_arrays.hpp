// Gradient-boosted trees as the arrays of XGBoost's file have them, before anything is believed of them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tallygate::risk::model {

// One tree; item i of each array is of node i, node 0 is the root.
struct TreeArrays {
  static constexpr std::int64_t kNone = -1;              // the children of a leaf
  static constexpr std::int64_t kDeleted = 0x7fff'ffff;  // the feature of a node that pruning left behind
  std::vector<std::int64_t> left, right;
  std::vector<std::int64_t> feature;       // of a split
  std::vector<float> condition;            // of a split: less goes left; of a leaf: its value
  std::vector<std::uint8_t> default_left;  // where a missing value goes
  std::vector<float> cover;                // the sum of the hessians that reached it in training
  std::size_t nodes() const { return left.size(); }
};

enum class Objective {
  logistic,       // binary:logistic, reg:logistic: the prediction is the sigmoid of the margin
  squared_error,  // reg:squarederror: the prediction is the margin
};

struct Ensemble {
  std::string name;  // empty where the file has none
  Objective objective = Objective::logistic;
  float base_score = 0.5F;  // as the file has it: of the logistic objectives a probability
  std::vector<std::string> features;
  std::vector<TreeArrays> trees;
};

}  // namespace tallygate::risk::model
