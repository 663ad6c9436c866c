// A table in, a model and its card out.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "api/training/card.hpp"
#include "api/training/fit.hpp"
#include "api/training/split.hpp"
#include "api/training/table.hpp"

namespace tallygate::training {

struct TrainRule {
  std::string name;
  Columns columns;
  SplitRule split;
  std::variant<ScorecardRule, TreesRule> kind;
  MetricsRule metrics;  // card precision only where there is a column of entities
};

struct Trained {
  std::string json;
  Card card;
};

// Says what is done now; one of it is not known where `total` is 0.
using StageProgress = std::function<void(std::string_view stage, std::size_t done, std::size_t total)>;

// The same table and rule give the same bytes. An error where the table is not as it must be, the split looks into the
// future or lacks a label, or what was fitted is past a limit of risk/model.
core::Result<Trained> train(std::string_view csv, const TrainRule& rule, const StageProgress& progress = {});

}  // namespace tallygate::training
