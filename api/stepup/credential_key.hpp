// The public key of a WebAuthn credential: read from a COSE key (RFC 9052 and 9053; Web Authentication Level 2, 5.8.5
// and 6.5.1.1), and what it says of a signature. ES256 over P-256, EdDSA over Ed25519, RS256. Any thread.
#pragma once

#include <array>
#include <cstdint>
#include <variant>

#include "api/stepup/cbor_reader.hpp"
#include "api/stepup/refusal.hpp"
#include "core/bytes.hpp"
#include "core/signing.hpp"

namespace tallygate::stepup {

struct P256Key {
  std::array<std::uint8_t, 32> x, y;  // big-endian
  bool operator==(const P256Key&) const = default;
};
struct RsaKey {
  core::Bytes modulus;  // big-endian, without leading zeros; 2,048 to 4,096 bits. The exponent is 65537
  bool operator==(const RsaKey&) const = default;
};
using CredentialKey = std::variant<P256Key, core::PublicKey, RsaKey>;

// The whole of `cose`. Taken is only the canonical form with the members that the specification requires, so that one
// key has one text: key_malformed. Other algorithms are key_unsupported. What is no point of its curve, an Ed25519
// point of small order, or an RSA key other than above is key_unusable.
Checked<CredentialKey> read_credential_key(core::ByteView cose);
// The same where something may follow.
Checked<CredentialKey> read_credential_key(CborReader& reader);

// ES256: ECDSA in strict DER. EdDSA: 64 bytes. RS256: RSASSA-PKCS1-v1_5 as long as the modulus. All but EdDSA over
// SHA-256 of the message. Leaves OpenSSL's error queue as it was.
bool verify(const CredentialKey& key, core::ByteView message, core::ByteView signature);

}  // namespace tallygate::stepup
