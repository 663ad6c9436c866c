// Authenticator data (Web Authentication Level 2, 6.1; the flags of backup are Level 3's): what an authenticator signs
// of itself, and on enrolment the new credential (6.5.1). Any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "api/stepup/credential_key.hpp"
#include "api/stepup/refusal.hpp"
#include "core/bytes.hpp"

namespace tallygate::stepup {

constexpr std::size_t kAuthenticatorDataMax = 8'192;  // bytes: the longest id and key, and extensions
constexpr std::size_t kCredentialIdMax = 1'023;       // bytes (Level 2, 7.1)

struct AttestedCredential {
  std::array<std::uint8_t, 16> aaguid{};  // of the authenticator's model, zeros where it does not say
  core::Bytes id;                         // 1 to kCredentialIdMax bytes
  CredentialKey key;
  core::Bytes cose_key;  // the key as it stood: read_credential_key reads it again
};

struct AuthenticatorData {
  core::Digest rp_id_hash{};  // SHA-256 of the relying party's id
  bool user_present = false, user_verified = false;
  bool backup_eligible = false, backed_up = false;
  std::uint32_t sign_count = 0;
  std::optional<AttestedCredential> credential;
  core::Bytes extensions;  // CBOR of one map, not looked into; empty where there are none
};

// authenticator_data_malformed where it does not end exactly where its flags say; for a credential's key what
// read_credential_key says. Flags that are reserved are not looked at.
Checked<AuthenticatorData> read_authenticator_data(core::ByteView bytes);

}  // namespace tallygate::stepup
