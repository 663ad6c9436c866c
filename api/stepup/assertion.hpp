// WebAuthn assertions (Web Authentication Level 2, 7.2): an answer by a credential that was enrolled before. Any
// thread.
#pragma once

#include <cstdint>
#include <optional>

#include "api/stepup/challenge.hpp"
#include "api/stepup/refusal.hpp"
#include "api/stepup/relying_party.hpp"
#include "core/bytes.hpp"
#include "core/time.hpp"

namespace tallygate::stepup {

// What the caller keeps of a credential that was enrolled (registration.hpp).
struct Credential {
  core::Bytes id;
  core::Bytes user_handle = {};  // of the user that it was enrolled for
  core::Bytes cose_key;          // as registration gave it
  std::uint32_t sign_count = 0;  // of the last answer that was accepted, or of the enrolment
  bool backup_eligible = false;  // never changes
};

// As the client sent it, out of base64url. None may be longer than its limit here, in bytes.
struct Assertion {
  core::ByteView credential_id;
  core::ByteView client_data_json;                 // client_data.hpp
  core::ByteView authenticator_data;               // authenticator_data.hpp
  core::ByteView signature;                        // an RSA key's modulus at most
  std::optional<core::ByteView> user_handle = {};  // where the authenticator said one
};

struct AcceptedAssertion {
  std::uint32_t sign_count = 0;  // for the caller to record before it acts
  bool counted = false;          // false where the authenticator does not count (0 after 0): copies are not noticed
  bool user_verified = false;
  bool backed_up = false;
  core::Digest evidence{};  // SHA-256 of the authenticator data, the SHA-256 of the client data, and the signature
};

// The credential is the one that the caller found under the answer's id for the challenge's subject. Checked are the
// ids, then what the client says, then what the authenticator says, then the signature, and at last the counter, which
// only whoever holds the key can say.
Checked<AcceptedAssertion> verify_assertion(const RelyingParty& party, const Credential& credential,
                                            const Challenge& challenge, const Assertion& assertion, core::Time now);

}  // namespace tallygate::stepup
