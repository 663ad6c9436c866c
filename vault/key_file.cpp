#include "vault/key_file.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "vault/vault.hpp"

namespace tallygate::vault {
namespace {

constexpr std::string_view kMagic = "TGVAULT1";
constexpr std::size_t kFileBytes = 8 + 32 + kGroups * 32;

class File {
 public:
  File(const std::filesystem::path& path, int flags, mode_t mode = 0600)
      : fd_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {}
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int fd() const { return fd_; }

 private:
  int fd_;
};

core::OperatingError failed(const std::string& what, const std::filesystem::path& path) {
  return core::failure(errno == ENOSPC ? core::ErrorKind::storage_full : core::ErrorKind::io,
                       what + " " + path.string() + ": " + std::strerror(errno));
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

}  // namespace

GroupKeys::~GroupKeys() {
  sodium_memzero(lookup.data(), lookup.size());
  for (auto& key : groups) sodium_memzero(key.data(), key.size());
}

core::Status create_key_file(const std::filesystem::path& path, core::Random& random) {
  std::string bytes(kFileBytes, '\0');
  std::memcpy(bytes.data(), kMagic.data(), kMagic.size());
  random.fill({reinterpret_cast<std::uint8_t*>(bytes.data()) + kMagic.size(), kFileBytes - kMagic.size()});
  const File file(path, O_WRONLY | O_CREAT | O_EXCL);
  if (file.fd() < 0) return failed("cannot create the vault's key file", path);
  const bool written = write_all(file.fd(), bytes) && ::fsync(file.fd()) == 0;
  sodium_memzero(bytes.data(), bytes.size());
  if (!written) return failed("cannot write the vault's key file", path);
  const File directory(path.parent_path(), O_RDONLY | O_DIRECTORY);
  if (directory.fd() < 0 || ::fsync(directory.fd()) != 0)
    return failed("cannot make the vault's key file durable in", path.parent_path());
  return core::Done{};
}

core::Result<GroupKeys> read_key_file(const std::filesystem::path& path) {
  const File file(path, O_RDONLY);
  if (file.fd() < 0) return failed("cannot open the vault's key file", path);
  std::string bytes(kFileBytes + 1, '\0');
  std::size_t got = 0;
  while (got < bytes.size()) {
    const auto n = ::read(file.fd(), bytes.data() + got, bytes.size() - got);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return failed("cannot read the vault's key file", path);
    if (n == 0) break;
    got += static_cast<std::size_t>(n);
  }
  if (got != kFileBytes || std::string_view(bytes).substr(0, kMagic.size()) != kMagic)
    return core::failure(core::ErrorKind::corrupt,
                         "the vault's key file " + path.string() + " is not a key file of this version");
  GroupKeys keys;
  keys.groups.resize(kGroups);
  std::memcpy(keys.lookup.data(), bytes.data() + 8, 32);
  for (std::size_t i = 0; i < kGroups; ++i) std::memcpy(keys.groups[i].data(), bytes.data() + 40 + 32 * i, 32);
  sodium_memzero(bytes.data(), bytes.size());
  return keys;
}

}  // namespace tallygate::vault
