#include "eventstore/run_set.hpp"

#include <algorithm>

#include "eventstore/run_merge.hpp"

namespace tallygate::eventstore {

using core::ErrorKind;
using core::failure;
using core::Result;

Result<std::shared_ptr<const RunSet>> RunSet::open(const std::filesystem::path& directory,
                                                   std::span<const RunName> newest_first, const RunSet* known) {
  if (newest_first.size() > kRunsMax)
    return failure(ErrorKind::corrupt, "there are more than " + std::to_string(kRunsMax) + " runs");
  std::vector<Run> runs;
  for (const auto& name : newest_first) {
    if (known != nullptr) {
      const auto open = std::ranges::find(known->runs_, name, [](const Run& run) { return run->name(); });
      if (open != known->runs_.end()) {
        runs.push_back(*open);
        continue;
      }
    }
    auto run = RunFile::open(directory / name.file());
    if (!run) return run.error();
    if ((*run)->name() != name) return failure(ErrorKind::corrupt, "the run " + name.file() + " is another one");
    runs.push_back(std::move(*run));
  }
  return std::make_shared<const RunSet>(std::move(runs));
}

bool RunSet::may_contain(const core::Hash16& hash) const {
  for (const auto& run : runs_) run->prefetch(hash);
  return std::ranges::any_of(runs_, [&hash](const Run& run) { return run->may_contain(hash); });
}

Result<std::optional<std::string>> RunSet::find(const core::Hash16& hash) const {
  for (const auto& run : runs_) run->prefetch(hash);
  for (const auto& run : runs_) {
    if (!run->may_contain(hash)) continue;
    auto found = run->find(hash);
    if (!found || *found) return found;
  }
  return std::optional<std::string>();
}

std::vector<RunName> RunSet::names() const {
  std::vector<RunName> out;
  for (const auto& run : runs_) out.push_back(run->name());
  return out;
}

std::uint64_t RunSet::entries() const {
  std::uint64_t out = 0;
  for (const auto& run : runs_) out += run->name().entries;
  return out;
}

std::size_t RunSet::memory_bytes() const {
  std::size_t out = 0;
  for (const auto& run : runs_) out += run->memory_bytes();
  return out;
}

std::uint64_t RunSet::disk_bytes() const {
  std::uint64_t out = 0;
  for (const auto& run : runs_) out += run->name().bytes;
  return out;
}

Result<std::shared_ptr<const RunSet>> grown(const RunSet& set, RunSet::Run newest,
                                            const std::filesystem::path& directory, const std::atomic<bool>& stop) {
  std::vector<RunSet::Run> merged{std::move(newest)};
  std::uint64_t bytes = merged.front()->name().bytes;
  const auto& old = set.runs();
  auto rest = old.begin();
  for (; rest != old.end() && (*rest)->name().bytes < kRunTierFactor * bytes; ++rest) {
    bytes += (*rest)->name().bytes;
    merged.push_back(*rest);
  }
  if (merged.size() > 1) {
    auto one = merge_runs(merged, directory, stop);
    if (!one) return one.error();
    merged.assign(1, std::move(*one));
  }
  merged.insert(merged.end(), rest, old.end());
  return std::make_shared<const RunSet>(std::move(merged));
}

}  // namespace tallygate::eventstore
