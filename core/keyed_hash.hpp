// SipHash-2-4 with 128 bits under a key (libsodium's siphashx24): for tables in memory whose names others choose. Who
// does not know the key cannot make two names with one hash, and by chance 2^32 names have two with odds of 2^-65.
#pragma once

#include <array>
#include <cstdint>

#include "core/hash.hpp"
#include "core/random.hpp"

namespace tallygate::core {

class KeyedHash {
 public:
  explicit KeyedHash(Random& random) : key_(random.bytes<16>()) {}
  Hash16 operator()(ByteView bytes) const;  // any thread

 private:
  std::array<std::uint8_t, 16> key_;
};

}  // namespace tallygate::core
