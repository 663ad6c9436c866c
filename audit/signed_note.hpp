// C2SP signed-note with Ed25519 (type 0x01), and the verifier keys ("vkey") that its users pin.
// https://c2sp.org/signed-note
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/signing.hpp"

namespace tallygate::audit {

// name+hex8(keyID)+base64(0x01 || public key); keyID = SHA-256(name || 0x0A || 0x01 || public key)[0:4].
std::string make_vkey(std::string_view name, const core::PublicKey& key);

struct Verifier {
  std::string name;
  core::PublicKey key{};
};
std::optional<Verifier> parse_vkey(std::string_view vkey);  // refuses a key id that does not match

// A note's name: not empty, no space, no '+', no control byte.
bool valid_note_name(std::string_view name);

// `text` ends in a newline and holds no control byte but newlines. The whole note: text, empty line, one signature
// line.
std::string sign_note(std::string_view text, std::string_view name, const core::SigningKey& key);

// The text of a note that `verifier` signed; empty when its signature is missing, fails, or the note is malformed. At
// most 16 signatures are looked at.
std::optional<std::string> open_note(std::string_view note, const Verifier& verifier);

}  // namespace tallygate::audit
