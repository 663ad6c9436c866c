// One archive of a tenant's records (docs/formats.md, "Archives"), opened: a tar file of segments, blobs and a
// checkpoint, with its manifest as the last member. Nothing in it is trusted that does not hash to what the manifest
// says. Any thread; no memory map, so a file that is cut while it is open is an error and no signal.
#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "audit/archive_manifest.hpp"
#include "audit/tar_members.hpp"
#include "core/result.hpp"
#include "eventstore/file_descriptor.hpp"

namespace tallygate::audit {

// Small, because to read one record a whole segment is read and hashed.
constexpr std::uint64_t kArchiveSegmentBytesMax = 512ULL * 1024;  // unless one record alone is larger
constexpr std::string_view kArchiveManifestName = "MANIFEST";
constexpr std::size_t kArchivesOpenMax = 8;  // a log may name thousands

class ArchiveFile {
 public:
  // Closed: the file is opened for each member that is read, kArchivesOpenMax of them in the process at once. Another
  // file that has come in its place meanwhile is not what the manifest says.
  enum class Between : std::uint8_t { open, closed };
  // Reads the headers and the manifest. Messages are clauses that name no path: not_found "it is missing"; corrupt;
  // version; invalid: it is no archive.
  static core::Result<std::shared_ptr<ArchiveFile>> open(const std::filesystem::path& path,
                                                         Between between = Between::open);

  const std::filesystem::path& path() const { return path_; }
  const ArchiveManifest& manifest() const { return manifest_; }
  const eventstore::ArchivedRange& range() const { return range_; }
  std::uint64_t bytes() const { return bytes_; }

  // Segments, in order of their records.
  struct Segment {
    std::uint64_t first = 0, end = 0;  // seqs
    std::size_t file = 0;              // of the manifest's
  };
  const std::vector<Segment>& segments() const { return segments_; }
  // A member as it stands, and whether it is what the manifest says. io, corrupt: it cannot be read whole.
  struct Content {
    std::string bytes;
    bool as_written = false;
  };
  core::Result<Content> content(std::size_t file) const;
  core::Result<std::string> content_of(std::string_view member) const;  // corrupt where it is not as it was written

  // Calls visit(seq, bytes) for records from `from`, which must be in the range, while it returns true; at most
  // `limit`, and none of another segment. Returns the seq after the last one. The last few segments are kept in memory.
  core::Result<std::uint64_t> read(std::uint64_t from, std::size_t limit,
                                   const std::function<bool(std::uint64_t, std::string_view)>& visit) const;

 private:
  struct Lines {
    std::size_t segment = 0;
    std::string bytes;
    std::vector<std::string_view> lines;
  };
  explicit ArchiveFile(std::filesystem::path path, eventstore::FileDescriptor file)
      : path_(std::move(path)), file_(std::move(file)) {}
  core::Status load();
  core::Status take_members(const std::vector<TarMember>& members);
  core::Result<std::shared_ptr<const Lines>> lines_of(std::size_t segment) const;

  const std::filesystem::path path_;
  eventstore::FileDescriptor file_;  // none between two reads, where it is closed
  std::uint64_t bytes_ = 0;
  ArchiveManifest manifest_;
  eventstore::ArchivedRange range_;
  std::vector<std::uint64_t> offsets_;  // of each of the manifest's files
  std::vector<Segment> segments_;

  mutable std::mutex mutex_;
  mutable std::deque<std::shared_ptr<const Lines>> recent_;  // guarded by mutex_; the newest first
};

// Whether a tar file is an archive of records: as its first member says.
bool looks_like_archive(const std::filesystem::path& path);

}  // namespace tallygate::audit
