// A scoring model: gradient-boosted trees in XGBoost's own JSON (xgboost_json.hpp), or a logistic scorecard
// (scorecard.hpp). It is read when it is published and scored in process before a commit: const, for any number of
// threads, without an allocation.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/bytes.hpp"
#include "risk/model/scorecard.hpp"
#include "risk/model/trees.hpp"

namespace tallygate::risk::model {

struct Score {
  // Trees: libxgboost's margin (output_margin), a float. Scorecard: the logarithm of the odds.
  double margin = 0;
  // Of the logistic objectives and of scorecards the probability, 1 / (1 + exp(-margin)) by
  // core/deterministic_math.hpp, the same bits on every machine; libxgboost's own lies within two units in the last
  // place of a float. Of reg:squarederror the margin.
  double prediction = 0;
};

struct Reason {
  std::uint32_t feature = 0;  // in features()
  double contribution = 0;    // to the margin; > 0
};

class Model {
 public:
  // Nothing, and at least one error by JSON pointer (at most core::kFieldErrorsMax), where the file is no such model.
  // Numbers that only an input could make infinite cannot be in a model: whatever the inputs, a score is finite.
  static std::shared_ptr<const Model> read(std::string_view json, std::vector<core::FieldError>& errors);

  const core::Digest& hash() const { return hash_; }  // SHA-256 of the file
  const std::string& name() const { return name_; }   // empty where an XGBoost file has no attribute `name`
  // The inputs by name, in the order in which their values are given. A value that there is not is NaN.
  const std::vector<std::string>& features() const { return features_; }
  const Trees* trees() const { return std::get_if<Trees>(&scorer_); }
  const Scorecard* scorecard() const { return std::get_if<Scorecard>(&scorer_); }

  Score score(std::span<const float> inputs) const;

  // How far each feature moved the margin away from bias(): trees.hpp and scorecard.hpp say how, and how nearly these
  // and bias() add up to the margin. Costs about two scores.
  void contributions(std::span<const float> inputs, std::span<double> contributions) const;
  double bias() const;

 private:
  Model(std::variant<Trees, Scorecard> scorer, std::vector<std::string> features)
      : scorer_(std::move(scorer)), features_(std::move(features)) {}

  std::variant<Trees, Scorecard> scorer_;
  std::vector<std::string> features_;
  std::string name_;
  core::Digest hash_{};
  bool logistic_ = true;
};

// The features that raised the score most, the largest first, equal ones in the order of the features; at most
// reasons.size() of them, and none that lowered it or left it where it was. Returns how many.
std::size_t strongest_reasons(std::span<const double> contributions, std::span<Reason> reasons);

// 1 / (1 + exp(-margin)), the same bits on every machine.
double probability_of(double margin);

}  // namespace tallygate::risk::model
