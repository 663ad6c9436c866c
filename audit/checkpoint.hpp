// C2SP tlog-checkpoint: origin, size and root of a tenant's tree, as the text of a signed note.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "audit/signed_note.hpp"
#include "core/bytes.hpp"
#include "core/result.hpp"

namespace tallygate::audit {

struct Checkpoint {
  std::string origin;
  std::uint64_t size = 0;
  core::Digest root{};
};

std::string checkpoint_text(const Checkpoint& checkpoint);
std::optional<Checkpoint> parse_checkpoint_text(std::string_view text);

std::string sign_checkpoint(const Checkpoint& checkpoint, const core::SigningKey& key);  // the key's name is the origin
std::string sign_checkpoint(const Checkpoint& checkpoint, std::span<const NoteSigner> signers);  // where keys overlap
std::optional<Checkpoint> open_checkpoint(std::string_view note,
                                          const Verifier& verifier);  // signature and form checked
// What a note says, whoever signed it. Nothing to rely on before open_checkpoint.
std::optional<Checkpoint> claimed_checkpoint(std::string_view note);

// DIR/checkpoints/<tenant>: the last one published, replaced atomically and fsynced.
core::Status write_checkpoint_file(const std::filesystem::path& path, std::string_view note);
core::Result<std::string> read_checkpoint_file(const std::filesystem::path& path);

}  // namespace tallygate::audit
