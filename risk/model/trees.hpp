// Gradient-boosted trees, laid out to be scored before every commit: about a microsecond for 100 of depth 6
// (docs/performance.md). Immutable, and so for any number of threads; nothing is allocated after it is built.
//
// A margin is what libxgboost computes, bit for bit: floats, added in the order of the trees, beginning with the base
// margin. XGBoost gets the base margin of a logistic objective from the C library's logf, which differs from the
// nearest float in the last bit for one base score in two hundred; here it is the nearest float on every machine. At
// 0.5, XGBoost's default, it is zero for both.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/fields.hpp"
#include "risk/model/limits.hpp"
#include "risk/model/tree_arrays.hpp"

namespace tallygate::risk::model {

class Trees {
 public:
  // Nothing, with errors by pointer, where a child or a feature leads nowhere, nodes go in a circle or are reached
  // twice or never, or a limit is passed.
  static std::optional<Trees> build(const Ensemble& ensemble, std::vector<core::FieldError>& errors);

  // `inputs`: features() values in the order of the file's names. NaN is a missing value and goes where the split says;
  // infinities are beyond every split.
  float margin(std::span<const float> inputs) const;

  // What each feature moved the margin by (Saabas 2014; XGBoost's approx_contribs): along each tree's path the
  // difference of the means of child and node, given to the feature of the split. Fills features() of `contributions`.
  // bias() and these add up to margin() but for its rounding: at most (trees + 1) * 2^-24 * (|base| + the sum of
  // |leaf| over the trees).
  void contributions(std::span<const float> inputs, std::span<double> contributions) const;
  double bias() const { return bias_; }  // the mean margin of the training data

  std::size_t features() const { return features_; }
  std::size_t trees() const { return trees_; }
  std::size_t bytes() const;  // of memory

 private:
  // Nodes of a tree level by level, so that a right child stands behind the left one. Each input has two slots: in the
  // even one a missing value is greater than every split, in the odd one less. A leaf reads the last slot, which is
  // less than any value, and its left child is itself: going on from there is no special case and no branch.
  struct Node {
    float split;  // of a leaf: its value
    std::uint32_t slot;
    std::uint32_t left;  // in nodes_
  };
  static_assert(sizeof(Node) == 12);
  // So many trees are walked side by side: each step of one waits for memory while the others go on.
  static constexpr std::size_t kBeside = 8;
  static constexpr std::size_t kSlotsMax = 2 * Limits::kFeaturesMax + 1;
  struct Group {
    std::array<std::uint32_t, kBeside> roots{};  // behind the last tree: node 0, a leaf that adds nothing
    std::uint32_t steps = 0;
  };

  class Layout;  // trees_layout.cpp
  void fill_slots(std::span<const float> inputs, float* slots) const;
  template <class Step>
  std::array<std::uint32_t, kBeside> walk(const Group& group, const float* slots, Step step) const;

  std::vector<Node> nodes_;
  std::vector<double> means_;  // of the margins below each node, weighted by cover
  std::vector<Group> groups_;
  std::size_t trees_ = 0;
  float base_margin_ = 0;
  double bias_ = 0;
  std::uint32_t features_ = 0;
};

}  // namespace tallygate::risk::model
