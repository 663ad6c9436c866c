#include "audit/archive_manifest.hpp"

#include <bit>
#include <cstring>

#include "audit/closed_text.hpp"
#include "audit/note_lines.hpp"
#include "core/hash.hpp"

namespace tallygate::audit {
namespace {

constexpr std::string_view kArchiveFormat = "tallygate-archive/1";
constexpr std::string_view kNothing = "-";

std::string hashes_text(const std::vector<core::Digest>& hashes) {
  std::string out;
  for (const auto& hash : hashes) out += (out.empty() ? "" : " ") + core::to_base64(core::view(hash));
  return out.empty() ? std::string(kNothing) : out;
}

bool parse_hashes(std::string_view text, std::vector<core::Digest>& out) {
  if (text == kNothing) return true;
  while (!text.empty()) {
    const auto hash = base64_digest(take_word(text));
    if (!hash || out.size() == kProofHashesMax + 1) return false;
    out.push_back(*hash);
  }
  return !out.empty();
}

bool parse_number(std::string_view& lines, std::string_view name, std::uint64_t& out) {
  std::string text;
  if (!take_named(lines, name, text)) return false;
  const auto number = decimal(text);
  if (number) out = *number;
  return number.has_value();
}

bool parse_digest(std::string_view& lines, std::string_view name, core::Digest& out) {
  std::string text;
  if (!take_named(lines, name, text)) return false;
  const auto digest = base64_digest(text);
  if (digest) out = *digest;
  return digest.has_value();
}

bool parse_archive_lines(std::string_view lines, ArchiveManifest& out) {
  std::string frontier, consistency;
  if (!take_named(lines, "tenant", out.of.tenant) || !take_named(lines, "origin", out.of.origin) ||
      !take_named(lines, "vkey", out.of.vkey) || !parse_number(lines, "first", out.first) ||
      !parse_digest(lines, "prev", out.prev) || !take_named(lines, "frontier", frontier) ||
      !parse_number(lines, "size", out.of.size) || !parse_digest(lines, "root", out.of.root) ||
      !parse_number(lines, "checkpoint", out.checkpoint) || !take_named(lines, "consistency", consistency))
    return false;
  if (!parse_hashes(frontier, out.frontier) || !parse_hashes(consistency, out.consistency)) return false;
  for (auto line = take_line(lines); line; line = take_line(lines))
    if (!parse_file_line(*line, out.of.files.emplace_back())) return false;
  return lines.empty() && out.first < out.of.size && out.of.size <= out.checkpoint &&
         out.frontier.size() == static_cast<std::size_t>(std::popcount(out.first)) &&
         (out.first > 0 || out.prev == core::Digest{});
}

}  // namespace

std::string archive_manifest_text(const ArchiveManifest& m) {
  std::string out(kArchiveFormat);
  out += "\ntenant " + m.of.tenant + "\norigin " + m.of.origin + "\nvkey " + m.of.vkey + "\nfirst " +
         std::to_string(m.first) + "\nprev " + core::to_base64(core::view(m.prev)) + "\nfrontier " +
         hashes_text(m.frontier) + "\nsize " + std::to_string(m.of.size) + "\nroot " +
         core::to_base64(core::view(m.of.root)) + "\ncheckpoint " + std::to_string(m.checkpoint) + "\nconsistency " +
         hashes_text(m.consistency) + "\n";
  for (const BackupFile& file : m.of.files) out += file_line(file);
  return close_text(std::move(out));
}

core::Result<ArchiveManifest> parse_archive_manifest(std::string_view text) {
  const auto damaged = core::failure(core::ErrorKind::corrupt, "its manifest is not as it was written");
  auto lines = open_closed_text(text);
  if (!lines) return damaged;
  if (take_line(*lines) != kArchiveFormat)
    return core::failure(core::ErrorKind::version, "its manifest is of a format that this program does not know");
  ArchiveManifest out;
  if (!parse_archive_lines(*lines, out)) return damaged;
  return out;
}

eventstore::ArchivedRange range_of(const ArchiveManifest& manifest, std::string_view text) {
  return {manifest.first, manifest.of.size, core::sha256(text)};
}

}  // namespace tallygate::audit
