// An authenticator and the browser before it, in software: makes a credential with a key of OpenSSL's and answers
// ceremonies by it, honestly or with whatever a test makes it say.
#pragma once

#include <openssl/types.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "api/stepup/assertion.hpp"
#include "api/stepup/registration.hpp"
#include "api/stepup/relying_party.hpp"

namespace tallygate::support {

enum class KeyKind { es256, eddsa, rs256 };
inline constexpr KeyKind kKeyKinds[] = {KeyKind::es256, KeyKind::eddsa, KeyKind::rs256};

constexpr std::uint8_t kUserPresent = 0x01, kUserVerified = 0x04, kBackupEligible = 0x08, kBackedUp = 0x10,
                       kCredentialFollows = 0x40, kExtensionsFollow = 0x80;

// What browser and authenticator say; the defaults are those of an honest answer to `challenge`.
struct Said {
  core::Bytes nonce = core::Bytes(32, '\x5a');
  std::string type = "webauthn.get";
  std::string origin = "https://shop.example";
  std::string more = {};  // members of the client data after the origin, with a comma before each
  std::string rp_id = "shop.example";
  std::uint8_t flags = kUserPresent | kUserVerified;
  std::uint32_t sign_count = 1;
  core::Bytes extensions = {};  // CBOR, where the flags say so
  std::string format = "none";
  core::Bytes statement = core::Bytes("\xa0", 1);
};

struct Answered {
  core::Bytes credential_id, client_data_json, authenticator_data, signature;
  stepup::Assertion assertion() const {
    return {.credential_id = credential_id,
            .client_data_json = client_data_json,
            .authenticator_data = authenticator_data,
            .signature = signature};
  }
};

struct Registered {
  core::Bytes client_data_json, attestation_object;
  stepup::Registration registration() const { return {client_data_json, attestation_object}; }
};

class SoftwareAuthenticator {
 public:
  explicit SoftwareAuthenticator(KeyKind kind);

  const core::Bytes& credential_id() const { return id_; }
  core::Bytes cose_key() const;

  Registered registers(Said said) const;  // type and the flag of the credential are set
  Answered answers(const Said& said) const;
  core::Bytes sign(core::ByteView message) const;

 private:
  struct Free {
    void operator()(EVP_PKEY* key) const;
  };
  KeyKind kind_;
  std::unique_ptr<EVP_PKEY, Free> key_;
  core::Bytes id_;
};

// One for each kind, made when it is first asked for: an RSA key takes a while.
const SoftwareAuthenticator& authenticator(KeyKind kind);

// What Said is honest to.
inline stepup::RelyingParty shop() {
  return {.id = "shop.example", .origins = {"https://shop.example", "https://m.shop.example"}};
}
inline stepup::Challenge challenge_of_shop() {
  return {.id = "ch12",
          .subject = "party:p1",
          .opened_at = {1'790'000'000'000'000},
          .expires_at = {1'790'000'900'000'000},
          .nonce = Said().nonce};
}
constexpr core::Time kDuringChallenge{1'790'000'060'000'000};

inline stepup::Credential credential_of(const SoftwareAuthenticator& authenticator) {
  return {.id = authenticator.credential_id(), .user_handle = "handle of p1", .cose_key = authenticator.cose_key()};
}

}  // namespace tallygate::support
