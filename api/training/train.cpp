#include "api/training/train.hpp"

#include <algorithm>
#include <cmath>

#include "core/hash.hpp"

namespace tallygate::training {
namespace {

std::span<const float> inputs_of(const Table& table, std::uint32_t row) {
  return std::span(table.values).subspan(row * table.features.size(), table.features.size());
}

Scored score(const Table& table, const std::vector<std::uint32_t>& rows, const risk::model::Model& model) {
  Scored scored;
  scored.entities = table.entities;
  for (const std::uint32_t row : rows) {
    scored.score.push_back(model.score(inputs_of(table, row)).margin);
    scored.positive.push_back(table.label[row] == RowLabel::positive ? 1 : 0);
    scored.entity.push_back(table.entity[row]);
    scored.day.push_back(core::date_of(table.at[row]).days_since_epoch);
  }
  return scored;
}

std::vector<CardFeature> features_of(const Table& table, const std::vector<std::uint32_t>& rows,
                                     const risk::model::Model& model) {
  std::vector<CardFeature> features(table.features.size());
  std::vector<double> contributions(features.size());
  std::vector<std::size_t> present(features.size());
  for (const std::uint32_t row : rows) {
    const auto inputs = inputs_of(table, row);
    model.contributions(inputs, contributions);
    for (std::size_t f = 0; f < features.size(); ++f) {
      CardFeature& feature = features[f];
      feature.contribution += std::abs(contributions[f]);
      if (std::isnan(inputs[f])) continue;
      const auto value = static_cast<double>(inputs[f]);
      feature.low = present[f] == 0 ? value : std::min(feature.low, value);
      feature.high = present[f] == 0 ? value : std::max(feature.high, value);
      feature.mean += value;
      ++present[f];
    }
  }
  const auto all = static_cast<double>(rows.size());
  for (std::size_t f = 0; f < features.size(); ++f) {
    features[f].name = table.features[f];
    features[f].contribution /= all;
    features[f].missing = 1 - static_cast<double>(present[f]) / all;
    if (present[f] > 0) features[f].mean /= static_cast<double>(present[f]);
  }
  return features;
}

CardRows describe(const Table& table, const RowSet& set, const Span& span) {
  CardRows rows;
  rows.span = span;
  rows.rows = set.rows.size();
  rows.positives = set.positives;
  rows.unlabelled = set.unlabelled;
  rows.not_yet_known = set.not_yet_known;
  rows.left_out = set.left_out;
  if (!set.rows.empty()) {
    rows.first_key = table.keys[set.rows.front()];
    rows.last_key = table.keys[set.rows.back()];
  }
  return rows;
}

}  // namespace

core::Result<Trained> train(std::string_view csv, const TrainRule& rule, const StageProgress& progress) {
  const auto at_stage = [&](std::string_view stage) {
    return [&progress, stage](std::size_t done, std::size_t total) {
      if (progress) progress(stage, done, total);
    };
  };
  const auto table = read_table(csv, rule.columns);
  if (!table) return table.error();
  const auto rows = split(*table, rule.split);
  if (!rows) return rows.error();
  const auto* trees = std::get_if<TreesRule>(&rule.kind);
  auto fitted = trees != nullptr ? fit_trees(*table, rows->train.rows, rule.name, *trees, at_stage("fit"))
                                 : fit_scorecard(*table, rows->train.rows, rule.name,
                                                 std::get<ScorecardRule>(rule.kind), at_stage("fit"));
  if (!fitted) return fitted.error();

  Card card;
  card.name = rule.name;
  card.kind = trees != nullptr ? "trees" : "scorecard";
  card.model = fitted->model->hash();
  card.table = core::sha256(csv);
  card.table_rows = table->rows();
  card.as_of = rule.split.as_of;
  card.leave_out_known = rule.split.leave_out_known;
  card.parameters = fitted->parameters;
  std::ranges::sort(card.parameters);
  card.features = features_of(*table, rows->train.rows, *fitted->model);
  card.rule = rule.metrics;
  if (rule.columns.entity.empty()) card.rule.card_precision_k = 0;
  card.train = describe(*table, rows->train, rule.split.train);
  card.test = describe(*table, rows->test, rule.split.test);
  MetricsRule once = card.rule;
  once.replicates = 0;
  card.train.metrics = measure(score(*table, rows->train.rows, *fitted->model), once);
  const auto stage = at_stage("test");
  card.test.metrics = measure(score(*table, rows->test.rows, *fitted->model), card.rule,
                              [&](std::size_t done) { stage(done, card.rule.replicates); });
  return Trained{std::move(fitted->json), std::move(card)};
}

}  // namespace tallygate::training
