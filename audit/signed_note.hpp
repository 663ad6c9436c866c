// C2SP signed-note with Ed25519 (type 0x01), and the verifier keys ("vkey") that its users pin.
// https://c2sp.org/signed-note
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/signing.hpp"

namespace tallygate::audit {

// What a signature is of; part of the key id, so that a key of one kind verifies nothing of another.
enum class NoteKey : std::uint8_t {
  ed25519 = 0x01,         // of the note's text
  cosignature_v1 = 0x04,  // of a witness, with its time (audit/cosignature.hpp)
};

// SHA-256(name || 0x0A || kind || public key)[0:4].
std::string note_key_id(std::string_view name, const core::PublicKey& key, NoteKey kind);

// name+hex8(keyID)+base64(kind || public key).
std::string make_vkey(std::string_view name, const core::PublicKey& key, NoteKey kind = NoteKey::ed25519);

struct Verifier {
  std::string name;
  core::PublicKey key{};
};
// Refuses a key id that does not match, and a key of another kind.
std::optional<Verifier> parse_vkey(std::string_view vkey, NoteKey kind = NoteKey::ed25519);

// A note's name: not empty, no space, no '+', no control byte.
bool valid_note_name(std::string_view name);

// A note in its parts. Views into it.
struct SignatureLine {
  std::string_view name;
  std::string blob;  // key id and signature, at least 5 bytes
};
struct NoteParts {
  std::string_view text;  // what is signed: with its last newline, without the empty line
  std::vector<SignatureLine> signatures;
};
std::optional<NoteParts> split_note(std::string_view note);  // nothing when it is malformed or has over 16 signatures

// One signature line with its newline, to be put behind a note.
std::string signature_line(std::string_view name, std::string_view blob);

// `text` ends in a newline and holds no control byte but newlines. The whole note: text, empty line, one signature
// line.
std::string sign_note(std::string_view text, std::string_view name, const core::SigningKey& key);

// The same with a line of each signer, in their order; 1 to 16 of them.
struct NoteSigner {
  std::string_view name;
  const core::SigningKey* key = nullptr;
};
std::string sign_note(std::string_view text, std::span<const NoteSigner> signers);

// The text of a note that `verifier` signed; empty when its signature is missing, fails, or the note is malformed. At
// most 16 signatures are looked at.
std::optional<std::string> open_note(std::string_view note, const Verifier& verifier);

}  // namespace tallygate::audit
