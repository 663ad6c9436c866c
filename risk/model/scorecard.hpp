// A logistic scorecard: an intercept and, for each feature, points that a person can read. Immutable, and so for any
// number of threads; nothing is allocated to score.
//
// Its file is JSON:
//
//   {"format": "tallygate.scorecard/1", "name": "payments", "intercept": -4.2, "features": [
//     {"name": "amount", "weight": 0.013, "reference": 52.5, "missing": 0},
//     {"name": "declines_1h", "bins": [{"below": 1, "points": -0.2}, {"below": 3, "points": 0.6}, {"points": 2.1}],
//      "reference": -0.1, "missing": 0.4}]}
//
// A feature has a weight, and adds weight * value; or bins in ascending order, and adds the points of the first one
// whose `below` is greater than the value; the last bin has no `below`. Where the value is missing it adds `missing`.
// `reference` is what a contribution is measured from: with a weight the feature's usual value, with bins its usual
// points; 0 where it is absent. `missing` is required: nothing else says what a missing value is worth.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "risk/model/json_value.hpp"

namespace tallygate::risk::model {

struct ScorecardBin {
  double below = 0;  // infinity in the last
  double points = 0;
};

struct ScorecardFeature {
  std::string name;
  double weight = 0;  // where there are no bins
  std::vector<ScorecardBin> bins;
  double missing = 0;
  double reference = 0;
};

class Scorecard {
 public:
  static constexpr std::string_view kFormat = "tallygate.scorecard/1";

  // Nothing, with errors by pointer, where the file is not as above or past a limit.
  static std::optional<Scorecard> read(const JsonValue& root);

  // The logarithm of the odds: doubles, added in the order of the features, beginning with the intercept. NaN is a
  // missing value; infinities count as the largest float.
  double margin(std::span<const float> inputs) const;
  // points - the reference's points for each feature. bias() and these add up to margin() but for the rounding of
  // doubles: at most (2 * features + 1) * 2^-52 * (|intercept| + the sum of |points| + |reference's points|).
  void contributions(std::span<const float> inputs, std::span<double> contributions) const;
  double bias() const;

  const std::string& name() const { return name_; }
  const std::vector<ScorecardFeature>& features() const { return features_; }

 private:
  std::string name_;
  double intercept_ = 0;
  std::vector<ScorecardFeature> features_;
};

}  // namespace tallygate::risk::model
