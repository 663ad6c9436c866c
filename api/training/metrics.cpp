#include "api/training/metrics.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>

#include "core/random.hpp"

namespace tallygate::training {
namespace {

struct Values {
  double auc = 0, average_precision = 0, recall_0_1 = 0, recall_1 = 0, card_precision = 0;
};
constexpr std::array kFigures = {&Values::auc, &Values::average_precision, &Values::recall_0_1, &Values::recall_1,
                                 &Values::card_precision};

class Ranking {
 public:
  explicit Ranking(const Scored& scored) : scored_(scored), falling_(scored.score.size()) {
    std::iota(falling_.begin(), falling_.end(), 0U);
    std::ranges::sort(falling_, [&](std::uint32_t a, std::uint32_t b) {
      return scored.score[a] != scored.score[b] ? scored.score[a] > scored.score[b] : a < b;
    });
    rank_days();
  }

  std::size_t days() const { return days_.size(); }

  // Each entity counts as often as `times` says. Nothing where one of the labels is not among them.
  std::optional<Values> values(const std::vector<std::uint32_t>& times, std::size_t k) const {
    double positives = 0, negatives = 0;
    for (std::size_t row = 0; row < scored_.score.size(); ++row)
      (scored_.positive[row] != 0 ? positives : negatives) += times[scored_.entity[row]];
    if (positives == 0 || negatives == 0) return std::nullopt;
    Values values;
    double hits = 0, alarms = 0;
    for (std::size_t i = 0; i < falling_.size();) {
      const double score = scored_.score[falling_[i]];
      double more_hits = 0, more_alarms = 0;
      for (; i < falling_.size() && scored_.score[falling_[i]] == score; ++i) {
        const std::uint32_t row = falling_[i];
        (scored_.positive[row] != 0 ? more_hits : more_alarms) += times[scored_.entity[row]];
      }
      values.auc += more_alarms * (hits + more_hits / 2);
      hits += more_hits;
      alarms += more_alarms;
      if (more_hits > 0) values.average_precision += more_hits / positives * (hits / (hits + alarms));
      if (alarms <= 0.001 * negatives) values.recall_0_1 = hits / positives;
      if (alarms <= 0.01 * negatives) values.recall_1 = hits / positives;
    }
    values.auc /= positives * negatives;
    if (k > 0) values.card_precision = card_precision(times, k);
    return values;
  }

 private:
  struct Card {
    std::uint32_t entity;
    double score;
    bool positive;
  };

  // Of each day its entities, the highest score first; equal ones as they came into the table.
  void rank_days() {
    std::map<std::int32_t, std::vector<Card>> days;
    std::map<std::pair<std::int32_t, std::uint32_t>, std::size_t> places;
    for (std::size_t row = 0; row < scored_.score.size(); ++row) {
      auto& cards = days[scored_.day[row]];
      const auto [place, is_new] = places.try_emplace({scored_.day[row], scored_.entity[row]}, cards.size());
      if (is_new) cards.push_back({scored_.entity[row], scored_.score[row], false});
      Card& card = cards[place->second];
      card.score = std::max(card.score, scored_.score[row]);
      card.positive = card.positive || scored_.positive[row] != 0;
    }
    for (auto& [day, cards] : days) {
      std::ranges::sort(cards, [](const Card& a, const Card& b) {
        return a.score != b.score ? a.score > b.score : a.entity < b.entity;
      });
      days_.push_back(std::move(cards));
    }
  }

  double card_precision(const std::vector<std::uint32_t>& times, std::size_t k) const {
    std::vector<bool> found(scored_.entities, false);
    double sum = 0;
    for (const auto& cards : days_) {
      std::size_t looked_at = 0, hits = 0;
      for (const Card& card : cards) {
        if (looked_at == k) break;
        if (found[card.entity]) continue;
        const std::size_t count = std::min<std::size_t>(times[card.entity], k - looked_at);
        looked_at += count;
        if (!card.positive || count == 0) continue;
        hits += count;
        found[card.entity] = true;
      }
      sum += static_cast<double>(hits) / static_cast<double>(k);
    }
    return days_.empty() ? 0 : sum / static_cast<double>(days_.size());
  }

  const Scored& scored_;
  std::vector<std::uint32_t> falling_;
  std::vector<std::vector<Card>> days_;
};

// The entities that rows are of: the others are not drawn.
std::vector<std::uint32_t> entities_of(const Scored& scored) {
  std::vector<std::uint32_t> entities = scored.entity;
  std::ranges::sort(entities);
  const auto repeated = std::ranges::unique(entities);
  entities.erase(repeated.begin(), repeated.end());
  return entities;
}

Figure figure(double value, std::vector<double> replicates) {
  if (replicates.empty()) return {value, value, value};
  std::ranges::sort(replicates);
  const std::size_t beyond = (replicates.size() - 1) / 40;  // 2.5 % at either end
  return {value, replicates[beyond], replicates[replicates.size() - 1 - beyond]};
}

}  // namespace

std::optional<Metrics> measure(const Scored& scored, const MetricsRule& rule,
                               const std::function<void(std::size_t)>& after_replicate) {
  const Ranking ranking(scored);
  std::vector<std::uint32_t> times(scored.entities, 1);
  const auto whole = ranking.values(times, rule.card_precision_k);
  if (!whole) return std::nullopt;

  const auto entities = entities_of(scored);
  core::SeededRandom random(rule.seed);
  std::array<std::vector<double>, kFigures.size()> replicates;
  for (std::size_t done = 0; done < rule.replicates; ++done) {
    std::ranges::fill(times, 0U);
    for (std::size_t i = 0; i < entities.size(); ++i) ++times[entities[random.below(entities.size())]];
    if (const auto values = ranking.values(times, rule.card_precision_k)) {
      for (std::size_t f = 0; f < kFigures.size(); ++f) replicates[f].push_back((*values).*kFigures[f]);
    }
    if (after_replicate) after_replicate(done + 1);
  }

  Metrics metrics;
  metrics.rows = scored.score.size();
  metrics.positives = static_cast<std::size_t>(std::ranges::count(scored.positive, 1));
  metrics.days = ranking.days();
  metrics.auc = figure(whole->auc, std::move(replicates[0]));
  metrics.average_precision = figure(whole->average_precision, std::move(replicates[1]));
  metrics.recall_at_0_1_percent = figure(whole->recall_0_1, std::move(replicates[2]));
  metrics.recall_at_1_percent = figure(whole->recall_1, std::move(replicates[3]));
  if (rule.card_precision_k > 0) metrics.card_precision = figure(whole->card_precision, std::move(replicates[4]));
  return metrics;
}

}  // namespace tallygate::training
