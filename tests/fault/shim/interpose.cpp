// The functions of the C library that stand before its own when this is preloaded. Files written through stdio are not
// seen: the program writes none below its data directory.
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <cstring>
#include <vector>

#include "tests/fault/shim/watch.hpp"

namespace {

using namespace tallygate::tests::shim;  // the functions below belong to no namespace

template <class Function>
Function next(const char* name) {
  return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}
#define SHIM_NEXT(name) static const auto real = next<decltype(&::name)>(#name)

std::uint64_t inode_of(const char* path) {
  struct stat about{};
  return ::lstat(path, &about) == 0 ? about.st_ino : 0;
}

template <class Open>
int open_watched(int directory, const char* path, int flags, Open open) {
  auto& watch = Watch::get();
  char full[PATH_MAX];
  if (!watch.below(directory, path, full)) return open();
  const Locked locked;
  const bool creates = (flags & O_CREAT) != 0 && inode_of(full) == 0;
  const bool empties = !creates && (flags & O_TRUNC) != 0;
  const Class what = creates ? Class::directory : Class::grow;
  if (creates || empties)
    if (const int refused = watch.refuse(what)) {
      errno = refused;
      return -1;
    }
  const int fd = open();
  const int said = errno;
  if (fd >= 0) {
    watch.opened(fd, flags);
    if (creates) watch.write_down({.kind = Kind::create, .inode = inode_of(full)}, full);
    if (empties) watch.write_down({.kind = Kind::truncate, .inode = inode_of(full)});
    if (creates || empties) watch.done(what);
  }
  errno = said;
  return fd;
}

// Content that is written at an offset; `data` gives it as one piece.
template <class Write, class Data>
ssize_t write_watched(int fd, off_t offset, Write write, Data data) {
  auto& watch = Watch::get();
  OpenFile file;
  if (!watch.knows(fd, file)) return write();
  const Locked locked;
  if (const int refused = watch.refuse(Class::write, file.inode)) {
    errno = refused;
    return -1;
  }
  if (offset < 0) offset = ::lseek(fd, 0, SEEK_CUR);
  const ssize_t written = write();
  const int said = errno;
  if (written > 0)
    watch.write_down({.kind = Kind::write,
                      .durable = file.durable ? 1U : 0U,
                      .inode = file.inode,
                      .offset = static_cast<std::uint64_t>(offset),
                      .data_bytes = static_cast<std::uint64_t>(written)},
                     {}, {}, data());
  watch.done(Class::write);
  errno = said;
  return written;
}

std::vector<char> joined(const iovec* parts, int count) {
  std::vector<char> all;
  for (int i = 0; i < count; ++i) {
    const char* begin = static_cast<const char*>(parts[i].iov_base);
    all.insert(all.end(), begin, begin + parts[i].iov_len);
  }
  return all;
}

template <class Sync>
int sync_watched(int fd, Sync sync) {
  auto& watch = Watch::get();
  OpenFile file;
  if (!watch.knows(fd, file)) return sync();
  std::uint64_t covered = 0;
  {
    const Locked locked;
    if (const int refused = watch.refuse(Class::sync, file.inode)) {
      errno = refused;
      return -1;
    }
    covered = watch.entries();
  }
  if (watch.swallows(file.directory ? "directories" : "data")) return 0;
  const int result = sync();
  const int said = errno;
  {
    const Locked locked;
    if (result == 0) watch.write_down({.kind = Kind::sync, .inode = file.inode, .upto = covered});
    watch.done(Class::sync);
  }
  errno = said;
  return result;
}

template <class Resize>
int resize_watched(int fd, std::uint64_t length, Resize resize) {
  auto& watch = Watch::get();
  OpenFile file;
  if (!watch.knows(fd, file)) return resize();
  const Locked locked;
  if (const int refused = watch.refuse(Class::grow, file.inode)) {
    errno = refused;
    return -1;
  }
  const int result = resize();
  const int said = errno;
  if (result == 0) watch.write_down({.kind = Kind::truncate, .inode = file.inode, .offset = length});
  watch.done(Class::grow);
  errno = said;
  return result;
}

// An operation on names. `header.inode` 0: looked up afterwards.
template <class Change>
int change_names(Header header, int from_directory, const char* from, int to_directory, const char* to, Change change) {
  auto& watch = Watch::get();
  char full[PATH_MAX], other[PATH_MAX] = "";
  if (!watch.below(from_directory, from, full)) return change();
  if (to != nullptr && !watch.below(to_directory, to, other)) return change();
  const Locked locked;
  if (const int refused = watch.refuse(Class::directory)) {
    errno = refused;
    return -1;
  }
  const auto before = inode_of(full);
  const int result = change();
  const int said = errno;
  header.inode = before != 0 ? before : inode_of(full);
  if (result == 0) watch.write_down(header, full, other);
  watch.done(Class::directory);
  errno = said;
  return result;
}

int mode_of(int flags, va_list arguments) {
  return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(arguments, int) : 0;
}

}  // namespace

