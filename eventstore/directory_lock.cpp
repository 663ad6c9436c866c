#include "eventstore/directory_lock.hpp"

#include <fcntl.h>

#include <array>
#include <cerrno>
#include <string>
#include <system_error>

namespace tallygate::eventstore {
namespace {

std::string owner_of(const FileDescriptor& file) {
  std::array<char, 32> text{};
  const ssize_t got = ::pread(file.get(), text.data(), text.size(), 0);
  const std::string_view found(text.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
  const auto digits = found.substr(0, found.find_first_not_of("0123456789"));
  return digits.empty() ? "Another process" : "Process " + std::string(digits);
}

core::OperatingError io_failure(const std::filesystem::path& path) {
  return core::failure(core::ErrorKind::io,
                       "Could not lock " + path.string() + ": " + std::generic_category().message(errno) + ".");
}

}  // namespace

core::Result<DirectoryLock> DirectoryLock::acquire(const std::filesystem::path& directory) {
  const auto path = directory / "lock";
  FileDescriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!file.is_open()) return io_failure(path);
  struct flock whole_file{};
  whole_file.l_type = F_WRLCK;
  whole_file.l_whence = SEEK_SET;
  if (::fcntl(file.get(), F_OFD_SETLK, &whole_file) != 0) {
    if (errno != EAGAIN && errno != EACCES) return io_failure(path);
    return core::failure(core::ErrorKind::locked, owner_of(file) + " is writing in " + directory.string() +
                                                      ". Stop it first, or use a command that only reads.");
  }
  // The number only tells others who it is: on a full disk the lock is held without.
  const std::string owner = std::to_string(::getpid()) + "\n";
  const bool told = ::ftruncate(file.get(), 0) == 0 &&
                    ::pwrite(file.get(), owner.data(), owner.size(), 0) == static_cast<ssize_t>(owner.size());
  if (!told && errno != ENOSPC && errno != EDQUOT) return io_failure(path);
  return DirectoryLock(std::move(file));
}

}  // namespace tallygate::eventstore
