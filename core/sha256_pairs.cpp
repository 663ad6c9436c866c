#include "core/sha256_pairs.hpp"

#include <algorithm>
#include <cstring>

#include "core/check.hpp"

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#endif

namespace tallygate::core {
namespace {

#if defined(__x86_64__)

constexpr std::size_t kBlock = 64;
using Block = std::array<std::uint8_t, kBlock>;

// FIPS 180-4, 4.2.2 and 5.3.3.
alignas(16) constexpr std::uint32_t kConstants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};
constexpr std::array<std::uint32_t, 8> kInitial = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                                   0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

bool sha_instructions() {
  static const bool known = [] {
    unsigned a = 0, b = 0, c = 0, d = 0;
    if (__get_cpuid(1, &a, &b, &c, &d) == 0 || (c & bit_SSE4_1) == 0 || (c & bit_SSSE3) == 0) return false;
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (b & bit_SHA) != 0;
  }();
  return known;
}

struct Chain {
  std::array<std::uint32_t, 8> state = kInitial;
  const std::uint8_t* at = nullptr;  // the next block
};

// `blocks` blocks of each of N chains, side by side. The order of the instructions is Intel's ("New Instructions
// Supporting the Secure Hash Algorithm on Intel Architecture Processors", 2013).
template <int N>
[[gnu::target("sha,sse4.1,ssse3")]] void compress(Chain* const (&chains)[N], std::size_t blocks) {
  const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
  __m128i abef[N], cdgh[N];
  for (int n = 0; n < N; ++n) {
    const auto* state = reinterpret_cast<const __m128i*>(chains[n]->state.data());
    const __m128i dcba = _mm_shuffle_epi32(_mm_loadu_si128(state), 0xB1);
    const __m128i efgh = _mm_shuffle_epi32(_mm_loadu_si128(state + 1), 0x1B);
    abef[n] = _mm_alignr_epi8(dcba, efgh, 8);
    cdgh[n] = _mm_blend_epi16(efgh, dcba, 0xF0);
  }
  for (; blocks > 0; --blocks) {
    __m128i words[N][4], abef_before[N], cdgh_before[N];
    for (int n = 0; n < N; ++n) {
      abef_before[n] = abef[n];
      cdgh_before[n] = cdgh[n];
      const auto* block = reinterpret_cast<const __m128i*>(chains[n]->at);
      for (int i = 0; i < 4; ++i) words[n][i] = _mm_shuffle_epi8(_mm_loadu_si128(block + i), swap);
      chains[n]->at += kBlock;
    }
#pragma clang loop unroll(full)
    for (int group = 0; group < 16; ++group) {
      const __m128i constants = _mm_load_si128(reinterpret_cast<const __m128i*>(kConstants) + group);
#pragma clang loop unroll(full)
      for (int n = 0; n < N; ++n) {
        __m128i& word = words[n][group % 4];
        const __m128i last = words[n][(group + 3) % 4];
        if (group >= 4) {
          word = _mm_add_epi32(_mm_sha256msg1_epu32(word, words[n][(group + 1) % 4]),
                               _mm_alignr_epi8(last, words[n][(group + 2) % 4], 4));
          word = _mm_sha256msg2_epu32(word, last);
        }
        const __m128i added = _mm_add_epi32(word, constants);
        cdgh[n] = _mm_sha256rnds2_epu32(cdgh[n], abef[n], added);
        abef[n] = _mm_sha256rnds2_epu32(abef[n], cdgh[n], _mm_shuffle_epi32(added, 0x0E));
      }
    }
    for (int n = 0; n < N; ++n) {
      abef[n] = _mm_add_epi32(abef[n], abef_before[n]);
      cdgh[n] = _mm_add_epi32(cdgh[n], cdgh_before[n]);
    }
  }
  for (int n = 0; n < N; ++n) {
    auto* state = reinterpret_cast<__m128i*>(chains[n]->state.data());
    const __m128i feba = _mm_shuffle_epi32(abef[n], 0x1B);
    const __m128i dchg = _mm_shuffle_epi32(cdgh[n], 0xB1);
    _mm_storeu_si128(state, _mm_blend_epi16(feba, dchg, 0xF0));
    _mm_storeu_si128(state + 1, _mm_alignr_epi8(dchg, feba, 8));
  }
}

void compress_both(Chain& a, std::size_t blocks_a, Chain& b, std::size_t blocks_b) {
  const std::size_t both = std::min(blocks_a, blocks_b);
  compress<2>({&a, &b}, both);
  if (blocks_a > both) compress<1>({&a}, blocks_a - both);
  if (blocks_b > both) compress<1>({&b}, blocks_b - both);
}

void write_digest(const Chain& chain, Digest& out) {
  for (std::size_t i = 0; i < chain.state.size(); ++i) {
    const std::uint32_t word = __builtin_bswap32(chain.state[i]);
    std::memcpy(out.data() + 4 * i, &word, sizeof word);
  }
}

void write_length(std::uint8_t* end_of_block, std::uint64_t bytes) {
  const std::uint64_t bits = __builtin_bswap64(8 * bytes);
  std::memcpy(end_of_block - sizeof bits, &bits, sizeof bits);
}

// A zero and a record, cut into blocks: the first with the zero before it, those that stand in the record as they are,
// and the last one or two with FIPS 180-4's padding (5.1.1).
struct Leaf {
  explicit Leaf(ByteView record) {
    const std::size_t begin = std::min(record.size(), kBlock - 1);
    const std::size_t whole = (record.size() + 1) / kBlock;  // blocks without padding
    if (whole > 0) {
      first[0] = 0;
      std::memcpy(first.data() + 1, record.data(), begin);
      middle = reinterpret_cast<const std::uint8_t*>(record.data()) + begin;
      middle_blocks = whole - 1;
    }
    std::uint8_t* to = last.data();
    if (whole == 0) *to++ = 0;
    const std::size_t from = whole == 0 ? 0 : whole * kBlock - 1;
    std::memcpy(to, record.data() + from, record.size() - from);
    to += record.size() - from;
    *to++ = 0x80;
    last_blocks = static_cast<std::size_t>(to - last.data()) + sizeof(std::uint64_t) <= kBlock ? 1 : 2;
    write_length(last.data() + last_blocks * kBlock, record.size() + 1);
    first_blocks = whole > 0 ? 1 : 0;
  }
  Block first;
  std::array<std::uint8_t, 2 * kBlock> last{};
  const std::uint8_t* middle = nullptr;
  std::size_t first_blocks = 0, middle_blocks = 0, last_blocks = 0;
};

void leaf_pair(ByteView record_a, ByteView record_b, Digest& out_a, Digest& out_b) {
  const Leaf a(record_a), b(record_b);
  Chain chain_a, chain_b;
  chain_a.at = a.first.data(), chain_b.at = b.first.data();
  compress_both(chain_a, a.first_blocks, chain_b, b.first_blocks);
  chain_a.at = a.middle, chain_b.at = b.middle;
  compress_both(chain_a, a.middle_blocks, chain_b, b.middle_blocks);
  chain_a.at = a.last.data(), chain_b.at = b.last.data();
  compress_both(chain_a, a.last_blocks, chain_b, b.last_blocks);
  write_digest(chain_a, out_a);
  write_digest(chain_b, out_b);
}

// 0x01, two digests and the padding are always two blocks.
struct Node {
  explicit Node(const Digest* children) {
    bytes[0] = 0x01;
    std::memcpy(bytes.data() + 1, children, 2 * sizeof(Digest));
    bytes[kBytes] = 0x80;
    write_length(bytes.data() + bytes.size(), kBytes);
  }
  static constexpr std::size_t kBytes = 1 + 2 * sizeof(Digest);
  std::array<std::uint8_t, 2 * kBlock> bytes{};
};

void node_alone(const Digest* children, Digest& out) {
  const Node node(children);
  Chain chain;
  chain.at = node.bytes.data();
  compress<1>({&chain}, 2);
  write_digest(chain, out);
}

void node_pair(const Digest* children, Digest* out) {
  const Node a(children), b(children + 2);
  Chain chain_a, chain_b;
  chain_a.at = a.bytes.data(), chain_b.at = b.bytes.data();
  compress<2>({&chain_a, &chain_b}, 2);
  write_digest(chain_a, out[0]);
  write_digest(chain_b, out[1]);
}

#else

bool sha_instructions() {
  return false;
}
void leaf_pair(ByteView, ByteView, Digest&, Digest&) {}
void node_pair(const Digest*, Digest*) {}
void node_alone(const Digest*, Digest&) {}

#endif

}  // namespace

void leaf_hashes(std::span<const ByteView> records, std::span<Digest> out) {
  TALLYGATE_CHECK(out.size() == records.size(), "a hash for each record");
  std::size_t i = 0;
  if (sha_instructions())
    for (; i + 2 <= records.size(); i += 2) leaf_pair(records[i], records[i + 1], out[i], out[i + 1]);
  for (; i < records.size(); ++i) out[i] = leaf_hash(records[i]);
}

void node_hashes(std::span<const Digest> children, std::span<Digest> out) {
  TALLYGATE_CHECK(children.size() == 2 * out.size(), "two children for each node");
  std::size_t i = 0;
  if (sha_instructions()) {
    for (; i + 2 <= out.size(); i += 2) node_pair(&children[2 * i], &out[i]);
    for (; i < out.size(); ++i) node_alone(&children[2 * i], out[i]);
  }
  for (; i < out.size(); ++i) out[i] = node_hash(children[2 * i], children[2 * i + 1]);
}

}  // namespace tallygate::core
