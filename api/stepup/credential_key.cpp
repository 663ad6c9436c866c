#include "api/stepup/credential_key.hpp"

#include <sodium.h>

#include <algorithm>
#include <optional>

#include "api/stepup/openssl_key.hpp"

namespace tallygate::stepup {
namespace {

// Labels and values of the IANA registry "CBOR Object Signing and Encryption".
constexpr std::int64_t kKeyType = 1, kAlgorithm = 3;
constexpr std::int64_t kCurve = -1, kX = -2, kY = -3;  // of OKP and EC2
constexpr std::int64_t kModulus = -1, kExponent = -2;  // of RSA
constexpr std::int64_t kOkp = 1, kEc2 = 2, kRsa = 3;   // key types
constexpr std::int64_t kEs256 = -7, kEdDsa = -8, kRs256 = -257;
constexpr std::int64_t kP256 = 1, kEd25519 = 6;  // curves

constexpr core::ByteView kExponent65537{"\x01\x00\x01", 3};
constexpr std::size_t kModulusBytesMin = 256, kModulusBytesMax = 512;

void expect(CborReader& reader, std::int64_t label) {
  if (reader.integer() != label) reader.fail();
}

void expect(CborReader& reader, std::int64_t label, std::int64_t value) {
  expect(reader, label);
  expect(reader, value);
}

std::array<std::uint8_t, 32> coordinate(CborReader& reader, std::int64_t label) {
  expect(reader, label);
  std::array<std::uint8_t, 32> out{};
  const core::ByteView bytes = reader.bytes();
  if (bytes.size() == out.size()) {
    std::ranges::copy(bytes, reinterpret_cast<char*>(out.data()));
  } else {
    reader.fail();
  }
  return out;
}

Checked<CredentialKey> read_p256(CborReader& reader) {
  expect(reader, kCurve, kP256);
  P256Key key;
  key.x = coordinate(reader, kX);
  key.y = coordinate(reader, kY);
  if (!reader.ok()) return Refusal::key_malformed;
  if (to_openssl(key) == nullptr) return Refusal::key_unusable;
  return CredentialKey(key);
}

Checked<CredentialKey> read_ed25519(CborReader& reader) {
  expect(reader, kCurve, kEd25519);
  const core::PublicKey key = coordinate(reader, kX);
  if (!reader.ok()) return Refusal::key_malformed;
  if (crypto_core_ed25519_is_valid_point(key.data()) != 1) return Refusal::key_unusable;
  return CredentialKey(key);
}

Checked<CredentialKey> read_rsa(CborReader& reader) {
  expect(reader, kModulus);
  RsaKey key{core::Bytes(reader.bytes())};
  expect(reader, kExponent);
  const core::ByteView exponent = reader.bytes();
  if (!reader.ok() || key.modulus.empty() || key.modulus[0] == '\0') return Refusal::key_malformed;
  const bool odd = (static_cast<std::uint8_t>(key.modulus.back()) & 1U) != 0;
  const bool full = (static_cast<std::uint8_t>(key.modulus[0]) & 0x80U) != 0 || key.modulus.size() > kModulusBytesMin;
  if (key.modulus.size() < kModulusBytesMin || key.modulus.size() > kModulusBytesMax || !full || !odd ||
      exponent != kExponent65537)
    return Refusal::key_unusable;
  return CredentialKey(std::move(key));
}

}  // namespace

// Labels stand in their canonical order, 1, 3, -1, -2, -3, so reading them one after the other leaves no room for one
// twice, or for one that is not known.
Checked<CredentialKey> read_credential_key(CborReader& reader) {
  const std::size_t members = reader.map();
  expect(reader, kKeyType);
  const std::int64_t type = reader.integer();
  expect(reader, kAlgorithm);
  const std::int64_t algorithm = reader.integer();
  if (!reader.ok()) return Refusal::key_malformed;
  if (algorithm == kEs256 && type == kEc2 && members == 5) return read_p256(reader);
  if (algorithm == kEdDsa && type == kOkp && members == 4) return read_ed25519(reader);
  if (algorithm == kRs256 && type == kRsa && members == 4) return read_rsa(reader);
  const bool known = algorithm == kEs256 || algorithm == kEdDsa || algorithm == kRs256;
  return known ? Refusal::key_malformed : Refusal::key_unsupported;
}

Checked<CredentialKey> read_credential_key(core::ByteView cose) {
  CborReader reader(cose);
  Checked<CredentialKey> key = read_credential_key(reader);
  if (key && !reader.rest().empty()) return Refusal::key_malformed;
  return key;
}

bool verify(const CredentialKey& key, core::ByteView message, core::ByteView signature) {
  if (const auto* ed25519 = std::get_if<core::PublicKey>(&key)) {
    core::Signature raw;
    if (signature.size() != raw.size()) return false;
    std::ranges::copy(signature, reinterpret_cast<char*>(raw.data()));
    return core::verify(*ed25519, message, raw);
  }
  const OpensslKey openssl =
      std::holds_alternative<P256Key>(key) ? to_openssl(std::get<P256Key>(key)) : to_openssl(std::get<RsaKey>(key));
  return openssl != nullptr && verifies_sha256(*openssl, message, signature);
}

}  // namespace tallygate::stepup
