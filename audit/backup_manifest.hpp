// What a tenant's backup consists of (docs/formats.md, "Backup"). The manifest is written last and replaced whole: what
// it does not name is not part of the backup.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.hpp"
#include "core/result.hpp"

namespace tallygate::audit {

constexpr std::uint64_t kManifestBytesMax = 64ULL * 1024 * 1024;
constexpr std::uint64_t kSegmentBytesMax = 8ULL * 1024 * 1024;  // unless one record alone is larger

struct BackupFile {
  std::string path;  // within the backup: segments/…, blobs/…, checkpoints/…
  std::uint64_t bytes = 0;
  core::Digest sha256{};
};

struct BackupManifest {
  std::string tenant, origin, vkey;  // origin and vkey of the epoch that the position lies in
  std::uint64_t size = 0;            // records; the position
  core::Digest root{};               // RFC 6962, of those records
  std::vector<BackupFile> files;     // in the order in which they were added: segments by seq

  const BackupFile* find(std::string_view path) const;
};

// segments/00000000000000001000.ndjson begins with record 1000; checkpoints/… is named by its size.
std::string segment_path(std::uint64_t first_seq);
std::string checkpoint_path(std::uint64_t size);
std::string blob_path(const core::Digest& sha256);
// Of an archive alone: the records that rotated the log's key, and their proofs.
constexpr std::string_view kRotationsName = "rotations.ndjson";
std::string rotation_proof_path(std::uint64_t seq);
bool is_segment(const BackupFile& file);
bool is_blob(const BackupFile& file);
std::uint64_t first_seq_of(const BackupFile& segment);

// `file BYTES SHA256  PATH`: without its first two words a line is one of sha256sum's. Parsed is only a path that a
// backup makes, nothing that could lead out of its directory.
std::string file_line(const BackupFile& file);
bool parse_file_line(std::string_view line, BackupFile& out);
// Takes a line "NAME VALUE" of exactly that name off the front.
bool take_named(std::string_view& lines, std::string_view name, std::string& out);

std::string manifest_text(const BackupManifest& manifest);
// corrupt where a byte is not as it was written; version for a later format.
core::Result<BackupManifest> parse_manifest(std::string_view text, const std::string& where);

// DIR/MANIFEST. not_found where there is no backup.
core::Result<BackupManifest> read_manifest(const std::filesystem::path& directory);
core::Status write_manifest(const std::filesystem::path& directory, const BackupManifest& manifest);
bool has_manifest(const std::filesystem::path& directory);

}  // namespace tallygate::audit
