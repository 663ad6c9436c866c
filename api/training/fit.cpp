#include "api/training/fit.hpp"

#include <cmath>

#include "api/training/booster.hpp"
#include "api/training/logistic.hpp"
#include "api/training/number_text.hpp"
#include "core/canonical_json.hpp"
#include "core/deterministic_math.hpp"

namespace tallygate::training {
namespace {

// Up to so many rows splits are looked for among all values: histograms of 256 bins lump together the few high values
// of a feature that is mostly zero, which is what many risk features are.
constexpr std::size_t kExactRowsMax = 500'000;

// A feature of the training rows: what standardising takes off and divides by.
struct Scale {
  double mean = 0;
  double deviation = 0;  // 0: all values are the same, and tell nothing
  bool missing = false;  // somewhere
};

std::vector<Scale> scales_of(const Table& table, std::span<const std::uint32_t> rows) {
  std::vector<Scale> scales(table.features.size());
  for (std::size_t f = 0; f < scales.size(); ++f) {
    double sum = 0, squares = 0, count = 0;
    for (const std::uint32_t row : rows) {
      const auto value = static_cast<double>(table.values[row * scales.size() + f]);
      if (std::isnan(value)) continue;
      sum += value;
      ++count;
    }
    const double mean = count > 0 ? sum / count : 0;
    for (const std::uint32_t row : rows) {
      const auto value = static_cast<double>(table.values[row * scales.size() + f]);
      if (!std::isnan(value)) squares += (value - mean) * (value - mean);
    }
    const double deviation = count > 0 ? core::square_root(squares / count) : 0;
    scales[f] = {mean, deviation > 1e-12 * std::abs(mean) ? deviation : 0, count < static_cast<double>(rows.size())};
  }
  return scales;
}

std::vector<std::uint8_t> labels_of(const Table& table, std::span<const std::uint32_t> rows) {
  std::vector<std::uint8_t> labels;
  labels.reserve(rows.size());
  for (const std::uint32_t row : rows) labels.push_back(table.label[row] == RowLabel::positive ? 1 : 0);
  return labels;
}

// The features that tell something, and behind them a column for each of those that may be missing: 1 where it is.
struct Standardised {
  std::vector<std::size_t> features, missing;
  std::vector<double> values;
  std::size_t columns() const { return features.size() + missing.size(); }
};

Standardised standardise(const Table& table, std::span<const std::uint32_t> rows, const std::vector<Scale>& scales) {
  Standardised out;
  for (std::size_t f = 0; f < scales.size(); ++f) {
    if (scales[f].deviation > 0) out.features.push_back(f);
    if (scales[f].missing) out.missing.push_back(f);
  }
  out.values.reserve(rows.size() * out.columns());
  for (const std::uint32_t row : rows) {
    const float* values = &table.values[row * scales.size()];
    for (const std::size_t f : out.features) {
      const auto value = static_cast<double>(values[f]);
      out.values.push_back(std::isnan(value) ? 0 : (value - scales[f].mean) / scales[f].deviation);
    }
    for (const std::size_t f : out.missing) out.values.push_back(std::isnan(values[f]) ? 1 : 0);
  }
  return out;
}

std::string scorecard_json(const Table& table, const std::string& name, const std::vector<Scale>& scales,
                           const Standardised& columns, const LogisticFit& fit) {
  double intercept = fit.intercept;
  std::vector<double> weights(scales.size(), 0), missing(scales.size(), 0);
  for (std::size_t i = 0; i < columns.features.size(); ++i) {
    const std::size_t f = columns.features[i];
    weights[f] = fit.weights[i] / scales[f].deviation;
    missing[f] = weights[f] * scales[f].mean;
    intercept -= missing[f];
  }
  for (std::size_t i = 0; i < columns.missing.size(); ++i)
    missing[columns.missing[i]] += fit.weights[columns.features.size() + i];
  std::string json;
  core::JsonWriter writer(json);
  const auto number = [&](std::string_view key, double value) {
    writer.key(key);
    writer.raw(number_text(value));
  };
  writer.begin_object();
  writer.key("features");
  writer.begin_array();
  for (std::size_t f = 0; f < scales.size(); ++f) {
    writer.begin_object();
    number("missing", missing[f]);
    writer.member("name", table.features[f]);
    number("reference", scales[f].mean);
    number("weight", weights[f]);
    writer.end_object();
  }
  writer.end_array();
  writer.member("format", risk::model::Scorecard::kFormat);
  number("intercept", intercept);
  writer.member("name", name);
  writer.end_object();
  return json + "\n";
}

// What cannot be read cannot be published either: better to hear of it now.
core::Result<Fitted> read_back(std::string json, Parameters parameters) {
  std::vector<core::FieldError> errors;
  auto model = risk::model::Model::read(json, errors);
  if (model == nullptr)
    return core::failure(core::ErrorKind::invalid,
                         "the model that came of it cannot be used: " + errors[0].pointer + ": " + errors[0].detail);
  return Fitted{std::move(json), std::move(model), std::move(parameters)};
}

}  // namespace

core::Result<Fitted> fit_scorecard(const Table& table, std::span<const std::uint32_t> rows, const std::string& name,
                                   const ScorecardRule& rule, const Progress& progress) {
  const auto scales = scales_of(table, rows);
  const auto columns = standardise(table, rows, scales);
  const auto fit = fit_logistic(columns.values, columns.columns(), labels_of(table, rows), rule.l2,
                                [&](std::size_t step) { progress ? progress(step, 0) : void(); });
  if (!fit) return fit.error();
  return read_back(scorecard_json(table, name, scales, columns, *fit),
                   {{"l2", number_text(rule.l2)}, {"steps", std::to_string(fit->steps)}});
}

core::Result<Fitted> fit_trees(const Table& table, std::span<const std::uint32_t> rows, const std::string& name,
                               const TreesRule& rule, const Progress& progress) {
  const std::size_t features = table.features.size();
  std::vector<float> values;
  values.reserve(rows.size() * features);
  for (const std::uint32_t row : rows)
    values.insert(values.end(), table.values.begin() + static_cast<std::ptrdiff_t>(row * features),
                  table.values.begin() + static_cast<std::ptrdiff_t>((row + 1) * features));
  std::vector<float> labels;
  for (const std::uint8_t label : labels_of(table, rows)) labels.push_back(label);
  const auto matrix = Matrix::make(values, features, labels);
  if (!matrix) return matrix.error();
  Parameters parameters = {{"base_score", "0.5"},
                           {"colsample_bytree", number_text(rule.columns)},
                           {"eta", number_text(rule.eta)},
                           {"gamma", number_text(rule.gamma)},
                           {"lambda", number_text(rule.l2)},
                           {"max_depth", std::to_string(rule.depth)},
                           {"min_child_weight", number_text(rule.min_child_weight)},
                           {"objective", "binary:logistic"},
                           {"seed", std::to_string(rule.seed)},
                           {"subsample", number_text(rule.rows)},
                           {"tree_method", rows.size() <= kExactRowsMax ? "exact" : "hist"}};
  auto booster = Booster::train(*matrix, parameters, rule.trees,
                                [&](std::size_t done) { progress ? progress(done, rule.trees) : void(); });
  if (!booster) return booster.error();
  if (auto done = booster->name_features(table.features); !done) return done.error();
  if (auto done = booster->set_attribute("name", name); !done) return done.error();
  auto json = booster->json();
  if (!json) return json.error();
  parameters.emplace_back("trees", std::to_string(rule.trees));
  return read_back(*std::move(json), std::move(parameters));
}

}  // namespace tallygate::training
