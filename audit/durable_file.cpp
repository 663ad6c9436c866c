#include "audit/durable_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "eventstore/data_file.hpp"

namespace tallygate::audit {
namespace {

core::OperatingError failed(const char* what, const std::filesystem::path& path) {
  return core::failure(errno == ENOSPC ? core::ErrorKind::storage_full : core::ErrorKind::io,
                       std::string(what) + " " + path.string() + ": " + std::strerror(errno));
}

bool write_and_sync(const std::filesystem::path& path, std::string_view bytes, mode_t mode) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  if (fd < 0) return false;
  bool ok = true;
  while (ok && !bytes.empty()) {
    const auto n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    ok = n > 0;
    if (ok) bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  ok = ok && ::fsync(fd) == 0;
  return ::close(fd) == 0 && ok;
}

}  // namespace

core::Status write_durable_file(const std::filesystem::path& path, std::string_view bytes, mode_t mode) {
  auto fresh = path;
  fresh += ".new";
  if (!write_and_sync(fresh, bytes, mode)) return failed("cannot write", fresh);
  if (::rename(fresh.c_str(), path.c_str()) != 0) return failed("cannot put in its place", path);
  return eventstore::sync_directory(path.has_parent_path() ? path.parent_path() : ".");
}

core::Result<std::string> read_whole_file(const std::filesystem::path& path, std::uint64_t bytes_max) {
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  if (!in) return core::failure(core::ErrorKind::not_found, "there is no file " + path.string());
  const auto size = static_cast<std::streamoff>(in.tellg());
  if (size < 0 || static_cast<std::uint64_t>(size) > bytes_max)
    return core::failure(core::ErrorKind::corrupt, path.string() + " is larger than any of its kind");
  std::string bytes(static_cast<std::size_t>(size), '\0');
  in.seekg(0);
  in.read(bytes.data(), size);
  if (in.gcount() != size) return core::failure(core::ErrorKind::io, "cannot read " + path.string());
  return bytes;
}

}  // namespace tallygate::audit
