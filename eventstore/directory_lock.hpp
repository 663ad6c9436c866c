// DIR/lock: held for life by the one process that may write in a directory. Programs that only read do not take it.
#pragma once

#include <filesystem>
#include <utility>

#include "core/result.hpp"
#include "eventstore/file_descriptor.hpp"

namespace tallygate::eventstore {

// An open-file-description lock (fcntl F_OFD_SETLK): the kernel drops it when the process ends in whatever way, it is
// not inherited through exec, and a second attempt within the same process is refused too. The file holds the owner's
// process id, for people.
class DirectoryLock {
 public:
  // locked when someone else holds it; never waits.
  static core::Result<DirectoryLock> acquire(const std::filesystem::path& directory);

 private:
  explicit DirectoryLock(FileDescriptor file) : file_(std::move(file)) {}
  FileDescriptor file_;
};

}  // namespace tallygate::eventstore
