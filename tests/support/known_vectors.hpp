// What examples made by independent implementations are written with.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/hash.hpp"
#include "core/signing.hpp"

namespace tallygate::tests {

// The Ed25519 key of seed 00 01 … 1f.
inline core::SigningKey known_key() {
  std::array<std::uint8_t, 32> seed{};
  for (std::size_t i = 0; i < seed.size(); ++i) seed[i] = static_cast<std::uint8_t>(i);
  return core::SigningKey::from_seed(seed);
}

// 64 hex digits.
inline core::Digest digest(std::string_view hex) {
  return *core::digest_from_hex(hex);
}

// The consistency proof from 6 to 8 leaves of RFC 6962's reference tree.
inline const std::vector<core::Digest> kFrom6To8 = {
    digest("0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"),
    digest("ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"),
    digest("d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")};

}  // namespace tallygate::tests
