#include "audit/rotation.hpp"

#include <algorithm>
#include <vector>

#include "audit/note_lines.hpp"
#include "core/bytes.hpp"
#include "core/check.hpp"
#include "core/record_codec.hpp"

namespace tallygate::audit {
namespace {

// Seven lines, as docs/formats.md says.
std::string statement_of(const Checkpoint& here, const core::KeyRotated& rotated) {
  return "rotation/1\n" + here.origin + "\n" + rotated.public_key + "\n" + rotated.retires + "\n" +
         std::to_string(here.size) + "\n" + core::to_base64(core::view(here.root)) + "\n" +
         (rotated.overlap_until ? core::format_time(*rotated.overlap_until) : "-") + "\n";
}

std::optional<Proof> proof_of(const core::KeyRotated& rotated) {
  Proof proof;
  if (!rotated.consistency) return proof;
  for (const std::string& hash : *rotated.consistency) {
    const auto digest = base64_digest(hash);
    if (!digest) return std::nullopt;
    proof.push_back(*digest);
  }
  return proof;
}

// That the key before has signed a tree with which these records begin.
std::optional<std::string> wrong_predecessor(const core::KeyRotated& rotated, const Epoch& last,
                                             const Checkpoint& here) {
  const auto before = parse_vkey(last.vkey);
  const auto predecessor = before ? open_checkpoint(rotated.predecessor, *before) : std::nullopt;
  if (!predecessor || predecessor->origin != last.origin)
    return "the rotation's predecessor is not signed by " + last.vkey;
  const auto proof = proof_of(rotated);
  if (predecessor->size == 0 || !proof ||
      !verify_consistency(predecessor->size, here.size, *proof, predecessor->root, here.root))
    return "the rotation's predecessor is not of the log before it";
  return std::nullopt;
}

std::optional<std::string> wrong_statement(const core::KeyRotated& rotated, const Epoch& last,
                                           std::string_view recovery_hex, const Checkpoint& here) {
  const auto fresh = parse_vkey(rotated.public_key), before = parse_vkey(last.vkey);
  const auto recovery = recovery_verifier(last, recovery_hex);
  const auto statement = open_note(rotated.statement, *fresh);
  if (!statement) return "the rotation's statement is not signed by the new key";
  const bool allowed =
      (before && open_note(rotated.statement, *before)) || (recovery && open_note(rotated.statement, *recovery));
  if (!allowed) return "the rotation is signed neither by the key before nor by the recovery key";
  if (*statement != statement_of(here, rotated)) return "the rotation's statement says something else than its record";
  return std::nullopt;
}

}  // namespace

std::optional<std::string> wrong_in_rotation(const core::KeyRotated& rotated, const Epoch& last,
                                             std::string_view recovery_hex, const core::Record& record,
                                             const core::Digest& root_before) {
  const Checkpoint here{last.origin, record.seq, root_before};
  const auto fresh = parse_vkey(rotated.public_key);
  if (rotated.retires != last.vkey) return "the rotation retires another key than " + last.vkey;
  if (!fresh || fresh->name != last.origin) return "the rotation's new key is not one of " + last.origin;
  if (std::ranges::find(last.keys, rotated.public_key, &LogKey::vkey) != last.keys.end())
    return "the rotation's new key has signed for the log before";
  if (rotated.overlap_until &&
      (*rotated.overlap_until <= record.at || *rotated.overlap_until - record.at > kOverlapMax))
    return "the rotation's overlap does not end within 366 days after it";
  if (auto wrong = wrong_predecessor(rotated, last, here)) return wrong;
  return wrong_statement(rotated, last, recovery_hex, here);
}

std::optional<Verifier> leads_to(const core::KeyRotated& rotated, const Verifier& from) {
  const auto fresh = parse_vkey(rotated.public_key);
  if (!fresh || fresh->name != from.name || rotated.retires != make_vkey(from.name, from.key)) return std::nullopt;
  const auto text = open_note(rotated.statement, from);
  if (!text || !open_note(rotated.statement, *fresh)) return std::nullopt;
  std::string_view rest = *text;
  const auto first = take_line(rest), origin = take_line(rest), named = take_line(rest), retired = take_line(rest);
  const bool says = retired && *first == "rotation/1" && *origin == from.name && *named == rotated.public_key &&
                    *retired == rotated.retires;
  return says ? fresh : std::nullopt;
}

std::optional<Verifier> led_by_rotations(std::string_view lines, std::string_view note, const Verifier& from) {
  core::RecordDecoder decoder;
  Verifier key = from;
  for (auto line = take_line(lines); line; line = take_line(lines)) {
    const auto decoded = decoder.decode(*line);
    const auto* rotated = decoded ? std::get_if<core::KeyRotated>(&decoded->record.effect) : nullptr;
    const auto next = rotated != nullptr ? leads_to(*rotated, key) : std::nullopt;
    if (!next) continue;
    key = *next;
    if (open_note(note, key)) return key;
  }
  return std::nullopt;
}

core::Result<core::KeyRotated> make_rotation(const RotationRequest& request) {
  TALLYGATE_CHECK((request.before == nullptr) != (request.recovery == nullptr), "one key signs a rotation");
  core::KeyRotated rotated;
  rotated.overlap_until = request.overlap_until;
  rotated.predecessor = request.predecessor;
  rotated.public_key = make_vkey(request.last.origin, request.fresh.public_key());
  rotated.retires = request.last.vkey;
  if (!request.consistency.empty()) {
    auto& hashes = rotated.consistency.emplace();
    for (const core::Digest& hash : request.consistency) hashes.push_back(core::to_base64(core::view(hash)));
  }
  const std::string recovery = recovery_name(request.last);
  const NoteSigner signers[] = {{request.last.origin, &request.fresh},
                                request.before != nullptr ? NoteSigner{request.last.origin, request.before}
                                                          : NoteSigner{recovery, request.recovery}};
  rotated.statement = sign_note(statement_of(request.here, rotated), signers);
  if (auto wrong = wrong_predecessor(rotated, request.last, request.here))
    return core::failure(core::ErrorKind::invalid, *wrong);
  return rotated;
}

}  // namespace tallygate::audit
