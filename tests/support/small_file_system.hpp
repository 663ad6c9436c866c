// A small volume that a test can fill, where mounting is allowed.
#pragma once

#include <sys/mount.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <string>
#include <utility>

namespace tallygate::tests {

// A file system of its own, of this many bytes, in memory; unmounted with it.
class SmallFileSystem {
 public:
  SmallFileSystem(std::filesystem::path where, std::uint64_t bytes) : where_(std::move(where)) {
    std::filesystem::create_directories(where_);
    const auto options = "size=" + std::to_string(bytes);
    mounted_ = ::mount("tallygate-test", where_.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, options.c_str()) == 0;
    why_ = mounted_ ? "" : std::strerror(errno);
  }
  ~SmallFileSystem() {
    if (mounted_) ::umount2(where_.c_str(), MNT_DETACH);
  }
  SmallFileSystem(const SmallFileSystem&) = delete;
  SmallFileSystem& operator=(const SmallFileSystem&) = delete;
  bool mounted() const { return mounted_; }
  const std::string& why() const { return why_; }

 private:
  std::filesystem::path where_;
  bool mounted_ = false;
  std::string why_;
};

}  // namespace tallygate::tests
