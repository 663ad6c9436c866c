// C2SP tlog-witness, without its transport and its disk: what a witness reads, decides and says.
// https://c2sp.org/tlog-witness
//
// The judgement is a pure function of the request and the last checkpoint that was cosigned of that origin. Whoever
// calls it keeps the new checkpoint durably, if it is still the successor of that last one, before the answer leaves.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "audit/checkpoint.hpp"
#include "audit/proofs.hpp"

namespace tallygate::audit {

constexpr std::size_t kAddCheckpointBytesMax = 32 * 1024;  // 63 hashes and a checkpoint of 16 signatures, and room

struct AddCheckpoint {
  std::uint64_t old_size = 0;
  Proof proof;             // from old_size, at most kProofHashesMax hashes
  std::string checkpoint;  // a signed note
};
// "old <size>\n", a line a hash in base64, an empty line, the checkpoint. Nothing when it is not of this form.
std::optional<AddCheckpoint> parse_add_checkpoint(std::string_view body);
std::string write_add_checkpoint(const AddCheckpoint& request);

// The origin that a note claims, signed or not.
std::optional<std::string> claimed_origin(std::string_view note);

struct Judgement {
  int status = 500;          // 200, 400, 403, 409 or 422; 404, for an unknown origin, is the caller's to say
  std::string detail;        // a sentence, where it is refused
  std::uint64_t latest = 0;  // with 409: the size that was cosigned last
  Checkpoint checkpoint;     // with 200: what to keep
  std::string text;          // with 200: what to cosign
};
// `keys` are those of the log that the note claims to be of, of one name: while it rotates its key there are two, and
// either will do. `last` is what was cosigned of it last, if anything was.
Judgement judge(const AddCheckpoint& request, std::span<const Verifier> keys, const std::optional<Checkpoint>& last);
inline Judgement judge(const AddCheckpoint& request, const Verifier& key, const std::optional<Checkpoint>& last) {
  return judge(request, {&key, 1}, last);
}

}  // namespace tallygate::audit
