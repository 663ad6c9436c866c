#include "eventstore/run_merge.hpp"

#include <memory>
#include <string>
#include <vector>

#include "eventstore/run_writer.hpp"

namespace tallygate::eventstore {

using core::Status;

namespace {

// One run, read from front to back.
class RunCursor {
 public:
  explicit RunCursor(RunSet::Run run) : run_(std::move(run)), entries_({}) {}

  // To the next entry; false at the end and after an error.
  bool next() {
    for (;;) {
      if (entries_.next(hash, value)) return true;
      if (!entries_.whole())
        status = core::failure(core::ErrorKind::corrupt, "the run " + run_->name().file() + " holds no whole entries");
      if (!status || block_ == run_->blocks()) return false;
      status = run_->read_block(block_, bytes_);
      if (!status) return false;
      entries_ = RunEntries(bytes_);
      ++block_;
    }
  }

  core::Hash16 hash{};
  std::string_view value;
  Status status = core::Done{};

 private:
  RunSet::Run run_;
  std::size_t block_ = 0;
  std::string bytes_;
  RunEntries entries_;
};

}  // namespace

core::Result<RunSet::Run> merge_runs(std::span<const RunSet::Run> newest_first, const std::filesystem::path& directory,
                                     const std::atomic<bool>& stop) {
  std::uint64_t entries = 0;
  for (const auto& run : newest_first) entries += run->name().entries;
  RunWriter writer(directory, "merge", entries, stop);
  std::vector<std::unique_ptr<RunCursor>> cursors;  // newest first; those that are at their end leave
  for (const auto& run : newest_first) cursors.push_back(std::make_unique<RunCursor>(run));
  const auto step = [&cursors](std::size_t at) -> Status {
    if (cursors[at]->next()) return core::Done{};
    Status status = cursors[at]->status;
    cursors.erase(cursors.begin() + static_cast<std::ptrdiff_t>(at));
    return status;
  };
  for (auto at = cursors.size(); at-- > 0;)
    if (auto stepped = step(at); !stepped) return stepped.error();
  while (!cursors.empty()) {
    std::size_t first = 0;
    for (std::size_t i = 1; i < cursors.size(); ++i)
      if (cursors[i]->hash < cursors[first]->hash) first = i;
    const core::Hash16 hash = cursors[first]->hash;
    if (auto added = writer.add(hash, cursors[first]->value); !added) return added.error();
    for (auto at = cursors.size(); at-- > first;)  // the older ones with the same hash are shadowed
      if (cursors[at]->hash == hash)
        if (auto stepped = step(at); !stepped) return stepped.error();
  }
  return writer.finish();
}

}  // namespace tallygate::eventstore
