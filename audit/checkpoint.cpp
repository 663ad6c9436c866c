#include "audit/checkpoint.hpp"

#include <fstream>

#include "audit/durable_file.hpp"
#include "audit/note_lines.hpp"

namespace tallygate::audit {
namespace {

constexpr std::size_t kCheckpointBytesMax = 64 * 1024;

}  // namespace

std::string checkpoint_text(const Checkpoint& checkpoint) {
  return checkpoint.origin + "\n" + std::to_string(checkpoint.size) + "\n" +
         core::to_base64(core::view(checkpoint.root)) + "\n";
}

std::optional<Checkpoint> parse_checkpoint_text(std::string_view text) {
  const auto origin = take_line(text), size = take_line(text), root = take_line(text);
  if (!root || !valid_note_name(*origin)) return std::nullopt;
  const auto number = decimal(*size);
  const auto hash = base64_digest(*root);
  if (!number || !hash) return std::nullopt;
  for (auto line = take_line(text); line; line = take_line(text))
    if (line->empty()) return std::nullopt;  // extension lines are not empty
  if (!text.empty()) return std::nullopt;
  return Checkpoint{std::string(*origin), *number, *hash};
}

std::string sign_checkpoint(const Checkpoint& checkpoint, const core::SigningKey& key) {
  return sign_note(checkpoint_text(checkpoint), checkpoint.origin, key);
}

std::string sign_checkpoint(const Checkpoint& checkpoint, std::span<const NoteSigner> signers) {
  return sign_note(checkpoint_text(checkpoint), signers);
}

std::optional<Checkpoint> open_checkpoint(std::string_view note, const Verifier& verifier) {
  const auto text = open_note(note, verifier);
  return text ? parse_checkpoint_text(*text) : std::nullopt;
}

std::optional<Checkpoint> claimed_checkpoint(std::string_view note) {
  const auto split = note.rfind("\n\n");
  return split == std::string_view::npos ? std::nullopt : parse_checkpoint_text(note.substr(0, split + 1));
}

core::Status write_checkpoint_file(const std::filesystem::path& path, std::string_view note) {
  return write_durable_file(path, note, kPublicFile);
}

core::Result<std::string> read_checkpoint_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return core::failure(core::ErrorKind::not_found, "there is no checkpoint at " + path.string());
  std::string bytes(kCheckpointBytesMax + 1, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  if (bytes.size() > kCheckpointBytesMax)
    return core::failure(core::ErrorKind::corrupt,
                         "the checkpoint at " + path.string() + " is larger than any checkpoint");
  return bytes;
}

}  // namespace tallygate::audit
