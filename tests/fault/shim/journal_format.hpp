// What the shim writes of each file operation, read again by tests/support/file_journal: entries one after the other,
// in the machine's byte order, each a Header, then `path_bytes` of path, `other_bytes` of a second path, `data_bytes`
// of content. The writer and the reader are of one build, so the format has no version.
#pragma once

#include <cstdint>

namespace tallygate::tests::shim {

enum class Kind : std::uint32_t {
  write = 1,     // content at an offset
  truncate = 2,  // length in `offset`
  create = 3,    // a new file under a path
  make_directory = 4,
  rename = 5,  // path to the other path
  link = 6,    // the other path is a new name of the file
  remove = 7,  // a name of a file, or an empty directory
  sync = 8,    // a file or a directory: all that stands before entry `upto` is on the disk
  failed = 9,  // an operation that was made to fail; `offset` is its Class, `inode` of the file where it has one
};

// The operations that can be told to fail, or to be the last. Counted apart, each from 1.
enum class Class : std::uint32_t { write = 0, sync = 1, grow = 2, directory = 3 };
constexpr std::uint32_t kClasses = 4;

struct Header {
  Kind kind{};
  std::uint32_t durable = 0;  // write: 1 through a descriptor that was opened with O_DSYNC or O_SYNC
  std::uint64_t inode = 0;
  std::uint64_t offset = 0;
  std::uint64_t upto = 0;
  std::uint32_t path_bytes = 0, other_bytes = 0;
  std::uint64_t data_bytes = 0;
};

// The environment of the program that the shim is preloaded into.
constexpr const char* kRootVariable = "SHIM_ROOT";        // files below it are watched: an absolute path
constexpr const char* kJournalVariable = "SHIM_JOURNAL";  // appended to; none: nothing is written down
// Syncs that do nothing and say that they did: "data" those of files, "meta" those of a write to a file opened with
// O_DSYNC, "directories", or "all".
constexpr const char* kNoSyncVariable = "SHIM_NOSYNC";
// CLASS:N:ERRNO, CLASS:N+:ERRNO (this one and each after it): fails without being done.
constexpr const char* kFailVariable = "SHIM_FAIL";
// CLASS:N:before or CLASS:N:after: SIGKILL there. CLASS:N:abort: SIGABRT before it, as where a CHECK fails.
constexpr const char* kKillVariable = "SHIM_KILL";
// A path: operations are counted, fail and kill only while there is a file. None: always.
constexpr const char* kWhenVariable = "SHIM_WHEN";

}  // namespace tallygate::tests::shim
