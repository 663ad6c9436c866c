#include "api/capacity/growth_of_runs.hpp"

#include <algorithm>
#include <numeric>

#include "eventstore/run_layout.hpp"
#include "eventstore/run_set.hpp"

namespace tallygate::capacity {
namespace {

// Of each file beside its entries: so four runs that became one are a little less than four.
constexpr double kRunFileBytes = eventstore::kRunMagic.size() + eventstore::kRunFooterBytes;

}  // namespace

// As eventstore::grown().
void GrowthOfRuns::add(double bytes) {
  only_before_ = 0;
  if (bytes <= 0) return;
  std::size_t merged = 0;
  double all = bytes;
  while (merged < runs_.size() && runs_[merged] < static_cast<double>(eventstore::kRunTierFactor) * all)
    all += runs_[merged++] - kRunFileBytes;
  only_before_ = std::accumulate(runs_.begin(), runs_.begin() + static_cast<std::ptrdiff_t>(merged), 0.0);
  runs_.erase(runs_.begin(), runs_.begin() + static_cast<std::ptrdiff_t>(merged));
  runs_.insert(runs_.begin(), all);
  merged_max_ = std::max(merged_max_, all);
}

double GrowthOfRuns::newest() const {
  return std::accumulate(runs_.begin(), runs_.end(), 0.0);
}

double GrowthOfRuns::kept() const {
  return newest() + only_before_;
}

}  // namespace tallygate::capacity
