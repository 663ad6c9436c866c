#include "bench/play/tally.hpp"

#include <algorithm>

namespace tallygate::play {

std::int64_t Tally::latency_ns(double quantile) {
  if (latencies_ns.empty()) return 0;
  if (!std::is_sorted(latencies_ns.begin(), latencies_ns.end())) std::sort(latencies_ns.begin(), latencies_ns.end());
  const auto at = static_cast<std::size_t>(quantile * static_cast<double>(latencies_ns.size() - 1));
  return latencies_ns[at];
}

}  // namespace tallygate::play
