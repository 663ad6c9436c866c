#include "audit/backup_manifest.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>
#include <system_error>

#include "audit/closed_text.hpp"
#include "audit/durable_file.hpp"
#include "audit/note_lines.hpp"

namespace tallygate::audit {
namespace {

constexpr std::string_view kName = "MANIFEST";
constexpr std::string_view kFormat = "tallygate-backup/1";
constexpr std::string_view kSegments = "segments/", kBlobs = "blobs/", kCheckpoints = "checkpoints/",
                           kSegmentEnd = ".ndjson", kProofs = "proofs/", kProofEnd = ".tlog-proof";
constexpr std::size_t kSeqDigits = 20;  // of 2^64 - 1

std::string padded(std::uint64_t seq) {
  const auto digits = std::to_string(seq);
  return std::string(kSeqDigits - digits.size(), '0') + digits;
}

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return out;
}

// Only names that a backup or an archive makes: nothing that could lead out of its directory.
bool sound_path(std::string_view path) {
  const auto all = [](std::string_view text, std::string_view of) {
    return text.find_first_not_of(of) == std::string_view::npos;
  };
  constexpr std::string_view digits = "0123456789", hex = "0123456789abcdef";
  if (path.starts_with(kSegments) && path.ends_with(kSegmentEnd)) {
    path.remove_prefix(kSegments.size());
    path.remove_suffix(kSegmentEnd.size());
    return path.size() == kSeqDigits && all(path, digits) && number(path);
  }
  if (path.starts_with(kCheckpoints)) {
    path.remove_prefix(kCheckpoints.size());
    return path.size() == kSeqDigits && all(path, digits) && number(path);
  }
  if (path.starts_with(kProofs) && path.ends_with(kProofEnd)) {
    path.remove_prefix(kProofs.size());
    path.remove_suffix(kProofEnd.size());
    return decimal(path).has_value();
  }
  if (path == kRotationsName) return true;
  if (!path.starts_with(kBlobs)) return false;
  path.remove_prefix(kBlobs.size());
  return path.size() == 2 * sizeof(core::Digest) && all(path, hex);
}

bool parse_lines(std::string_view lines, BackupManifest& out) {
  std::string size, root;
  if (!take_named(lines, "tenant", out.tenant) || !take_named(lines, "origin", out.origin) ||
      !take_named(lines, "vkey", out.vkey) || !take_named(lines, "size", size) || !take_named(lines, "root", root))
    return false;
  const auto count = number(size);
  const auto digest = core::from_base64(root);
  if (!count || !digest || digest->size() != out.root.size()) return false;
  out.size = *count;
  std::memcpy(out.root.data(), digest->data(), out.root.size());
  for (auto line = take_line(lines); line; line = take_line(lines))
    if (!parse_file_line(*line, out.files.emplace_back())) return false;
  return lines.empty();
}

}  // namespace

const BackupFile* BackupManifest::find(std::string_view path) const {
  const auto found = std::ranges::find(files, path, &BackupFile::path);
  return found == files.end() ? nullptr : &*found;
}

std::string segment_path(std::uint64_t first_seq) {
  return std::string(kSegments) + padded(first_seq) + std::string(kSegmentEnd);
}
std::string checkpoint_path(std::uint64_t size) {
  return std::string(kCheckpoints) + padded(size);
}
std::string blob_path(const core::Digest& sha256) {
  return std::string(kBlobs) + core::to_hex(core::view(sha256));
}
std::string rotation_proof_path(std::uint64_t seq) {
  return std::string(kProofs) + std::to_string(seq) + std::string(kProofEnd);
}
bool is_segment(const BackupFile& file) {
  return file.path.starts_with(kSegments);
}
bool is_blob(const BackupFile& file) {
  return file.path.starts_with(kBlobs);
}
std::uint64_t first_seq_of(const BackupFile& segment) {
  return number(std::string_view(segment.path).substr(kSegments.size(), kSeqDigits)).value_or(0);
}

bool take_named(std::string_view& lines, std::string_view name, std::string& out) {
  auto line = take_line(lines);
  if (!line || take_word(*line) != name) return false;
  out = *line;
  return true;
}

bool parse_file_line(std::string_view line, BackupFile& out) {
  if (take_word(line) != "file") return false;
  const auto bytes = number(take_word(line));
  const auto sha256 = core::digest_from_hex(take_word(line));
  if (!bytes || !sha256 || line.empty() || line.front() != ' ' || !sound_path(line.substr(1))) return false;
  out = {std::string(line.substr(1)), *bytes, *sha256};
  return true;
}

std::string file_line(const BackupFile& file) {
  return "file " + std::to_string(file.bytes) + " " + core::to_hex(core::view(file.sha256)) + "  " + file.path + "\n";
}

std::string manifest_text(const BackupManifest& m) {
  std::string out(kFormat);
  out += "\ntenant " + m.tenant + "\norigin " + m.origin + "\nvkey " + m.vkey + "\nsize " + std::to_string(m.size) +
         "\nroot " + core::to_base64(core::view(m.root)) + "\n";
  for (const BackupFile& f : m.files) out += file_line(f);
  return close_text(std::move(out));
}

core::Result<BackupManifest> parse_manifest(std::string_view text, const std::string& where) {
  const auto damaged = core::failure(core::ErrorKind::corrupt,
                                     "the backup's manifest " + where + " is damaged: it is not as it was written");
  auto lines = open_closed_text(text);
  if (!lines) return damaged;
  const auto format = take_line(*lines);
  if (format != kFormat)
    return core::failure(core::ErrorKind::version,
                         "the backup's manifest " + where + " is of a format that this program does not know");
  BackupManifest out;
  if (!parse_lines(*lines, out)) return damaged;
  return out;
}

core::Result<BackupManifest> read_manifest(const std::filesystem::path& directory) {
  const auto path = directory / kName;
  const auto text = read_whole_file(path, kManifestBytesMax);
  if (!text && text.error().kind == core::ErrorKind::not_found)
    return core::failure(core::ErrorKind::not_found, "there is no backup in " + directory.string());
  if (!text) return text.error();
  return parse_manifest(*text, path.string());
}

core::Status write_manifest(const std::filesystem::path& directory, const BackupManifest& manifest) {
  const auto text = manifest_text(manifest);
  if (text.size() > kManifestBytesMax)
    return core::failure(core::ErrorKind::invalid, "the backup in " + directory.string() +
                                                       " has too many files for its manifest: begin a new one");
  return write_durable_file(directory / kName, text, kPrivateFile);
}

bool has_manifest(const std::filesystem::path& directory) {
  std::error_code ignored;
  return std::filesystem::exists(directory / kName, ignored);
}

}  // namespace tallygate::audit
