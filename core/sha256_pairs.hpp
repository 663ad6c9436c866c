// RFC 6962 leaf and node hashes of many inputs at once. One chain of SHA-256 rounds leaves a CPU's SHA unit idle half
// of the time; two that run beside each other do not. Where the CPU has no SHA instructions this is core/hash.hpp in a
// loop. Any thread. Why it is not OpenSSL's: docs/decisions/0015-fast-verify.md.
#pragma once

#include <span>

#include "core/hash.hpp"

namespace tallygate::core {

// out[i] = leaf_hash(records[i]). `out` is as long as `records`.
void leaf_hashes(std::span<const ByteView> records, std::span<Digest> out);

// out[i] = node_hash(children[2 * i], children[2 * i + 1]). `children` is twice as long as `out`, which may begin where
// `children` begins.
void node_hashes(std::span<const Digest> children, std::span<Digest> out);

}  // namespace tallygate::core
