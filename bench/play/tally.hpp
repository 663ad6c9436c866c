// What the player counts while it plays: outcomes, what each signal hit against the labels, splits, latencies.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tallygate::play {

struct SignalCount {
  std::uint64_t abuse = 0, ordinary = 0;
};
// Stopped: challenged, held or blocked. A declined payment and a login with the wrong password had failed outside
// already: all that risk can do is to see them.
struct EpisodeCount {
  std::uint64_t failed_outside = 0, of_those_seen = 0;
  std::uint64_t could_succeed = 0, stopped = 0;
  std::map<std::string, std::uint64_t> by;  // reason code -> attempts it was a reason of
};

struct Tally {
  std::map<std::string, std::map<std::string, std::uint64_t>> outcomes;  // operation -> outcome -> n
  std::map<std::string, SignalCount> signals;
  std::map<std::string, EpisodeCount> episodes;
  std::uint64_t ordinary_attempts = 0, ordinary_stopped = 0;
  std::map<std::string, std::int64_t> split;  // "fee", "level 1", … -> minor units paid out at completion
  std::map<int, std::uint64_t> statuses;
  std::map<std::string, std::uint64_t> refused;  // problem code -> n
  std::vector<std::int64_t> latencies_ns;
  std::uint64_t lines = 0;
  double seconds = 0;  // in which lines were sent and answered

  std::int64_t latency_ns(double quantile);  // sorts once asked
};

}  // namespace tallygate::play
