// Anchors: directories on other volumes that hold the last published checkpoint of each log, in a file of its origin's
// name: a log that goes on under another origin (a later epoch) has another file. A data directory that was put back to
// an older state is told by them, since they were not.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "audit/checkpoint.hpp"
#include "audit/epoch.hpp"
#include "core/result.hpp"
#include "eventstore/event_log.hpp"

namespace tallygate::app {

// Whose checkpoint a file must hold.
struct AnchoredLog {
  std::string tenant;
  const audit::Epoch& epoch;  // the log's last: its origin and its keys
};

// A checkpoint that `holder` (a file, an anchor) has, as it must agree with the log. corrupt, with a sentence that
// names the holder and the sizes, when the log is shorter or other than that, or no key that signed for that size has
// signed it.
core::Result<audit::Checkpoint> hold_against(const eventstore::EventLog& log, const AnchoredLog& whose,
                                             const std::string& note, const std::string& holder);

// The file of an anchor: the origin, in which '/' stands as %2F and '%' as %25.
std::filesystem::path anchor_file(const std::filesystem::path& directory, std::string_view origin);

class Anchors {
 public:
  Anchors() = default;
  // `invalid` when one is not a directory: a volume that is not there protects nothing.
  static core::Result<Anchors> open(const std::vector<std::string>& directories);

  // Holds the log against every anchor; how many had a checkpoint of it. The error is hold_against's.
  core::Result<std::size_t> check(const eventstore::EventLog& log, const AnchoredLog& whose) const;
  // Gives the note to each that holds none of that origin, durably; the first error, after every anchor was tried.
  core::Status begin(const std::string& origin, const std::string& note) const;
  // Replaces what each holds, durably; the first error, after every anchor was tried.
  core::Status keep(const std::string& origin, const std::string& note) const;
  bool empty() const { return directories_.empty(); }

 private:
  std::vector<std::filesystem::path> directories_;
};

}  // namespace tallygate::app
