#include "eventstore/data_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <system_error>

#include "eventstore/file_descriptor.hpp"
#include "eventstore/little_endian.hpp"

namespace tallygate::eventstore {

using core::ErrorKind;
using core::failure;
using core::Status;

namespace {

constexpr std::size_t kPageHeaderBytes = 16;
constexpr std::size_t kMetaBytes = 136;
constexpr std::size_t kMagicAt = kPageHeaderBytes;
constexpr std::size_t kVersionAt = kMagicAt + 4;
constexpr std::size_t kPageSizeAt = kMagicAt + 24;  // mm_dbs[FREE_DBI].md_pad
constexpr std::size_t kLastPageAt = kMagicAt + 24 + 2 * 48;
constexpr std::size_t kTransactionAt = kLastPageAt + 8;
constexpr std::uint32_t kMagic = 0xBEEFC0DE;
constexpr std::uint32_t kDataVersion = 1;
constexpr std::uint64_t kUnwrittenPagesMax = 256;

struct Meta {
  std::uint32_t magic = 0;
  std::uint32_t version = 0;
  std::uint32_t page_bytes = 0;
  std::uint64_t last_page = 0;
  std::uint64_t transaction = 0;
};

core::OperatingError system_failure(const std::string& doing) {
  const int code = errno;
  const ErrorKind kind = code == ENOSPC || code == EDQUOT ? ErrorKind::storage_full : ErrorKind::io;
  return failure(kind, "Could not " + doing + ": " + std::generic_category().message(code) + ".");
}

core::OperatingError damaged(const std::filesystem::path& path, const std::string& how) {
  return failure(ErrorKind::corrupt, "The log's file " + path.string() + " is damaged: " + how +
                                         ". Restore it from a backup; it was not changed.");
}

core::Result<Meta> read_meta(int fd, std::uint64_t at, const std::filesystem::path& path) {
  std::array<char, kPageHeaderBytes + kMetaBytes> page;
  const ssize_t got = ::pread(fd, page.data(), page.size(), static_cast<off_t>(at));
  if (got < 0) return system_failure("read " + path.string());
  if (static_cast<std::size_t>(got) != page.size()) return damaged(path, "it is shorter than its two meta pages");
  return Meta{load<std::uint32_t>(page.data() + kMagicAt), load<std::uint32_t>(page.data() + kVersionAt),
              load<std::uint32_t>(page.data() + kPageSizeAt), load<std::uint64_t>(page.data() + kLastPageAt),
              load<std::uint64_t>(page.data() + kTransactionAt)};
}

Status check_meta(const Meta& meta, const std::filesystem::path& path) {
  if (meta.magic != kMagic) return damaged(path, "a meta page does not bear LMDB's mark");
  if (meta.version != kDataVersion) {
    return failure(ErrorKind::version, "The log's file " + path.string() + " has LMDB data version " +
                                           std::to_string(meta.version) + "; this program reads version 1.");
  }
  return core::Done{};
}

Status check_length(const FileDescriptor& file, const Meta& newest, std::uint64_t have, bool repair_tail,
                    const std::filesystem::path& path) {
  const std::uint64_t need = (newest.last_page + 1) * newest.page_bytes;
  if (have >= need) return core::Done{};
  if (need - have > kUnwrittenPagesMax * newest.page_bytes) {
    return damaged(path, "it ends at byte " + std::to_string(have) + " but needs " + std::to_string(need));
  }
  if (repair_tail && ::ftruncate(file.get(), static_cast<off_t>(need)) != 0) {
    return system_failure("lengthen " + path.string());
  }
  return core::Done{};
}

}  // namespace

Status check_data_file(const std::filesystem::path& path, bool repair_tail) {
  const FileDescriptor file(::open(path.c_str(), (repair_tail ? O_RDWR : O_RDONLY) | O_CLOEXEC));
  if (!file.is_open()) {
    if (errno == ENOENT) return core::Done{};
    return system_failure("open " + path.string());
  }
  struct stat info{};
  if (::fstat(file.get(), &info) != 0) return system_failure("examine " + path.string());
  const auto first = read_meta(file.get(), 0, path);
  if (!first) return first.error();
  if (auto status = check_meta(*first, path); !status) return status;
  if (first->page_bytes < 512 || first->page_bytes > 65'536) return damaged(path, "its page size is impossible");
  const auto second = read_meta(file.get(), first->page_bytes, path);
  if (!second) return second.error();
  if (auto status = check_meta(*second, path); !status) return status;
  const Meta& newest = first->transaction > second->transaction ? *first : *second;
  return check_length(file, newest, static_cast<std::uint64_t>(info.st_size), repair_tail, path);
}

void forget_cached_pages(const std::filesystem::path& path) {
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.is_open()) ::posix_fadvise(file.get(), 0, 0, POSIX_FADV_DONTNEED);
}

Status sync_directory(const std::filesystem::path& directory) {
  const FileDescriptor handle(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!handle.is_open() || ::fsync(handle.get()) != 0)
    return system_failure("sync the directory " + directory.string());
  return core::Done{};
}

Status create_directories_durably(const std::filesystem::path& directory) {
  std::error_code ignored;
  if (directory.empty() || std::filesystem::is_directory(directory, ignored)) return core::Done{};
  const auto parent = directory.parent_path();
  if (parent != directory) {
    if (auto status = create_directories_durably(parent); !status) return status;
  }
  if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) {
    return system_failure("make the directory " + directory.string());
  }
  return sync_directory(parent.empty() ? "." : parent);
}

}  // namespace tallygate::eventstore
