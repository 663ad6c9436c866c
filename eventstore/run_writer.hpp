// Writes a run (run_file.hpp), entry by entry in ascending order of the hashes. A megabyte at a time, each on the disk
// before the next, so that a log's own syncs never stand behind much; nothing has the run's name before all of it is
// durable. Memory: the filter and the index of what is written. One thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "eventstore/run_file.hpp"
#include "eventstore/run_filter.hpp"
#include "eventstore/run_set.hpp"

namespace tallygate::eventstore {

constexpr std::string_view kUnfinishedRun = ".run.new";

class RunWriter {
 public:
  // `entries_max`: how many will be added at most; the filter is made for so many. The file is
  // "<directory>/<name><kUnfinishedRun>" until it is finished; one writer at a time has that name.
  RunWriter(const std::filesystem::path& directory, std::string_view name, std::uint64_t entries_max,
            const std::atomic<bool>& stop);
  ~RunWriter();  // removes what was not finished
  RunWriter(const RunWriter&) = delete;
  RunWriter& operator=(const RunWriter&) = delete;

  // Only ascending; at most kRunValueBytesMax. io, storage_full, unavailable (`stop`): then nothing more can be added.
  core::Status add(const core::Hash16& hash, std::string_view value);
  // Durable under its own name (its directory's entry as well), and opened.
  core::Result<RunSet::Run> finish();

 private:
  void end_block();
  core::Status write(std::string_view piece);
  core::Status flush();

  const std::filesystem::path directory_, unfinished_;
  const std::uint64_t entries_max_;
  const std::atomic<bool>& stop_;
  FileDescriptor file_;
  core::Status status_ = core::Done{};
  std::string piece_;  // whole blocks, on their way
  std::string block_;  // the one that grows
  core::Hash16 block_first_{}, last_{};
  std::uint64_t offset_ = 0;  // of the file, with what is in piece_
  std::uint64_t written_ = 0, entries_ = 0, blocks_ = 0;
  std::string index_;
  RunFilter filter_;
};

}  // namespace tallygate::eventstore
