#include "tests/support/software_authenticator.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "core/check.hpp"
#include "core/hash.hpp"
#include "tests/support/cbor_text.hpp"

namespace tallygate::support {
namespace {

constexpr std::size_t kRsaBits = 2'048;

EVP_PKEY* new_key(KeyKind kind) {
  switch (kind) {
    case KeyKind::es256:
      return EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256");
    case KeyKind::eddsa:
      return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
    case KeyKind::rs256:
      return EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", kRsaBits);
  }
  return nullptr;
}

std::array<std::uint8_t, 32> raw_ed25519(const EVP_PKEY* key) {
  std::array<std::uint8_t, 32> raw;
  std::size_t size = raw.size();
  TALLYGATE_CHECK(EVP_PKEY_get_raw_public_key(key, raw.data(), &size) == 1 && size == raw.size(), "no raw key");
  return raw;
}

stepup::P256Key raw_p256(const EVP_PKEY* key) {
  std::array<std::uint8_t, 65> point;  // 4, x, y
  std::size_t size = 0;
  const int rc = EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size(), &size);
  TALLYGATE_CHECK(rc == 1 && size == point.size() && point[0] == 4, "no uncompressed point");
  stepup::P256Key raw;
  std::copy_n(point.begin() + 1, 32, raw.x.begin());
  std::copy_n(point.begin() + 33, 32, raw.y.begin());
  return raw;
}

stepup::RsaKey raw_rsa(const EVP_PKEY* key) {
  BIGNUM* modulus = nullptr;
  TALLYGATE_CHECK(EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_N, &modulus) == 1, "no modulus");
  stepup::RsaKey raw{core::Bytes(static_cast<std::size_t>(BN_num_bytes(modulus)), '\0')};
  BN_bn2bin(modulus, reinterpret_cast<unsigned char*>(raw.modulus.data()));
  BN_free(modulus);
  return raw;
}

std::string big_endian(std::uint64_t value, int bytes) {
  std::string out;
  while (bytes-- > 0) out += static_cast<char>(value >> (8 * bytes) & 0xff);
  return out;
}

// Members in the order of Level 2, 5.8.1.1.
std::string client_data(const Said& said) {
  return R"({"type":")" + said.type + R"(","challenge":")" + core::to_base64url(said.nonce) + R"(","origin":")" +
         said.origin + "\"" + said.more + "}";
}

std::string fixed_part(const Said& said) {
  return std::string(core::view(core::sha256(said.rp_id))) + static_cast<char>(said.flags) +
         big_endian(said.sign_count, 4);
}

}  // namespace

void SoftwareAuthenticator::Free::operator()(EVP_PKEY* key) const {
  EVP_PKEY_free(key);
}

SoftwareAuthenticator::SoftwareAuthenticator(KeyKind kind) : kind_(kind), key_(new_key(kind)) {
  TALLYGATE_CHECK(key_ != nullptr, "OpenSSL made no key");
  id_ = core::view(core::sha256(cose_key()));
}

core::Bytes SoftwareAuthenticator::cose_key() const {
  if (kind_ == KeyKind::es256) return support::cose_key(raw_p256(key_.get()));
  if (kind_ == KeyKind::eddsa) return support::cose_key(raw_ed25519(key_.get()));
  return support::cose_key(raw_rsa(key_.get()));
}

core::Bytes SoftwareAuthenticator::sign(core::ByteView message) const {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  const char* digest = kind_ == KeyKind::eddsa ? nullptr : "SHA256";
  const auto* octets = reinterpret_cast<const unsigned char*>(message.data());
  std::size_t size = 0;
  bool signs = EVP_DigestSignInit_ex(context.get(), nullptr, digest, nullptr, nullptr, key_.get(), nullptr) == 1 &&
               EVP_DigestSign(context.get(), nullptr, &size, octets, message.size()) == 1;
  core::Bytes out(size, '\0');
  signs = signs && EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size, octets,
                                  message.size()) == 1;
  TALLYGATE_CHECK(signs, "OpenSSL does not sign");
  out.resize(size);
  return out;
}

Registered SoftwareAuthenticator::registers(Said said) const {
  said.type = "webauthn.create";
  said.flags |= kCredentialFollows;
  const std::string data =
      fixed_part(said) + std::string(16, '\x11') + big_endian(id_.size(), 2) + id_ + cose_key() + said.extensions;
  return {client_data(said), cbor_map(3) + cbor_text("fmt") + cbor_text(said.format) + cbor_text("attStmt") +
                                 said.statement + cbor_text("authData") + cbor_bytes(data)};
}

Answered SoftwareAuthenticator::answers(const Said& said) const {
  Answered answered{.credential_id = id_,
                    .client_data_json = client_data(said),
                    .authenticator_data = fixed_part(said) + said.extensions,
                    .signature = {}};
  answered.signature =
      sign(answered.authenticator_data + std::string(core::view(core::sha256(answered.client_data_json))));
  return answered;
}

const SoftwareAuthenticator& authenticator(KeyKind kind) {
  static const SoftwareAuthenticator es256(KeyKind::es256), eddsa(KeyKind::eddsa), rs256(KeyKind::rs256);
  return kind == KeyKind::es256 ? es256 : kind == KeyKind::eddsa ? eddsa : rs256;
}

}  // namespace tallygate::support
