#include "tests/fault/shim/watch.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace tallygate::tests::shim {
namespace {

constexpr const char* kClassNames[kClasses] = {"write", "sync", "grow", "directory"};

[[noreturn]] void die(int signal) {
  ::kill(::getpid(), signal);
  for (;;) ::pause();
}

int errno_named(std::string_view name) {
  if (name == "EIO") return EIO;
  if (name == "ENOSPC") return ENOSPC;
  return EINVAL;
}

}  // namespace

Watch& Watch::get() {
  static Watch watch;
  return watch;
}

Watch::Order Watch::read_order(const char* text, bool kills) {
  Order order;
  if (text == nullptr) return order;
  const std::string_view whole(text);
  const auto first = whole.find(':'), last = whole.rfind(':');
  if (first == std::string_view::npos || first == last) return order;
  for (std::uint32_t i = 0; i < kClasses; ++i)
    if (whole.substr(0, first) == kClassNames[i]) {
      order.set = true;
      order.what = Class{i};
    }
  char* end = nullptr;
  order.nth = std::strtoull(text + first + 1, &end, 10);
  order.and_all_after = *end == '+';
  const auto how = whole.substr(last + 1);
  order.before = how != "after";
  order.signal = how == "abort" ? SIGABRT : SIGKILL;
  if (!kills) order.error = errno_named(how);
  return order;
}

Watch::Watch() {
  const char* root = std::getenv(kRootVariable);
  if (root == nullptr) return;
  std::snprintf(root_, sizeof root_, "%s", root);
  root_bytes_ = std::strlen(root_);
  // By system call, and O_APPEND: a program that is started again goes on in the same journal.
  if (const char* journal = std::getenv(kJournalVariable))
    journal_ =
        static_cast<int>(::syscall(SYS_openat, AT_FDCWD, journal, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (const char* syncs = std::getenv(kNoSyncVariable)) no_sync_ = syncs;
  fail_ = read_order(std::getenv(kFailVariable), false);
  kill_ = read_order(std::getenv(kKillVariable), true);
  if (const char* when = std::getenv(kWhenVariable)) std::snprintf(when_, sizeof when_, "%s", when);
  ready_ = true;
}

bool Watch::below(int directory, const char* path, char (&full)[PATH_MAX]) const {
  if (!ready_ || path == nullptr) return false;
  if (path[0] == '/') {
    std::snprintf(full, sizeof full, "%s", path);
  } else {
    char from[64], base[PATH_MAX];
    if (directory == AT_FDCWD)
      std::snprintf(from, sizeof from, "/proc/self/cwd");
    else
      std::snprintf(from, sizeof from, "/proc/self/fd/%d", directory);
    const ssize_t got = ::readlink(from, base, sizeof base - 1);
    if (got <= 0) return false;
    base[got] = '\0';
    if (static_cast<std::size_t>(std::snprintf(full, sizeof full, "%s/%s", base, path)) >= sizeof full) return false;
  }
  return std::strncmp(full, root_, root_bytes_) == 0 && (full[root_bytes_] == '/' || full[root_bytes_] == '\0');
}

void Watch::opened(int fd, int flags) {
  struct stat about{};
  if (fd < 0 || fd >= kFilesMax || ::fstat(fd, &about) != 0) return;
  files_[fd] = {about.st_ino, about.st_dev, (flags & O_DSYNC) != 0, S_ISDIR(about.st_mode)};
}

void Watch::closed(int fd) {
  if (fd >= 0 && fd < kFilesMax) files_[fd] = {};
}

bool Watch::knows(int fd, OpenFile& out) const {
  if (!ready_ || fd < 0 || fd >= kFilesMax || files_[fd].inode == 0) return false;
  struct stat about{};
  if (::fstat(fd, &about) != 0 || about.st_ino != files_[fd].inode || about.st_dev != files_[fd].device) return false;
  out = files_[fd];
  return true;
}

int Watch::refuse(Class what, std::uint64_t inode) {
  if (when_[0] != '\0' && ::access(when_, F_OK) != 0) return 0;
  const auto n = ++counts_[static_cast<std::uint32_t>(what)];
  if (kill_.set && kill_.what == what && kill_.nth == n && kill_.before) die(kill_.signal);
  if (!fail_.set || fail_.what != what) return 0;
  if (n != fail_.nth && !(fail_.and_all_after && n > fail_.nth)) return 0;
  Header header;
  header.kind = Kind::failed;
  header.inode = inode;
  header.offset = static_cast<std::uint32_t>(what);
  write_down(header);
  return fail_.error;
}

void Watch::done(Class what) const {
  if (kill_.set && kill_.what == what && kill_.nth == counts_[static_cast<std::uint32_t>(what)] && !kill_.before)
    die(kill_.signal);
}

void Watch::write_down(Header header, std::string_view path, std::string_view other, const void* data) {
  ++entries_;
  if (journal_ < 0) return;
  header.path_bytes = static_cast<std::uint32_t>(path.size());
  header.other_bytes = static_cast<std::uint32_t>(other.size());
  if (data == nullptr) header.data_bytes = 0;
  const iovec parts[] = {{&header, sizeof header},
                         {const_cast<char*>(path.data()), path.size()},
                         {const_cast<char*>(other.data()), other.size()},
                         {const_cast<void*>(data), header.data_bytes}};
  const std::size_t all = sizeof header + path.size() + other.size() + header.data_bytes;
  // A journal with a hole would let a test say what is not so.
  if (::syscall(SYS_writev, journal_, parts, 4) != static_cast<long>(all)) std::abort();
}

}  // namespace tallygate::tests::shim
