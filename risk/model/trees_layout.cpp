// Builds Trees out of a file's arrays: every node checked, then put where scoring wants it.
#include <algorithm>
#include <cmath>
#include <string>

#include "core/deterministic_math.hpp"
#include "risk/model/trees.hpp"

namespace tallygate::risk::model {
namespace {

// -log(1 / p - 1), each step rounded to a float as XGBoost does; nothing where p is too small for that.
std::optional<float> logit(float p) {
  const float odds_against = 1.0F / p - 1.0F;
  if (!(odds_against > 0) || !std::isfinite(odds_against)) return std::nullopt;
  return -static_cast<float>(core::logarithm(static_cast<double>(odds_against)));
}

}  // namespace

class Trees::Layout {
 public:
  Layout(Trees& trees, const Ensemble& ensemble, std::vector<core::FieldError>& errors)
      : trees_(trees), ensemble_(ensemble), errors_(errors) {}

  bool run() {
    trees_.features_ = static_cast<std::uint32_t>(ensemble_.features.size());
    trees_.trees_ = ensemble_.trees.size();
    if (!base_margin()) return false;
    add_leaf(0.0F);
    trees_.bias_ = static_cast<double>(trees_.base_margin_);
    double largest = std::abs(trees_.bias_);
    for (tree_ = 0; tree_ < ensemble_.trees.size(); ++tree_) {
      const auto root = static_cast<std::uint32_t>(trees_.nodes_.size());
      std::uint32_t depth = 0;
      if (!place(ensemble_.trees[tree_], depth)) return false;
      largest += largest_leaf(ensemble_.trees[tree_], root);
      trees_.bias_ += trees_.means_[root];
      add_root(root, depth);
    }
    if (largest > Limits::kMarginMax) return fail("out_of_range", "", "The leaves add up to more than a float holds.");
    trees_.nodes_.shrink_to_fit();
    trees_.means_.shrink_to_fit();
    return true;
  }

 private:
  struct Placed {
    std::uint32_t from;  // in the file
    std::uint32_t depth;
  };

  bool fail(const char* code, const std::string& where, std::string detail) {
    if (errors_.size() < core::kFieldErrorsMax)
      errors_.push_back({"/learner/gradient_booster/model/trees" + where, code, std::move(detail)});
    return false;
  }
  bool fail_at(const char* code, const char* member, std::size_t node, std::string detail) {
    return fail(code, "/" + std::to_string(tree_) + "/" + member + "/" + std::to_string(node), std::move(detail));
  }

  bool base_margin() {
    trees_.base_margin_ = ensemble_.base_score;
    if (ensemble_.objective == Objective::logistic) {
      const auto margin = logit(ensemble_.base_score);
      if (!margin) {
        errors_.push_back({"/learner/learner_model_param/base_score", "out_of_range",
                           "The base score is so near 0 or 1 that its margin is infinite."});
        return false;
      }
      trees_.base_margin_ = *margin;
    }
    return true;
  }

  void add_leaf(float value) {
    trees_.nodes_.push_back({value, 2 * trees_.features_, static_cast<std::uint32_t>(trees_.nodes_.size())});
    trees_.means_.push_back(static_cast<double>(value));
  }

  void add_root(std::uint32_t root, std::uint32_t depth) {
    if (tree_ % kBeside == 0) trees_.groups_.emplace_back();
    Group& group = trees_.groups_.back();
    group.roots[tree_ % kBeside] = root;
    group.steps = std::max(group.steps, depth);
  }

