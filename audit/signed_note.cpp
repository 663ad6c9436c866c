#include "audit/signed_note.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "core/check.hpp"
#include "core/hash.hpp"

namespace tallygate::audit {
namespace {

constexpr std::string_view kDash = "\xE2\x80\x94 ";  // U+2014 and a space
constexpr std::size_t kSignaturesMax = 16;
constexpr std::size_t kNoteBytesMax = 1 << 20;

bool valid_text(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; });
}

}  // namespace

bool valid_note_name(std::string_view name) {
  return !name.empty() && std::none_of(name.begin(), name.end(), [](char c) {
    return static_cast<unsigned char>(c) <= 0x20 || c == '+' || c == 0x7f;
  });
}

std::string note_key_id(std::string_view name, const core::PublicKey& key, NoteKey kind) {
  std::string bytes(name);
  bytes += '\n';
  bytes += static_cast<char>(kind);
  bytes.append(key.begin(), key.end());
  const auto digest = core::sha256(bytes);
  return {reinterpret_cast<const char*>(digest.data()), 4};
}

std::string make_vkey(std::string_view name, const core::PublicKey& key, NoteKey kind) {
  std::string raw(1, static_cast<char>(kind));
  raw.append(key.begin(), key.end());
  return std::string(name) + "+" + core::to_hex(note_key_id(name, key, kind)) + "+" + core::to_base64(raw);
}

std::optional<Verifier> parse_vkey(std::string_view vkey, NoteKey kind) {
  const auto first = vkey.find('+');
  const auto second = first == std::string_view::npos ? first : vkey.find('+', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  Verifier v;
  v.name = vkey.substr(0, first);
  const auto id = core::from_hex(vkey.substr(first + 1, second - first - 1));
  const auto raw = core::from_base64(vkey.substr(second + 1));
  if (!valid_note_name(v.name) || !id || !raw || raw->size() != 33 || raw->front() != static_cast<char>(kind))
    return std::nullopt;
  std::memcpy(v.key.data(), raw->data() + 1, v.key.size());
  if (*id != note_key_id(v.name, v.key, kind)) return std::nullopt;
  return v;
}

std::string signature_line(std::string_view name, std::string_view blob) {
  std::string line(kDash);
  line.append(name).append(" ").append(core::to_base64(blob)).append("\n");
  return line;
}

std::string sign_note(std::string_view text, std::span<const NoteSigner> signers) {
  TALLYGATE_CHECK(valid_text(text) && text.ends_with('\n'), "a note's text is well-formed");
  TALLYGATE_CHECK(!signers.empty() && signers.size() <= kSignaturesMax, "a note has 1 to 16 signatures");
  std::string note(text);
  note += '\n';
  for (const NoteSigner& signer : signers) {
    TALLYGATE_CHECK(valid_note_name(signer.name), "a note's name is well-formed");
    const auto signature = signer.key->sign(text);
    std::string blob = note_key_id(signer.name, signer.key->public_key(), NoteKey::ed25519);
    blob.append(signature.begin(), signature.end());
    note += signature_line(signer.name, blob);
  }
  return note;
}

std::string sign_note(std::string_view text, std::string_view name, const core::SigningKey& key) {
  const NoteSigner signer{name, &key};
  return sign_note(text, {&signer, 1});
}

std::optional<NoteParts> split_note(std::string_view note) {
  if (note.size() > kNoteBytesMax || !note.ends_with('\n') || !valid_text(note)) return std::nullopt;
  const auto split = note.rfind("\n\n");
  if (split == std::string_view::npos) return std::nullopt;
  NoteParts parts{note.substr(0, split + 1), {}};
  auto lines = note.substr(split + 2);
  while (!lines.empty()) {
    const auto end = lines.find('\n');
    auto line = lines.substr(0, end);
    lines.remove_prefix(end + 1);
    if (parts.signatures.size() == kSignaturesMax || !line.starts_with(kDash)) return std::nullopt;
    line.remove_prefix(kDash.size());
    const auto space = line.find(' ');
    if (space == std::string_view::npos) return std::nullopt;
    auto blob = core::from_base64(line.substr(space + 1));
    if (!valid_note_name(line.substr(0, space)) || !blob || blob->size() < 5) return std::nullopt;
    parts.signatures.push_back({line.substr(0, space), std::move(*blob)});
  }
  return parts;
}

std::optional<std::string> open_note(std::string_view note, const Verifier& verifier) {
  const auto parts = split_note(note);
  if (!parts) return std::nullopt;
  const auto id = note_key_id(verifier.name, verifier.key, NoteKey::ed25519);
  bool verified = false;
  for (const SignatureLine& line : parts->signatures) {
    if (line.name != verifier.name || !line.blob.starts_with(id)) continue;  // another's: not ours to judge
    core::Signature signature{};
    if (line.blob.size() != id.size() + signature.size()) return std::nullopt;
    std::memcpy(signature.data(), line.blob.data() + id.size(), signature.size());
    if (!core::verify(verifier.key, parts->text, signature)) return std::nullopt;
    verified = true;
  }
  if (!verified) return std::nullopt;
  return std::string(parts->text);
}

}  // namespace tallygate::audit
