// How well scores rank what turned out positive. Intervals are of a bootstrap over entities (Efron 1979; whole entities
// are drawn, because the rows of one are alike), seeded: the same rows give the same intervals.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace tallygate::training {

struct Scored {  // one item a row
  std::vector<double> score;
  std::vector<std::uint8_t> positive;
  std::vector<std::uint32_t> entity;  // below `entities`
  std::vector<std::int32_t> day;
  std::size_t entities = 0;
};

struct Figure {
  double value = 0;
  double low = 0, high = 0;  // the middle 95 % of the replicates; the value where there are none
};

struct Metrics {
  std::size_t rows = 0, positives = 0;
  Figure auc;                // area under the ROC curve; equal scores count half
  Figure average_precision;  // the sum of (recall - recall before) * precision over the scores, falling
  Figure recall_at_0_1_percent, recall_at_1_percent;  // of false positives: the most that a threshold reaches
  // Card precision top-k (Fraud Detection Handbook, chapter 4): of the k entities with the highest score of a day, the
  // share that had a positive that day; the mean over the days. An entity that was found is left out afterwards.
  std::optional<Figure> card_precision;
  std::size_t days = 0;
};

struct MetricsRule {
  std::size_t card_precision_k = 0;  // 0: none
  std::size_t replicates = 1'000;
  std::uint64_t seed = 1;
};

// Nothing where there are not both labels. `after_replicate` is called with the number of those that are done.
std::optional<Metrics> measure(const Scored& scored, const MetricsRule& rule,
                               const std::function<void(std::size_t)>& after_replicate = {});

}  // namespace tallygate::training
