// A run: an immutable file that maps 16-byte hashes to values, in order of the hashes. Written once (run_writer.hpp),
// read by any number of threads. Derived from a log and disposable; it never stands in the log's environment.
//
//   "tallygate run 1\n"
//   blocks    entries in order, about 4 KiB together: hash (16), length of the value (1 to 3 bytes, seven bits each,
//             lowest first, the top bit says that another follows), value
//   index     for each block: its first hash (16), where it ends in the file (u64), first 8 bytes of its SHA-256
//   filter    run_filter.hpp
//   footer    u64 entries, u64 blocks, u64 bytes of the filter, SHA-256 of the index, SHA-256 of the filter,
//             SHA-256 of the 88 bytes before (with the 16 of the first line in front)        (little-endian)
//
// The last 32 bytes name the run: they stand for every byte of it. Index and filter are read and checked when it is
// opened and stay in memory (8 bytes a KiB of entries and 10 bits an entry); a block is read with pread and checked
// each time, so that damage is an error and never another answer, and a file that is cut off cannot end the process.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/hash.hpp"
#include "core/result.hpp"
#include "eventstore/file_descriptor.hpp"
#include "eventstore/run_filter.hpp"

namespace tallygate::eventstore {

constexpr std::size_t kRunValueBytesMax = 64 * 1024;
constexpr std::size_t kRunBlockBytes = 4'096;  // of entries, unless one alone is larger
constexpr std::uint64_t kRunEntriesMax = 1ULL << 33;

struct RunName {
  core::Digest digest{};  // the last 32 bytes of the file
  std::uint64_t entries = 0;
  std::uint64_t bytes = 0;  // of the file

  std::string file() const;  // "<32 hex digits>.run"
  bool operator==(const RunName&) const = default;
};

class RunFile {
 public:
  // io, corrupt (and what is wrong), version. Blocks are not read.
  static core::Result<std::shared_ptr<const RunFile>> open(const std::filesystem::path& path);

  const RunName& name() const { return name_; }
  std::size_t memory_bytes() const;

  void prefetch(const core::Hash16& hash) const { filter_.prefetch(hash); }
  bool may_contain(const core::Hash16& hash) const { return filter_.may_contain(hash); }
  // Empty where it is not in the run. An error (io, corrupt) says nothing about either.
  core::Result<std::optional<std::string>> find(const core::Hash16& hash) const;

  // For whoever reads it whole (run_merge.hpp): block n of blocks(), checked.
  std::size_t blocks() const { return index_.size(); }
  core::Status read_block(std::size_t n, std::string& bytes) const;

 private:
  struct Block {
    core::Hash16 first{};
    std::uint64_t end = 0;
    std::uint64_t check = 0;
  };
  static_assert(sizeof(Block) == 32, "the index is read as it stands in the file");

  RunFile() = default;
  core::Status read_parts(const std::filesystem::path& path);
  core::Status load_index(const std::string& footer);
  core::Status read_at(std::uint64_t offset, char* to, std::size_t size) const;
  core::OperatingError damaged(std::string_view what) const;

  std::string path_;
  FileDescriptor file_;
  RunName name_;
  std::vector<Block> index_;
  RunFilter filter_;
};

// Steps through the entries of a block. False at its end, and where the bytes are no entry (then `whole` is false).
class RunEntries {
 public:
  explicit RunEntries(std::string_view block) : rest_(block) {}
  bool next(core::Hash16& hash, std::string_view& value);
  bool whole() const { return whole_; }

 private:
  std::string_view rest_;
  bool whole_ = true;
};

}  // namespace tallygate::eventstore