  // Level by level; each node is reached from its parent alone, so there is no circle, and nothing is shared.
  bool place(const TreeArrays& tree, std::uint32_t& depth) {
    if (tree.nodes() == 0) return fail("bad_value", "/" + std::to_string(tree_), "The tree has no node.");
    const auto first = static_cast<std::uint32_t>(trees_.nodes_.size());
    reached_.assign(tree.nodes(), false);
    order_.assign(1, {0, 0});
    reached_[0] = true;
    for (std::size_t i = 0; i < order_.size(); ++i) {
      const Placed placed = order_[i];
      depth = std::max(depth, placed.depth);
      const std::uint32_t node = placed.from;
      if (!(tree.cover[node] >= 0)) return fail_at("out_of_range", "sum_hessian", node, "A cover is not negative.");
      if (tree.left[node] == TreeArrays::kNone && tree.right[node] == TreeArrays::kNone) {
        add_leaf(tree.condition[node]);
        continue;
      }
      if (!check_split(tree, node)) return false;
      if (placed.depth == Limits::kDepthMax)
        return fail_at("too_many", "left_children", node,
                       "A tree must not be deeper than " + std::to_string(Limits::kDepthMax) + ".");
      const auto input = static_cast<std::uint32_t>(tree.feature[node]);
      const auto children = first + static_cast<std::uint32_t>(order_.size());
      trees_.nodes_.push_back({tree.condition[node], 2 * input + tree.default_left[node], children});
      trees_.means_.push_back(0);
      if (!reach(tree, node, "left_children", tree.left[node], placed.depth + 1) ||
          !reach(tree, node, "right_children", tree.right[node], placed.depth + 1))
        return false;
    }
    fill_means(tree, first);
    return all_reached(tree);
  }

  bool check_split(const TreeArrays& tree, std::uint32_t node) {
    if (tree.feature[node] >= 0 && tree.feature[node] < static_cast<std::int64_t>(trees_.features_)) return true;
    return fail_at("out_of_range", "split_indices", node, "There is no such feature.");
  }

  bool reach(const TreeArrays& tree, std::uint32_t parent, const char* member, std::int64_t child,
             std::uint32_t depth) {
    if (child < 0 || child >= static_cast<std::int64_t>(tree.nodes()))
      return fail_at("out_of_range", member, parent, "There is no such node.");
    const auto node = static_cast<std::uint32_t>(child);
    if (reached_[node]) return fail_at("bad_value", member, parent, "The node is the child of another, or the root.");
    reached_[node] = true;
    order_.push_back({node, depth});
    return true;
  }

  bool all_reached(const TreeArrays& tree) {
    for (std::size_t node = 0; node < tree.nodes(); ++node) {
      if (!reached_[node] && tree.feature[node] != TreeArrays::kDeleted)
        return fail_at("bad_value", "split_indices", node, "The node is no other's child, and not marked as deleted.");
    }
    return true;
  }

  // Children stand behind their parent.
  void fill_means(const TreeArrays& tree, std::uint32_t first) {
    for (std::size_t i = order_.size(); i-- > 0;) {
      const std::uint32_t node = order_[i].from;
      if (tree.left[node] == TreeArrays::kNone) continue;
      const std::uint32_t left = trees_.nodes_[first + i].left;
      const auto left_cover = static_cast<double>(tree.cover[static_cast<std::size_t>(tree.left[node])]);
      const auto right_cover = static_cast<double>(tree.cover[static_cast<std::size_t>(tree.right[node])]);
      const double all = left_cover + right_cover;
      const double share = all > 0 ? left_cover / all : 0.5;
      trees_.means_[first + i] = share * trees_.means_[left] + (1 - share) * trees_.means_[left + 1];
    }
  }

  double largest_leaf(const TreeArrays& tree, std::uint32_t first) const {
    double largest = 0;
    for (std::size_t i = 0; i < order_.size(); ++i) {
      if (tree.left[order_[i].from] == TreeArrays::kNone)
        largest = std::max(largest, std::abs(static_cast<double>(trees_.nodes_[first + i].split)));
    }
    return largest;
  }

  Trees& trees_;
  const Ensemble& ensemble_;
  std::vector<core::FieldError>& errors_;
  std::size_t tree_ = 0;
  std::vector<bool> reached_;
  std::vector<Placed> order_;  // of the present tree, as its nodes are placed
};

std::optional<Trees> Trees::build(const Ensemble& ensemble, std::vector<core::FieldError>& errors) {
  Trees trees;
  if (!Layout(trees, ensemble, errors).run()) return std::nullopt;
  return trees;
}

}  // namespace tallygate::risk::model
