#include "api/app/witness_key.hpp"

#include <sodium.h>

#include <algorithm>
#include <utility>

#include "api/app/private_file.hpp"
#include "audit/signed_note.hpp"

namespace tallygate::app {
namespace {

using audit::NoteKey;

constexpr std::string_view kPrefix = "PRIVATE+KEY+";

core::OperatingError no_key(const std::filesystem::path& path) {
  return core::failure(core::ErrorKind::invalid, path.string() + " does not hold a witness's key");
}

}  // namespace

std::string WitnessKey::vkey() const {
  return audit::make_vkey(name, key.public_key(), NoteKey::cosignature_v1);
}

core::Status write_witness_key(const std::filesystem::path& path, const WitnessKey& key) {
  auto seed = key.key.seed();
  std::string raw(1, static_cast<char>(NoteKey::cosignature_v1));
  raw.append(seed.begin(), seed.end());
  std::string text(kPrefix);
  text += key.name + "+" + core::to_hex(audit::note_key_id(key.name, key.key.public_key(), NoteKey::cosignature_v1)) +
          "+" + core::to_base64(raw) + "\n";
  core::Status written = write_private_file(path, text);
  sodium_memzero(seed.data(), seed.size());
  sodium_memzero(raw.data(), raw.size());
  sodium_memzero(text.data(), text.size());
  return written;
}

core::Result<WitnessKey> read_witness_key(const std::filesystem::path& path) {
  auto text = read_file(path);
  if (!text) return text.error();
  std::string_view rest = *text;
  while (rest.ends_with('\n')) rest.remove_suffix(1);
  if (!rest.starts_with(kPrefix)) return no_key(path);
  rest.remove_prefix(kPrefix.size());
  const auto first = rest.find('+');
  const auto second = first == std::string_view::npos ? first : rest.find('+', first + 1);
  if (second == std::string_view::npos) return no_key(path);
  const std::string name(rest.substr(0, first)), id(rest.substr(first + 1, second - first - 1));
  auto raw = core::from_base64(rest.substr(second + 1));
  sodium_memzero(text->data(), text->size());
  std::array<std::uint8_t, 32> seed{};
  if (!raw || raw->size() != 1 + seed.size() || raw->front() != static_cast<char>(NoteKey::cosignature_v1))
    return no_key(path);
  std::copy(raw->begin() + 1, raw->end(), reinterpret_cast<char*>(seed.data()));
  sodium_memzero(raw->data(), raw->size());
  WitnessKey key{name, core::SigningKey::from_seed(seed)};
  sodium_memzero(seed.data(), seed.size());
  if (!audit::valid_note_name(name) ||
      core::to_hex(audit::note_key_id(name, key.key.public_key(), NoteKey::cosignature_v1)) != id)
    return no_key(path);
  return key;
}

}  // namespace tallygate::app
