// The platform's signed verdict: the platform asked its user in its own way and says how it ended. The signature is
// Ed25519 (RFC 8032), detached, over the verdict in canonical JSON (RFC 8785):
//
//   {"at":"2026-11-22T06:17:14.000000Z","challenge_id":"ch12","method":"sms","passed":true,"subject":"party:p1"}
//
// `at` is in UTC with six digits. A key is one tenant's alone: nothing in the text names the tenant.
#pragma once

#include <span>
#include <string>

#include "api/stepup/challenge.hpp"
#include "api/stepup/refusal.hpp"
#include "core/signing.hpp"

namespace tallygate::stepup {

constexpr std::size_t kVerdictMethodMax = 64;  // bytes
constexpr std::size_t kVerdictKeysMax = 8;     // of a tenant: one in use and those around a rotation (CHECKed)

struct PlatformVerdict {
  std::string challenge_id, subject;
  bool passed = false;
  std::string method;  // in the platform's words, 1 to 64 visible ASCII characters
  core::Time at;       // when the user answered
};

// What the platform signs. The texts are CHECKed to be visible ASCII and the time to be one that can be written; what
// comes from outside goes through verify_verdict.
std::string signed_text(const PlatformVerdict& verdict);

struct AcceptedVerdict {
  bool passed = false;  // an authentic verdict may be that the user failed
  std::string method;
  core::Time at;
  core::Digest evidence;  // SHA-256 of the signed text and the signature after it
};

// Good where one of `keys` signed it, about this challenge and subject, dated from its opening to before its end, and
// `now` is before the end too. Any thread.
Checked<AcceptedVerdict> verify_verdict(std::span<const core::PublicKey> keys, const Challenge& challenge,
                                        const PlatformVerdict& verdict, core::ByteView signature, core::Time now);

}  // namespace tallygate::stepup
