// Fits a model to rows of a table, as the file that risk/model reads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "api/training/table.hpp"
#include "core/result.hpp"
#include "risk/model/model.hpp"

namespace tallygate::training {

struct ScorecardRule {
  double l2 = 1;  // of standardised features: logistic.hpp
};

struct TreesRule {  // XGBoost's parameters; the defaults are cautious, for thousands of positives at most
  std::uint32_t trees = 100, depth = 4;
  double eta = 0.1, l2 = 1, gamma = 0, min_child_weight = 1;
  double rows = 1, columns = 1;  // the share of them that a tree is grown from (subsample, colsample_bytree)
  std::uint64_t seed = 1;
};

using Progress = std::function<void(std::size_t done, std::size_t total)>;  // a total of 0 is not known
using Parameters = std::vector<std::pair<std::string, std::string>>;

struct Fitted {
  std::string json;
  std::shared_ptr<const risk::model::Model> model;  // read back from it
  Parameters parameters;                            // what it was fitted with, for the card
};

// A missing value counts as the mean, and where one was missing in training also has points of its own. Each feature's
// reference is its mean.
core::Result<Fitted> fit_scorecard(const Table& table, std::span<const std::uint32_t> rows, const std::string& name,
                                   const ScorecardRule& rule, const Progress& progress = {});
// Grown by libxgboost, beginning with a base score of 0.5, whose margin is zero on every machine. Splits are looked for
// among all values, beyond 500,000 rows among 256 bins of them.
core::Result<Fitted> fit_trees(const Table& table, std::span<const std::uint32_t> rows, const std::string& name,
                               const TreesRule& rule, const Progress& progress = {});

}  // namespace tallygate::training
