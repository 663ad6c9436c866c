// Rotation of a log's signing key: the record key.rotated (docs/formats.md, "Rotation"). It names the new key, says how
// long the one before signs beside it, and is signed by the new key, which shows that somebody has it, and by the key
// before or, where that is lost or stolen, by the recovery key. A checkpoint that the key before signed stands in it
// and pins record 0, and with it the recovery key, for whoever trusts only the key before.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "audit/epoch.hpp"
#include "audit/proofs.hpp"
#include "core/effects.hpp"
#include "core/record.hpp"
#include "core/result.hpp"
#include "core/signing.hpp"
#include "core/time.hpp"

namespace tallygate::audit {

constexpr core::Duration kOverlapMax = core::days(366);  // of log time, from the record's `at`

struct RotationRequest {
  const Epoch& last;
  std::string_view predecessor;              // a checkpoint that last.vkey signed, of at most the records before
  Proof consistency;                         // from it to those records; empty where it covers all of them
  Checkpoint here;                           // all records before this one
  const core::SigningKey& fresh;             // the new key
  const core::SigningKey* before = nullptr;  // signs the rotation; exactly one of the two is given
  const core::SigningKey* recovery = nullptr;
  std::optional<core::Time> overlap_until;
};
// The effect of the record that follows `here`. invalid, with the reason, where it would not hold.
core::Result<core::KeyRotated> make_rotation(const RotationRequest& request);

// What is wrong with the rotation that `record` says, after `last` and the records whose root this is; nothing when it
// holds. `recovery_hex` is record 0's.
std::optional<std::string> wrong_in_rotation(const core::KeyRotated& rotated, const Epoch& last,
                                             std::string_view recovery_hex, const core::Record& record,
                                             const core::Digest& root_before);

// The new key, where whoever trusts `from` may trust it by the rotation alone: `from` is the key before, and it and the
// new key have signed that. Nothing where the recovery key signed: that it is the log's only the whole log shows.
std::optional<Verifier> leads_to(const core::KeyRotated& rotated, const Verifier& from);

// The first key that has signed `note` of those that rotations lead to from `from`, one after the other. `lines`: the
// records that rotated the key, in order, each as it was hashed.
std::optional<Verifier> led_by_rotations(std::string_view lines, std::string_view note, const Verifier& from);

}  // namespace tallygate::audit
