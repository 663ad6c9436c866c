#include "audit/archived_log.hpp"

#include <algorithm>

#include "eventstore/archive_rows.hpp"

namespace tallygate::audit {

using core::ErrorKind;
using core::failure;

std::filesystem::path archive_path(const std::filesystem::path& directory, std::string_view tenant,
                                   const eventstore::ArchivedRange& range) {
  return directory / tenant / eventstore::archive_name(range);
}

core::Result<std::shared_ptr<ArchiveFile>> open_archive(const std::filesystem::path& path, std::string_view tenant,
                                                        const eventstore::ArchivedRange& range,
                                                        ArchiveFile::Between between) {
  auto archive = ArchiveFile::open(path, between);
  if (!archive) return archive;
  const auto& is = **archive;
  if (is.manifest().of.tenant != tenant)
    return failure(ErrorKind::corrupt, "it is an archive of the tenant " + is.manifest().of.tenant);
  if (is.range().manifest != range.manifest)
    return failure(ErrorKind::corrupt, "it is another archive than the log names, of records " +
                                           std::to_string(is.range().first) + " to " +
                                           std::to_string(is.range().end - 1));
  return archive;
}

core::Result<std::shared_ptr<ArchiveFile>> ArchivedLog::archive_of(std::string_view tenant,
                                                                   const eventstore::ArchivedRange& range) const {
  const std::scoped_lock lock(mutex_);
  const auto known = std::ranges::find_if(open_, [&](const auto& open) {
    return open->range().manifest == range.manifest && open->manifest().of.tenant == tenant;
  });
  if (known != open_.end()) {
    std::rotate(open_.begin(), known, known + 1);
    return open_.front();
  }
  auto archive = open_archive(archive_path(directory_, tenant, range), tenant, range);
  if (!archive) return archive;
  open_.push_front(*archive);
  if (open_.size() > kArchivesOpenMax) open_.pop_back();
  return archive;
}

void ArchivedLog::forget(const std::shared_ptr<ArchiveFile>& archive) const {
  const std::scoped_lock lock(mutex_);
  std::erase(open_, archive);
}

core::Result<std::uint64_t> ArchivedLog::read_archive(
    std::string_view tenant, const eventstore::ArchivedRange& range, std::uint64_t from, std::size_t limit,
    const std::function<bool(std::uint64_t, std::string_view)>& visit) const {
  const auto archive = archive_of(tenant, range);
  if (!archive) return archive.error();
  auto read = (*archive)->read(from, limit, visit);
  if (!read) forget(*archive);
  return read;
}

core::Result<std::uint64_t> ArchivedLog::read(std::string_view tenant, std::uint64_t from, std::size_t limit,
                                              const std::function<bool(std::uint64_t, std::string_view)>& visit) const {
  auto here = log_->read(tenant, from, limit, visit);
  if (here || here.error().kind != ErrorKind::archived || limit == 0) return here;
  const auto ranges = log_->archives(tenant);
  if (!ranges) return ranges.error();
  const auto range = std::ranges::upper_bound(*ranges, from, {}, &eventstore::ArchivedRange::end);
  if (range == ranges->end()) return here;
  const std::size_t most = std::min(limit, eventstore::kReadRecordsMax);
  auto read = read_archive(tenant, *range, from, most, visit);
  if (!read) read = read_archive(tenant, *range, from, most, visit);  // opened anew: its link may lead elsewhere by now
  if (!read) return eventstore::in_archive(*range, "which cannot be read: " + read.error().message);
  return read;
}

core::Result<std::string> ArchivedLog::read_one(std::string_view tenant, std::uint64_t seq) const {
  auto here = log_->read_one(tenant, seq);
  if (here || here.error().kind != ErrorKind::archived) return here;
  std::string bytes;
  const auto next = read(tenant, seq, 1, [&bytes](std::uint64_t, std::string_view record) {
    bytes = record;
    return true;
  });
  if (!next) return next.error();
  return bytes;
}

}  // namespace tallygate::audit
