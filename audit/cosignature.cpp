#include "audit/cosignature.hpp"

#include <cstring>

#include "core/check.hpp"

namespace tallygate::audit {
namespace {

std::string signed_message(std::string_view text, std::uint64_t seconds) {
  std::string message = "cosignature/v1\ntime " + std::to_string(seconds) + "\n";
  message += text;
  return message;
}

}  // namespace

std::string cosignature_line(std::string_view checkpoint_text, std::string_view name, const core::SigningKey& key,
                             std::uint64_t seconds) {
  TALLYGATE_CHECK(valid_note_name(name) && checkpoint_text.ends_with('\n'), "a cosignature is of a checkpoint's text");
  std::string blob = note_key_id(name, key.public_key(), NoteKey::cosignature_v1);
  for (int shift = 56; shift >= 0; shift -= 8) blob += static_cast<char>(seconds >> shift & 0xff);
  const auto signature = key.sign(signed_message(checkpoint_text, seconds));
  blob.append(signature.begin(), signature.end());
  return signature_line(name, blob);
}

std::optional<std::uint64_t> cosigned_at(std::string_view note, const Verifier& witness) {
  const auto parts = split_note(note);
  if (!parts) return std::nullopt;
  const auto id = note_key_id(witness.name, witness.key, NoteKey::cosignature_v1);
  std::optional<std::uint64_t> when;
  for (const SignatureLine& line : parts->signatures) {
    if (line.name != witness.name || !line.blob.starts_with(id)) continue;
    core::Signature signature{};
    if (line.blob.size() != id.size() + 8 + signature.size()) return std::nullopt;
    std::uint64_t seconds = 0;
    for (std::size_t i = id.size(); i < id.size() + 8; ++i)
      seconds = seconds << 8 | static_cast<unsigned char>(line.blob[i]);
    std::memcpy(signature.data(), line.blob.data() + id.size() + 8, signature.size());
    if (!core::verify(witness.key, signed_message(parts->text, seconds), signature)) return std::nullopt;
    when = seconds;
  }
  return when;
}

}  // namespace tallygate::audit
