// SHA-256 by OpenSSL (hardware where there is), RFC 6962 leaf and node hashes, and the short keyed hash for tables in
// memory. All functions are thread-safe: each thread keeps its own digest context.
#pragma once

#include <cstdint>
#include <initializer_list>

#include "core/bytes.hpp"

namespace tallygate::core {

Digest sha256(ByteView bytes);
Digest sha256(std::initializer_list<ByteView> parts);  // of the concatenation

Digest leaf_hash(ByteView record);                          // SHA-256(0x00 || record), RFC 6962 2.1
Digest node_hash(const Digest& left, const Digest& right);  // SHA-256(0x01 || left || right)
Digest empty_root();                                        // SHA-256("")

// 16 bytes of BLAKE2b: names a (client, idempotency key) or a request body in tables. Collisions are negligible (2^-64
// at 2^32 entries).
using Hash16 = std::array<std::uint8_t, 16>;
Hash16 hash16(ByteView bytes);

struct Hash16Hasher {
  std::size_t operator()(const Hash16& h) const noexcept;
};

// Constant time in the length of the shorter; for secrets.
bool equal_constant_time(ByteView a, ByteView b);

}  // namespace tallygate::core
