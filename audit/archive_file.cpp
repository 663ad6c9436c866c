#include "audit/archive_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <semaphore>
#include <utility>

#include "audit/note_lines.hpp"
#include "core/hash.hpp"

namespace tallygate::audit {

using core::ErrorKind;
using core::failure;

namespace {

constexpr std::size_t kSegmentsKept = 8;
constexpr std::uint64_t kMemberBytesMax = 64ULL * 1024 * 1024;  // of one that is read whole

// A pipe in its place is no archive; without O_NONBLOCK to open it would wait for a writer for ever.
int open_to_read(const std::filesystem::path& path) {
  return ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
}

core::Result<TarContent> content_of_closed(const std::filesystem::path& path, std::uint64_t offset,
                                           std::uint64_t bytes) {
  static std::counting_semaphore<kArchivesOpenMax> places(kArchivesOpenMax);
  places.acquire();
  auto read = [&]() -> core::Result<TarContent> {
    const eventstore::FileDescriptor file(open_to_read(path));
    if (!file.is_open()) return failure(ErrorKind::io, std::string("it cannot be opened: ") + std::strerror(errno));
    return tar_content(file, offset, bytes);
  }();
  places.release();
  return read;
}

}  // namespace

core::Result<std::shared_ptr<ArchiveFile>> ArchiveFile::open(const std::filesystem::path& path, Between between) {
  eventstore::FileDescriptor file(open_to_read(path));
  if (!file.is_open())
    return failure(errno == ENOENT || errno == ENOTDIR ? ErrorKind::not_found : ErrorKind::io,
                   errno == ENOENT || errno == ENOTDIR ? "it is missing"
                                                       : std::string("it cannot be opened: ") + std::strerror(errno));
  std::shared_ptr<ArchiveFile> archive(new ArchiveFile(path, std::move(file)));
  if (auto loaded = archive->load(); !loaded) return loaded.error();
  if (between == Between::closed) archive->file_ = eventstore::FileDescriptor();
  return archive;
}

core::Status ArchiveFile::load() {
  struct stat about{};
  if (::fstat(file_.get(), &about) != 0 || !S_ISREG(about.st_mode))
    return failure(ErrorKind::invalid, "it is no archive");
  bytes_ = static_cast<std::uint64_t>(about.st_size);
  const auto members = tar_members(file_, bytes_);
  if (!members) return members.error();
  if (members->empty() || members->back().name != kArchiveManifestName || members->back().bytes > kManifestBytesMax)
    return failure(ErrorKind::corrupt, "it does not end with a manifest");
  const auto text = tar_content(file_, members->back().offset, members->back().bytes);
  if (!text) return text.error();
  if (!text->padded) return failure(ErrorKind::corrupt, "what follows its manifest is not as it was written");
  auto manifest = parse_archive_manifest(text->bytes);
  if (!manifest) return manifest.error();
  manifest_ = std::move(*manifest);
  range_ = range_of(manifest_, text->bytes);
  return take_members(*members);
}

core::Status ArchiveFile::take_members(const std::vector<TarMember>& members) {
  const auto& files = manifest_.of.files;
  const auto other = failure(ErrorKind::corrupt, "it holds other members than its manifest names");
  if (files.size() + 1 != members.size()) return other;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (files[i].path != members[i].name || files[i].bytes != members[i].bytes || files[i].bytes > kMemberBytesMax)
      return other;
    offsets_.push_back(members[i].offset);
    if (!is_segment(files[i])) continue;
    const std::uint64_t first = first_seq_of(files[i]);
    if (segments_.empty() ? first != manifest_.first : first <= segments_.back().first) return other;
    if (!segments_.empty()) segments_.back().end = first;
    segments_.push_back({first, manifest_.of.size, i});
  }
  if (segments_.empty() || segments_.back().first >= manifest_.of.size) return other;
  return core::Done{};
}

core::Result<ArchiveFile::Content> ArchiveFile::content(std::size_t file) const {
  const BackupFile& of = manifest_.of.files[file];
  auto read = file_.is_open() ? tar_content(file_, offsets_[file], of.bytes)
                              : content_of_closed(path_, offsets_[file], of.bytes);
  if (!read) return read.error();
  const bool as_written = read->padded && core::sha256(read->bytes) == of.sha256;
  return Content{std::move(read->bytes), as_written};
}

core::Result<std::string> ArchiveFile::content_of(std::string_view member) const {
  const auto found = std::ranges::find(manifest_.of.files, member, &BackupFile::path);
  if (found == manifest_.of.files.end())
    return failure(ErrorKind::not_found, "it does not hold " + std::string(member));
  auto read = content(static_cast<std::size_t>(found - manifest_.of.files.begin()));
  if (!read) return read.error();
  if (!read->as_written) return failure(ErrorKind::corrupt, "its member " + found->path + " is not as it was written");
  return std::move(read->bytes);
}

core::Result<std::shared_ptr<const ArchiveFile::Lines>> ArchiveFile::lines_of(std::size_t segment) const {
  {
    const std::scoped_lock lock(mutex_);
    for (const auto& lines : recent_)
      if (lines->segment == segment) return lines;
  }
  const Segment& of = segments_[segment];
  auto read = content(of.file);
  if (!read) return read.error();
  const auto wrong = failure(ErrorKind::corrupt, "its records " + std::to_string(of.first) + " to " +
                                                     std::to_string(of.end - 1) + " are not as they were written");
  if (!read->as_written) return wrong;
  auto lines = std::make_shared<Lines>();
  lines->segment = segment;
  lines->bytes = std::move(read->bytes);
  std::string_view rest = lines->bytes;
  for (auto line = take_line(rest); line; line = take_line(rest)) lines->lines.push_back(*line);
  if (!rest.empty() || lines->lines.size() != of.end - of.first) return wrong;
  const std::scoped_lock lock(mutex_);
  recent_.push_front(lines);
  if (recent_.size() > kSegmentsKept) recent_.pop_back();
  return std::shared_ptr<const Lines>(std::move(lines));
}

core::Result<std::uint64_t> ArchiveFile::read(std::uint64_t from, std::size_t limit,
                                              const std::function<bool(std::uint64_t, std::string_view)>& visit) const {
  const auto after = std::ranges::upper_bound(segments_, from, {}, &Segment::first);
  TALLYGATE_CHECK(after != segments_.begin() && from < manifest_.of.size, "the record is in the archive's range");
  const auto at = static_cast<std::size_t>(after - segments_.begin()) - 1;
  const auto lines = lines_of(at);
  if (!lines) return lines.error();
  std::uint64_t next = from;
  for (std::size_t i = from - segments_[at].first; i < (*lines)->lines.size() && limit > 0; ++i, --limit) {
    ++next;
    if (!visit(next - 1, (*lines)->lines[i])) break;
  }
  return next;
}

bool looks_like_archive(const std::filesystem::path& path) {
  const eventstore::FileDescriptor file(open_to_read(path));
  const auto header = file.is_open() ? read_exactly(file, 0, kTarBlock) : failure(ErrorKind::io, "");
  return header && (header->starts_with("segments/") || header->starts_with("blobs/"));
}

}  // namespace tallygate::audit
