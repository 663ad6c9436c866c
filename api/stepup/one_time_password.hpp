// One-time passwords: HOTP (RFC 4226) over a counter of time steps, which is TOTP (RFC 6238), with HMAC-SHA-1, SHA-256
// or SHA-512; and what a person's authenticator app is enrolled with. No clock, no state: time, random bytes and the
// last accepted step are the caller's. Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "api/stepup/challenge.hpp"
#include "api/stepup/refusal.hpp"
#include "core/random.hpp"

namespace tallygate::stepup {

constexpr std::size_t kOtpSecretMin = 16;   // bytes: RFC 4226, R6, asks for 128 bits
constexpr std::size_t kOtpSecretMax = 128;  // bytes: HMAC would hash a longer one down
constexpr int kOtpStepsAround = 1;          // accepted on either side of the present step (RFC 6238, 5.2 and 6)

enum class OtpHash : std::uint8_t { sha1, sha256, sha512 };

struct OtpEnrolment {
  core::Bytes secret = {};  // kOtpSecretMin to kOtpSecretMax bytes
  OtpHash hash = OtpHash::sha1;
  int digits = 6;   // 6 to 8
  int step_s = 30;  // 30 or 60
};
bool usable(const OtpEnrolment& enrolment);

// As long as the hash (20, 32 or 64 bytes), which is what RFC 6238 asks for.
core::Bytes new_otp_secret(core::Random& random, OtpHash hash);

// What an app reads as a QR code: otpauth://totp/ISSUER:ACCOUNT?secret=…, the "Key Uri Format" that authenticator apps
// share. It holds the secret: show it once, log it nowhere. Issuer and account: 1 to 128 bytes of UTF-8, no colon.
Checked<std::string> otpauth_uri(const OtpEnrolment& enrolment, std::string_view issuer, std::string_view account);

// RFC 4226, 5.3, with leading zeros. `digits` from 6 to 8 (CHECKed).
std::string hotp(core::ByteView secret, std::uint64_t counter, OtpHash hash, int digits);

struct AcceptedOtp {
  std::uint64_t step = 0;  // for the caller to record before it acts: what is not later is refused from then on
};

// `last_step` is that of the last password accepted for this enrolment, of whatever challenge. Every candidate is
// compared, each in constant time; where a password fits several steps the latest counts, so that it is never good for
// a second one. `now` is CHECKed not to be before 1970.
Checked<AcceptedOtp> verify_otp(const OtpEnrolment& enrolment, std::optional<std::uint64_t> last_step,
                                const Challenge& challenge, std::string_view password, core::Time now);

}  // namespace tallygate::stepup
