// What the sorted runs beside the state checkpoints take on the disk as they are merged (eventstore/run_set.hpp): the
// set of the newest checkpoint, and of the one before it what the newest no longer has.
#pragma once

#include <cstdint>
#include <vector>

namespace tallygate::capacity {

class GrowthOfRuns {
 public:
  void add(double bytes);  // a checkpoint's; 0 adds none
  double kept() const;     // the newest set and what only the one before has
  double newest() const;
  double merged_max() const { return merged_max_; }  // the largest run written so far: it stands beside the others

 private:
  std::vector<double> runs_;  // newest first
  double only_before_ = 0;
  double merged_max_ = 0;
};

}  // namespace tallygate::capacity
