// Writes CBOR (RFC 8949) with the shortest heads, as authenticators do: what tests of its reader are fed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "api/stepup/credential_key.hpp"

namespace tallygate::support {

inline std::string cbor_head(unsigned major, std::uint64_t argument) {
  const auto first = [&](unsigned info) { return std::string(1, static_cast<char>(major << 5 | info)); };
  if (argument < 24) return first(static_cast<unsigned>(argument));
  const std::size_t power = argument < 0x100 ? 0 : argument < 0x10000 ? 1 : argument < 0x100000000 ? 2 : 3;
  std::string out = first(24 + static_cast<unsigned>(power));
  for (std::size_t left = std::size_t{1} << power; left-- > 0;) out += static_cast<char>(argument >> (8 * left) & 0xff);
  return out;
}

inline std::string cbor_integer(std::int64_t value) {
  return value >= 0 ? cbor_head(0, static_cast<std::uint64_t>(value))
                    : cbor_head(1, static_cast<std::uint64_t>(-1 - value));
}
inline std::string cbor_bytes(std::string_view bytes) {
  return cbor_head(2, bytes.size()).append(bytes);
}
inline std::string cbor_text(std::string_view text) {
  return cbor_head(3, text.size()).append(text);
}
inline std::string cbor_array(std::size_t items) {
  return cbor_head(4, items);
}
inline std::string cbor_map(std::size_t pairs) {
  return cbor_head(5, pairs);
}

// A public key as its COSE key (RFC 9052): the one text that a reader may take.
inline std::string cose_key(const stepup::CredentialKey& key) {
  const auto raw = [](const auto& array) {
    return std::string_view(reinterpret_cast<const char*>(array.data()), array.size());
  };
  const auto begin = [](std::size_t members, std::int64_t type, std::int64_t algorithm) {
    return cbor_map(members) + cbor_integer(1) + cbor_integer(type) + cbor_integer(3) + cbor_integer(algorithm);
  };
  if (const auto* p256 = std::get_if<stepup::P256Key>(&key))
    return begin(5, 2, -7) + cbor_integer(-1) + cbor_integer(1) + cbor_integer(-2) + cbor_bytes(raw(p256->x)) +
           cbor_integer(-3) + cbor_bytes(raw(p256->y));
  if (const auto* ed25519 = std::get_if<core::PublicKey>(&key))
    return begin(4, 1, -8) + cbor_integer(-1) + cbor_integer(6) + cbor_integer(-2) + cbor_bytes(raw(*ed25519));
  return begin(4, 3, -257) + cbor_integer(-1) + cbor_bytes(std::get<stepup::RsaKey>(key).modulus) + cbor_integer(-2) +
         cbor_bytes({"\x01\x00\x01", 3});
}

}  // namespace tallygate::support
