// WebAuthn registrations (Web Authentication Level 2, 7.1): a credential's public key, read out of the attestation
// object (6.5) of its enrolment. The attestation itself, which says what model the authenticator is, is not verified:
// `none` must be empty, and any other is passed over. Any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "api/stepup/assertion.hpp"
#include "api/stepup/challenge.hpp"
#include "api/stepup/refusal.hpp"
#include "api/stepup/relying_party.hpp"

namespace tallygate::stepup {

constexpr std::size_t kAttestationObjectMax = 32'768;  // bytes: certificates of an attestation that is passed over
constexpr std::size_t kAttestationFormatMax = 32;      // bytes (Level 2, 8.1)
constexpr std::size_t kUserHandleMax = 64;             // bytes (Level 2, 5.4.3)

struct AttestationObject {
  std::string format;                 // "none", "packed" …; 1 to 32 visible ASCII characters
  core::ByteView authenticator_data;  // within what was read
};
// Three members in whatever order, each once, and nothing after them; else attestation_malformed. So is a statement of
// the format `none` that is not empty.
Checked<AttestationObject> read_attestation_object(core::ByteView bytes);

// As the client sent it, out of base64url.
struct Registration {
  core::ByteView client_data_json;
  core::ByteView attestation_object;
};

struct EnrolledCredential {
  Credential credential;  // for the caller to keep; that no other user has the id is for the caller to see to
  std::array<std::uint8_t, 16> aaguid{};  // as claimed: nothing vouches for it
  std::string attestation_format;         // passed over where it is not "none"
  bool user_verified = false;
  bool backed_up = false;
};

// `user_handle`: 1 to kUserHandleMax bytes (CHECKed) that name the user to authenticators and are no personal data,
// kept with the credential.
Checked<EnrolledCredential> verify_registration(const RelyingParty& party, core::ByteView user_handle,
                                                const Challenge& challenge, const Registration& registration,
                                                core::Time now);

}  // namespace tallygate::stepup
