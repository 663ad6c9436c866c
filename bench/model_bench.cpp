// What a score costs: 100 trees of depth 6 over 30 features, a row at a time and in any order, ours beside libxgboost's
// prediction in place; reasons; and a scorecard of as many features. Prints a figure a line, `name value unit`.
#include <time.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "api/training/booster.hpp"
#include "bench/figures.hpp"
#include "core/random.hpp"
#include "risk/model/model.hpp"

namespace tallygate {
namespace {

using risk::model::Model;
using training::Booster;
using training::Matrix;

constexpr std::size_t kFeatures = 30, kTrainingRows = 20'000, kRows = 4'096;

std::vector<float> draw_rows(core::SeededRandom& random, std::size_t rows) {
  std::vector<float> values(rows * kFeatures);
  for (float& value : values) {
    value = random.below(10) == 0 ? std::numeric_limits<float>::quiet_NaN()
                                  : static_cast<float>(random.below(1'000'000)) / 1e6F;
  }
  return values;
}

Booster grown(core::SeededRandom& random) {
  const auto values = draw_rows(random, kTrainingRows);
  std::vector<float> labels;
  for (std::size_t row = 0; row < kTrainingRows; ++row) {
    float sum = static_cast<float>(random.below(1'000)) / 500.0F;
    for (std::size_t f = 0; f + 1 < kFeatures; f += 2) {
      const float a = values[row * kFeatures + f], b = values[row * kFeatures + f + 1];
      sum += std::isnan(a) || std::isnan(b) ? 0.2F : a * b;
    }
    labels.push_back(sum > 4.75F ? 1.0F : 0.0F);
  }
  auto matrix = Matrix::make(values, kFeatures, labels);
  auto booster = Booster::train(matrix.value(),
                                {{"objective", "binary:logistic"}, {"max_depth", "6"}, {"tree_method", "hist"}}, 100);
  std::vector<std::string> names;
  names.reserve(kFeatures);
  for (std::size_t f = 0; f < kFeatures; ++f) names.push_back("feature_" + std::to_string(f));
  if (!booster.ok() || !booster->name_features(names).ok()) bench::give_up("libxgboost grew no trees");
  return std::move(booster).value();
}

std::shared_ptr<const Model> read(const std::string& json) {
  std::vector<core::FieldError> errors;
  auto model = Model::read(json, errors);
  if (model == nullptr) bench::give_up(errors[0].pointer + ": " + errors[0].detail);
  return model;
}

std::string scorecard() {
  std::string json = R"({"format":"tallygate.scorecard/1","name":"bench","intercept":-4.0,"features":[)";
  for (std::size_t f = 0; f < kFeatures; ++f) {
    json += (f == 0 ? "" : ",") + std::string(R"({"name":"feature_)") + std::to_string(f) + R"(","missing":0.1,)";
    json += f % 2 == 0 ? R"("weight":0.7})"
                       : R"("bins":[{"below":0.2,"points":-1},{"below":0.5,"points":0},{"below":0.8,"points":0.5},)"
                         R"({"points":1}]})";
  }
  return json + "]}";
}

double processor_ns() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) * 1e9 + static_cast<double>(t.tv_nsec);
}

// Processor time of the best of a few rounds over all rows: what the code costs, not what else the machine does.
template <class F>
double best_ns(int rounds, F score_row) {
  double best = 1e18;
  for (int round = 0; round < rounds; ++round) {
    const double start = processor_ns();
    for (std::size_t row = 0; row < kRows; ++row) score_row(row);
    best = std::min(best, (processor_ns() - start) / kRows);
  }
  return best;
}

void run() {
  core::SeededRandom random(1);
  Booster booster = grown(random);
  const std::string json = booster.json().value();
  const auto model = read(json), card = read(scorecard());
  const auto values = draw_rows(random, kRows);
  const auto inputs = [&](std::size_t row) { return std::span(values).subspan(row * kFeatures, kFeatures); };

  double sum = 0;
  std::array<double, kFeatures> contributions{};
  std::array<risk::model::Reason, 4> reasons{};
  const double ours = best_ns(100, [&](std::size_t row) { sum += model->score(inputs(row)).prediction; });
  const double theirs =
      best_ns(5, [&](std::size_t row) { sum += static_cast<double>(booster.margin_in_place(inputs(row)).value()); });
  const double explained = best_ns(50, [&](std::size_t row) {
    model->contributions(inputs(row), contributions);
    sum += static_cast<double>(strongest_reasons(contributions, reasons)) + reasons[0].contribution;
  });
  const double carded = best_ns(100, [&](std::size_t row) { sum += card->score(inputs(row)).prediction; });
  bench::figure("model_file", static_cast<double>(json.size()), "bytes");
  bench::figure("model_memory", static_cast<double>(model->trees()->bytes()), "bytes");
  bench::figure("model_score_100x6", ours, "ns");
  bench::figure("model_score_libxgboost", theirs, "ns");
  bench::figure("model_score_ratio", theirs / ours, "times");
  bench::figure("model_reasons_100x6", explained, "ns");
  bench::figure("model_score_scorecard", carded, "ns");
  if (!std::isfinite(sum)) bench::give_up("a score is not finite");
}

}  // namespace
}  // namespace tallygate

int main() {
  tallygate::run();
}
