#include "core/signing.hpp"

#include <sodium.h>

#include <algorithm>

#include "core/check.hpp"

namespace tallygate::core {
namespace {

const unsigned char* octets(ByteView bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

SigningKey SigningKey::from_seed(const std::array<std::uint8_t, 32>& seed) {
  SigningKey key;
  const int rc = crypto_sign_seed_keypair(key.public_.data(), key.secret_.data(), seed.data());
  TALLYGATE_CHECK(rc == 0, "Ed25519 refused a seed");
  return key;
}

SigningKey SigningKey::generate(Random& random) {
  auto seed = random.bytes<32>();
  SigningKey key = from_seed(seed);
  sodium_memzero(seed.data(), seed.size());
  return key;
}

SigningKey::SigningKey(SigningKey&& other) noexcept : secret_(other.secret_), public_(other.public_) {
  sodium_memzero(other.secret_.data(), other.secret_.size());
}

SigningKey& SigningKey::operator=(SigningKey&& other) noexcept {
  if (this == &other) return *this;
  secret_ = other.secret_;
  public_ = other.public_;
  sodium_memzero(other.secret_.data(), other.secret_.size());
  return *this;
}

SigningKey::~SigningKey() {
  sodium_memzero(secret_.data(), secret_.size());
}

std::array<std::uint8_t, 32> SigningKey::seed() const {
  std::array<std::uint8_t, 32> out;
  std::copy_n(secret_.begin(), out.size(), out.begin());  // libsodium's secret key is seed || public key
  return out;
}

Signature SigningKey::sign(ByteView message) const {
  Signature out;
  const int rc = crypto_sign_detached(out.data(), nullptr, octets(message), message.size(), secret_.data());
  TALLYGATE_CHECK(rc == 0, "Ed25519 refused to sign");
  return out;
}

bool verify(const PublicKey& key, ByteView message, const Signature& signature) {
  return crypto_sign_verify_detached(signature.data(), octets(message), message.size(), key.data()) == 0;
}

}  // namespace tallygate::core
