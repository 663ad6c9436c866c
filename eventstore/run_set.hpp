// An immutable list of runs, newest first, that is asked as one: a later run shadows an earlier one. What a state
// checkpoint keeps out of memory (idempotency keys, finished objects) stands in one. Values are bytes, at most
// kRunValueBytesMax; this folder never looks inside. Any thread asks, without locks; a set that is no longer named
// stays readable for whoever still holds it.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/hash.hpp"
#include "core/result.hpp"
#include "eventstore/run_file.hpp"

namespace tallygate::eventstore {

constexpr std::size_t kRunsMax = 64;  // of a set; with kRunTierFactor never reached: 4^64
constexpr std::uint64_t kRunTierFactor =
    4;  // each run is at least so many times as large as the ones after it together

class RunSet {
 public:
  using Run = std::shared_ptr<const RunFile>;

  RunSet() = default;  // holds nothing
  explicit RunSet(std::vector<Run> newest_first) : runs_(std::move(newest_first)) {}

  // Files of the directory, newest first. corrupt where one is not the one that was named; io where one is missing.
  // Those that `known` (may be null) has open are not read again.
  static core::Result<std::shared_ptr<const RunSet>> open(const std::filesystem::path& directory,
                                                          std::span<const RunName> newest_first, const RunSet* known);

  // Memory alone is asked: false is certain.
  bool may_contain(const core::Hash16& hash) const;
  // The newest value. An error (io, corrupt: a damaged block) is never "not there": nothing is known about the hash.
  core::Result<std::optional<std::string>> find(const core::Hash16& hash) const;

  const std::vector<Run>& runs() const { return runs_; }
  std::vector<RunName> names() const;
  std::uint64_t entries() const;  // of all runs; those that are shadowed count too
  std::size_t memory_bytes() const;
  std::uint64_t disk_bytes() const;

 private:
  std::vector<Run> runs_;
};

// The set with one more run in front: with as many of the old ones merged into it (a new file in `directory`) as keeps
// each run kRunTierFactor times as large as all newer ones together. So a set has at most log4(entries) runs, and an
// entry is written again a few times for each of them. unavailable once `stop` is set. On the calling thread.
core::Result<std::shared_ptr<const RunSet>> grown(const RunSet& set, RunSet::Run newest,
                                                  const std::filesystem::path& directory,
                                                  const std::atomic<bool>& stop);

}  // namespace tallygate::eventstore
