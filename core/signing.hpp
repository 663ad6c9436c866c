// Ed25519 (RFC 8032) by libsodium. A SigningKey wipes its secret when it dies.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "core/bytes.hpp"
#include "core/random.hpp"

namespace tallygate::core {

using PublicKey = std::array<std::uint8_t, 32>;
using Signature = std::array<std::uint8_t, 64>;

class SigningKey {
 public:
  static SigningKey from_seed(const std::array<std::uint8_t, 32>& seed);
  static SigningKey generate(Random& random);
  SigningKey(SigningKey&&) noexcept;
  SigningKey& operator=(SigningKey&&) noexcept;
  SigningKey(const SigningKey&) = delete;
  SigningKey& operator=(const SigningKey&) = delete;
  ~SigningKey();

  const PublicKey& public_key() const { return public_; }
  std::array<std::uint8_t, 32> seed() const;  // for writing the key file; wipe the copy
  Signature sign(ByteView message) const;

 private:
  SigningKey() = default;
  std::array<std::uint8_t, 64> secret_{};
  PublicKey public_{};
};

bool verify(const PublicKey& key, ByteView message, const Signature& signature);

}  // namespace tallygate::core
