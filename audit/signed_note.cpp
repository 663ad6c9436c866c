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
constexpr char kEd25519 = 0x01;

std::string key_id(std::string_view name, const core::PublicKey& key) {
  std::string bytes(name);
  bytes += '\n';
  bytes += kEd25519;
  bytes.append(key.begin(), key.end());
  const auto digest = core::sha256(bytes);
  return {reinterpret_cast<const char*>(digest.data()), 4};
}

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

std::string make_vkey(std::string_view name, const core::PublicKey& key) {
  std::string raw(1, kEd25519);
  raw.append(key.begin(), key.end());
  return std::string(name) + "+" + core::to_hex(key_id(name, key)) + "+" + core::to_base64(raw);
}

std::optional<Verifier> parse_vkey(std::string_view vkey) {
  const auto first = vkey.find('+');
  const auto second = first == std::string_view::npos ? first : vkey.find('+', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  Verifier v;
  v.name = vkey.substr(0, first);
  const auto id = core::from_hex(vkey.substr(first + 1, second - first - 1));
  const auto raw = core::from_base64(vkey.substr(second + 1));
  if (!valid_note_name(v.name) || !id || !raw || raw->size() != 33 || raw->front() != kEd25519) return std::nullopt;
  std::memcpy(v.key.data(), raw->data() + 1, v.key.size());
  if (*id != key_id(v.name, v.key)) return std::nullopt;
  return v;
}

std::string sign_note(std::string_view text, std::string_view name, const core::SigningKey& key) {
  TALLYGATE_CHECK(valid_note_name(name) && valid_text(text) && text.ends_with('\n'),
                  "a note's text and name are well-formed");
  const auto signature = key.sign(text);
  std::string blob = key_id(name, key.public_key());
  blob.append(signature.begin(), signature.end());
  std::string note(text);
  note.append("\n").append(kDash).append(name).append(" ").append(core::to_base64(blob)).append("\n");
  return note;
}

std::optional<std::string> open_note(std::string_view note, const Verifier& verifier) {
  if (note.size() > kNoteBytesMax || !note.ends_with('\n') || !valid_text(note)) return std::nullopt;
  const auto split = note.rfind("\n\n");
  if (split == std::string_view::npos) return std::nullopt;
  const auto text = note.substr(0, split + 1);
  auto lines = note.substr(split + 2);
  const auto id = key_id(verifier.name, verifier.key);
  bool verified = false;
  for (std::size_t n = 0; !lines.empty(); ++n) {
    const auto end = lines.find('\n');
    auto line = lines.substr(0, end);
    lines.remove_prefix(end + 1);
    if (n == kSignaturesMax || !line.starts_with(kDash)) return std::nullopt;
    line.remove_prefix(kDash.size());
    const auto space = line.find(' ');
    if (space == std::string_view::npos) return std::nullopt;
    const auto blob = core::from_base64(line.substr(space + 1));
    if (!valid_note_name(line.substr(0, space)) || !blob || blob->size() < 5) return std::nullopt;
    if (line.substr(0, space) != verifier.name || blob->substr(0, 4) != id) continue;  // another's: not ours to judge
    core::Signature signature{};
    if (blob->size() != 4 + signature.size()) return std::nullopt;
    std::memcpy(signature.data(), blob->data() + 4, signature.size());
    if (!core::verify(verifier.key, text, signature)) return std::nullopt;
    verified = true;
  }
  if (!verified) return std::nullopt;
  return std::string(text);
}

}  // namespace tallygate::audit
