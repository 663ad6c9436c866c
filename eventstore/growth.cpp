#include "eventstore/growth.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <vector>

namespace tallygate::eventstore {
namespace {

constexpr std::uint64_t kWriteBytes = 256 * 1024;

std::uint64_t length_of(const FileDescriptor& file) {
  struct stat info{};
  return ::fstat(file.get(), &info) == 0 ? static_cast<std::uint64_t>(info.st_size) : 0;
}

}  // namespace

Growth::Growth(const std::filesystem::path& data_file) : file_(::open(data_file.c_str(), O_RDWR | O_CLOEXEC)) {
  if (file_.is_open()) end_ = length_of(file_);
}

void Growth::keep_ahead(std::uint64_t used) {
  const std::uint64_t step = std::min(used / 8 / kWriteBytes * kWriteBytes, kGrowthStepMax);
  if (!file_.is_open() || step == 0 || end_ >= used + step / 8) return;
  static const std::vector<char> zeros(kWriteBytes, '\0');
  end_ = std::max(length_of(file_), used);
  for (const std::uint64_t goal = end_ + step; end_ < goal; end_ += kWriteBytes) {
    const ssize_t written = ::pwrite(file_.get(), zeros.data(), zeros.size(), static_cast<off_t>(end_));
    if (written != static_cast<ssize_t>(zeros.size())) {
      file_ = FileDescriptor();  // no more of this until the log is reopened
      return;
    }
  }
}

}  // namespace tallygate::eventstore
