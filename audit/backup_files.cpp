#include "audit/backup_files.hpp"

#include <algorithm>

#include "audit/closed_text.hpp"
#include "audit/durable_file.hpp"
#include "audit/note_lines.hpp"
#include "core/blobs.hpp"
#include "core/hash.hpp"
#include "eventstore/event_log.hpp"

namespace tallygate::audit {
namespace {

constexpr std::uint64_t kFileBytesMax =
    std::max<std::uint64_t>(kSegmentBytesMax + eventstore::kRecordBytesMax + 1, eventstore::kBlobBytesMax);

core::OperatingError damaged(const std::filesystem::path& path, const std::string& how) {
  return core::failure(core::ErrorKind::corrupt, "the backup is damaged: " + path.string() + " " + how);
}

}  // namespace

core::Result<std::string> read_backup_file(const std::filesystem::path& directory, const BackupFile& file) {
  const auto path = directory / file.path;
  auto bytes = read_whole_file(path, kFileBytesMax);
  if (!bytes && bytes.error().kind == core::ErrorKind::not_found) return damaged(path, "is missing");
  if (!bytes) return bytes;
  if (bytes->size() != file.bytes)
    return damaged(path, "has " + std::to_string(bytes->size()) + " bytes, not the " + std::to_string(file.bytes) +
                             " that were written");
  if (core::sha256(*bytes) != file.sha256) return damaged(path, "is not as it was written: its SHA-256 differs");
  return bytes;
}

core::Status check_backup_files(const std::filesystem::path& directory, const BackupManifest& manifest,
                                const std::function<void(std::uint64_t)>& done) {
  for (const BackupFile& file : manifest.files) {
    if (auto bytes = read_backup_file(directory, file); !bytes) return bytes.error();
    if (done) done(file.bytes);
  }
  return core::Done{};
}

core::Status each_backed_up(const std::filesystem::path& directory, const BackupManifest& manifest,
                            const std::function<core::Status(std::uint64_t, std::string_view)>& visit) {
  std::uint64_t seq = 0;
  for (const BackupFile& file : manifest.files) {
    if (!is_segment(file)) continue;
    if (first_seq_of(file) != seq) return damaged(directory / file.path, "does not follow the segment before it");
    const auto bytes = read_backup_file(directory, file);
    if (!bytes) return bytes.error();
    std::string_view rest = *bytes;
    for (auto line = take_line(rest); line; line = take_line(rest))
      if (auto status = visit(seq++, *line); !status) return status;
    if (!rest.empty()) return damaged(directory / file.path, "does not end with a whole line");
  }
  if (seq == manifest.size) return core::Done{};
  return damaged(directory,
                 "holds " + std::to_string(seq) + " records, its manifest says " + std::to_string(manifest.size));
}

core::Result<std::string> backup_checkpoint(const std::filesystem::path& directory, const BackupManifest& manifest) {
  const auto path = checkpoint_path(manifest.size);
  const BackupFile* file = manifest.find(path);
  if (file == nullptr) return damaged(directory / path, "is not in the manifest");
  return read_backup_file(directory, *file);
}

std::optional<core::Digest> blob_named_in(const core::Record& record) {
  return record.command ? core::blob_named_by(*record.command) : std::nullopt;
}

}  // namespace tallygate::audit