extern "C" {

#define SHIM_OPEN(name)                                                                  \
  int name(const char* path, int flags, ...) {                                           \
    SHIM_NEXT(name);                                                                     \
    va_list arguments;                                                                   \
    va_start(arguments, flags);                                                          \
    const int mode = mode_of(flags, arguments);                                          \
    va_end(arguments);                                                                   \
    if (Watch::get().swallows("meta")) flags &= ~(O_DSYNC | O_SYNC);                     \
    return open_watched(AT_FDCWD, path, flags, [&] { return real(path, flags, mode); }); \
  }
SHIM_OPEN(open)
SHIM_OPEN(open64)

#define SHIM_OPENAT(name)                                                                            \
  int name(int directory, const char* path, int flags, ...) {                                        \
    SHIM_NEXT(name);                                                                                 \
    va_list arguments;                                                                               \
    va_start(arguments, flags);                                                                      \
    const int mode = mode_of(flags, arguments);                                                      \
    va_end(arguments);                                                                               \
    if (Watch::get().swallows("meta")) flags &= ~(O_DSYNC | O_SYNC);                                 \
    return open_watched(directory, path, flags, [&] { return real(directory, path, flags, mode); }); \
  }
SHIM_OPENAT(openat)
SHIM_OPENAT(openat64)

int creat(const char* path, mode_t mode) {
  return open(path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

int close(int fd) {
  SHIM_NEXT(close);
  Watch::get().closed(fd);
  return real(fd);
}

ssize_t write(int fd, const void* data, size_t size) {
  SHIM_NEXT(write);
  return write_watched(fd, -1, [&] { return real(fd, data, size); }, [&] { return data; });
}
ssize_t writev(int fd, const iovec* parts, int count) {
  SHIM_NEXT(writev);
  std::vector<char> all;
  return write_watched(
      fd, -1, [&] { return real(fd, parts, count); },
      [&] {
        all = joined(parts, count);
        return all.data();
      });
}

#define SHIM_PWRITE(name)                                                                                 \
  ssize_t name(int fd, const void* data, size_t size, off_t offset) {                                     \
    SHIM_NEXT(name);                                                                                      \
    return write_watched(fd, offset, [&] { return real(fd, data, size, offset); }, [&] { return data; }); \
  }
SHIM_PWRITE(pwrite)
SHIM_PWRITE(pwrite64)

#define SHIM_PWRITEV(name)                                            \
  ssize_t name(int fd, const iovec* parts, int count, off_t offset) { \
    SHIM_NEXT(name);                                                  \
    std::vector<char> all;                                            \
    return write_watched(                                             \
        fd, offset, [&] { return real(fd, parts, count, offset); },   \
        [&] {                                                         \
          all = joined(parts, count);                                 \
          return all.data();                                          \
        });                                                           \
  }
SHIM_PWRITEV(pwritev)
SHIM_PWRITEV(pwritev64)

int fsync(int fd) {
  SHIM_NEXT(fsync);
  return sync_watched(fd, [&] { return real(fd); });
}
int fdatasync(int fd) {
  SHIM_NEXT(fdatasync);
  return sync_watched(fd, [&] { return real(fd); });
}

#define SHIM_FTRUNCATE(name)                                                                         \
  int name(int fd, off_t length) noexcept {                                                          \
    SHIM_NEXT(name);                                                                                 \
    return resize_watched(fd, static_cast<std::uint64_t>(length), [&] { return real(fd, length); }); \
  }
SHIM_FTRUNCATE(ftruncate)
SHIM_FTRUNCATE(ftruncate64)

#define SHIM_TRUNCATE(name)                           \
  int name(const char* path, off_t length) noexcept { \
    const int fd = open(path, O_WRONLY | O_CLOEXEC);  \
    if (fd < 0) return -1;                            \
    const int result = ftruncate(fd, length);         \
    const int said = errno;                           \
    close(fd);                                        \
    errno = said;                                     \
    return result;                                    \
  }
SHIM_TRUNCATE(truncate)
SHIM_TRUNCATE(truncate64)

#define SHIM_FALLOCATE(name)                                                                                     \
  int name(int fd, int mode, off_t offset, off_t size) {                                                         \
    SHIM_NEXT(name);                                                                                             \
    struct stat about{};                                                                                         \
    const off_t end = ::fstat(fd, &about) == 0 && about.st_size > offset + size ? about.st_size : offset + size; \
    return resize_watched(fd, static_cast<std::uint64_t>(end), [&] { return real(fd, mode, offset, size); });    \
  }
SHIM_FALLOCATE(fallocate)
SHIM_FALLOCATE(fallocate64)

// A map of a file: only whether it can be had. What is written through one is not seen; the log is written by write.
#define SHIM_MMAP(name)                                                                                \
  void* name(void* at, size_t size, int protection, int flags, int fd, off_t offset) noexcept {        \
    SHIM_NEXT(name);                                                                                   \
    OpenFile file;                                                                                     \
    if (fd < 0 || !Watch::get().knows(fd, file)) return real(at, size, protection, flags, fd, offset); \
    const Locked locked;                                                                               \
    if (const int refused = Watch::get().refuse(Class::grow)) {                                        \
      errno = refused;                                                                                 \
      return MAP_FAILED;                                                                               \
    }                                                                                                  \
    return real(at, size, protection, flags, fd, offset);                                              \
  }
SHIM_MMAP(mmap)
SHIM_MMAP(mmap64)

int mkdir(const char* path, mode_t mode) noexcept {
  SHIM_NEXT(mkdir);
  return change_names({.kind = Kind::make_directory}, AT_FDCWD, path, 0, nullptr, [&] { return real(path, mode); });
}
int mkdirat(int directory, const char* path, mode_t mode) noexcept {
  SHIM_NEXT(mkdirat);
  return change_names({.kind = Kind::make_directory}, directory, path, 0, nullptr,
                      [&] { return real(directory, path, mode); });
}
int rename(const char* from, const char* to) noexcept {
  SHIM_NEXT(rename);
  return change_names({.kind = Kind::rename}, AT_FDCWD, from, AT_FDCWD, to, [&] { return real(from, to); });
}
int renameat(int from_directory, const char* from, int to_directory, const char* to) noexcept {
  SHIM_NEXT(renameat);
  return change_names({.kind = Kind::rename}, from_directory, from, to_directory, to,
                      [&] { return real(from_directory, from, to_directory, to); });
}
int link(const char* from, const char* to) noexcept {
  SHIM_NEXT(link);
  return change_names({.kind = Kind::link}, AT_FDCWD, from, AT_FDCWD, to, [&] { return real(from, to); });
}
int unlink(const char* path) noexcept {
  SHIM_NEXT(unlink);
  return change_names({.kind = Kind::remove}, AT_FDCWD, path, 0, nullptr, [&] { return real(path); });
}
int unlinkat(int directory, const char* path, int flags) noexcept {
  SHIM_NEXT(unlinkat);
  return change_names({.kind = Kind::remove}, directory, path, 0, nullptr,
                      [&] { return real(directory, path, flags); });
}
int rmdir(const char* path) noexcept {
  SHIM_NEXT(rmdir);
  return change_names({.kind = Kind::remove}, AT_FDCWD, path, 0, nullptr, [&] { return real(path); });
}
int remove(const char* path) noexcept {
  SHIM_NEXT(remove);
  return change_names({.kind = Kind::remove}, AT_FDCWD, path, 0, nullptr, [&] { return real(path); });
}

}  // extern "C"
