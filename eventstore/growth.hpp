// Lengthens the data file ahead of LMDB, in large steps of written zeros. A commit that makes its file longer waits for
// the file system's journal as well as for its data: with room ahead the same fsync takes about half as long
// (docs/performance.md). LMDB takes no notice of bytes behind its last page.
#pragma once

#include <cstdint>
#include <filesystem>

#include "eventstore/file_descriptor.hpp"

namespace tallygate::eventstore {

// Small logs stay small: a step is an eighth of the log, and at most this.
constexpr std::uint64_t kGrowthStepMax = 8 * 1024 * 1024;

class Growth {
 public:
  explicit Growth(const std::filesystem::path& data_file);

  // Writer thread, between transactions; used: bytes up to the end of LMDB's last page. Writes at most one step, and
  // nothing while enough is ahead. Best effort: where there is no space, the next commit says so.
  void keep_ahead(std::uint64_t used);

 private:
  FileDescriptor file_;
  std::uint64_t end_ = 0;  // of the file as far as we know: LMDB may have written behind it
};

}  // namespace tallygate::eventstore
