// A seeded run of the whole inside of the server on one thread: random clients, a clock that jumps, a disk that fails,
// a process that dies; compared with the model step by step. The same seed is the same run, to the byte.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "core/operation.hpp"
#include "core/outcome.hpp"
#include "core/record_type.hpp"
#include "tests/simulation/memory_log.hpp"

namespace tallygate::simulation {

struct Options {
  int steps = 500;
  bool lying_disk = false;  // loses what it said was synced: a run on it must end in a difference
};

struct Difference {
  std::uint64_t seed = 0;
  int step = 0;
  std::string what;
};

// What runs have reached: a simulation that never gets anywhere finds nothing.
struct Reached {
  std::uint64_t commands = 0, records = 0, refusals = 0, replays = 0, reads = 0, dry_runs = 0, crashes = 0,
                failed_commits = 0, dropped = 0, survived = 0, quarantined = 0, checkpoints = 0, lost_files = 0,
                left_memory = 0;  // entries of runs of objects
  std::map<core::RecordType, std::uint64_t> types;
  std::map<core::Code, std::uint64_t> codes;
  // What was asked, and how it was answered: the code of a refusal; ok, held, challenged, approval_required.
  std::map<std::pair<core::Operation, std::string>, std::uint64_t> outcomes;
  std::set<Fault> faults;
  std::set<std::string> met;  // what no answer tells of, as the model calls it
};

// Empty when nothing differed. Adds to `reached`.
std::optional<Difference> simulate(std::uint64_t seed, const Options& options, Reached& reached);

}  // namespace tallygate::simulation
