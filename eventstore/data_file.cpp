#include "eventstore/data_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdint>
#include <system_error>

#include "eventstore/file_descriptor.hpp"
#include "eventstore/page_source.hpp"
#include "eventstore/page_survey.hpp"
#include "eventstore/tree_page.hpp"

namespace tallygate::eventstore {

using core::ErrorKind;
using core::failure;
using core::Status;

namespace {

core::OperatingError system_failure(const std::string& doing) {
  const int code = errno;
  const ErrorKind kind = code == ENOSPC || code == EDQUOT ? ErrorKind::storage_full : ErrorKind::io;
  return failure(kind, "Could not " + doing + ": " + std::generic_category().message(code) + ".");
}

core::OperatingError damaged(const std::filesystem::path& path, const std::string& how) {
  return failure(ErrorKind::corrupt, "The log's file " + path.string() + " is damaged: " + how +
                                         ". Restore it from a backup; it was not changed.");
}

// LMDB does not write pages that were used and freed within one transaction, so a whole file may end a little early.
// Whether those that are missing are such pages, only a walk over all that are in use can tell.
Status check_short_file(const DataFile& file, const std::filesystem::path& path) {
  const auto survey = survey_pages(file);
  if (!survey) return survey.error();
  if (survey->damage.empty()) return core::Done{};
  const PageDamage& first = survey->damage.front();
  return damaged(path, "it was cut off; " +
                           (first.table.empty() ? "" : first.table + ", page " + std::to_string(first.page) + ": ") +
                           first.what);
}

Status lengthen(const std::filesystem::path& path, std::uint64_t bytes) {
  if (::truncate(path.c_str(), static_cast<off_t>(bytes)) != 0) return system_failure("lengthen " + path.string());
  return core::Done{};
}

}  // namespace

Status check_data_file(const std::filesystem::path& path, bool repair_tail) {
  const auto file = DataFile::open(path);
  if (!file) return file.error().kind == ErrorKind::not_found ? Status(core::Done{}) : Status(file.error());
  const auto meta = read_newest_meta(*file);
  if (!meta && meta.error().kind == ErrorKind::corrupt) return damaged(path, meta.error().message);
  if (!meta && meta.error().kind == ErrorKind::version)
    return failure(ErrorKind::version,
                   "The log's file " + path.string() + " cannot be read: " + meta.error().message + ".");
  if (!meta) return meta.error();
  const auto have = file->size();
  if (!have) return have.error();
  const std::uint64_t need = (meta->last_page + 1) * meta->page_bytes;
  if (*have >= need) return core::Done{};
  if (need - *have > kUnwrittenPagesMax * meta->page_bytes)
    return damaged(path, "it ends at byte " + std::to_string(*have) + " but needs " + std::to_string(need));
  if (auto status = check_short_file(*file, path); !status) return status;
  return repair_tail ? lengthen(path, need) : Status(core::Done{});
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

Status sync_file(const std::filesystem::path& path) {
  const FileDescriptor handle(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!handle.is_open() || ::fsync(handle.get()) != 0) return system_failure("sync " + path.string());
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
