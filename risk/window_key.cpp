#include "risk/window_key.hpp"

#include <bit>
#include <cstring>

namespace tallygate::risk {
namespace {

constexpr std::uint64_t rotl(std::uint64_t v, int n) {
  return (v << n) | (v >> (64 - n));
}

struct Sip {
  std::uint64_t v0, v1, v2, v3;
  void round() {
    v0 += v1;
    v1 = rotl(v1, 13) ^ v0;
    v0 = rotl(v0, 32);
    v2 += v3;
    v3 = rotl(v3, 16) ^ v2;
    v0 += v3;
    v3 = rotl(v3, 21) ^ v0;
    v2 += v1;
    v1 = rotl(v1, 17) ^ v2;
    v2 = rotl(v2, 32);
  }
  void absorb(std::uint64_t word) {
    v3 ^= word;
    round();
    round();
    v0 ^= word;
  }
  std::uint64_t finish() {
    for (int i = 0; i < 4; ++i) round();
    return v0 ^ v1 ^ v2 ^ v3;
  }
};

// Little-endian, whatever the machine.
std::uint64_t word_at(const char* bytes, std::size_t count) {
  std::uint64_t word = 0;
  if constexpr (std::endian::native == std::endian::little) {
    std::memcpy(&word, bytes, count);
  } else {
    for (std::size_t i = 0; i < count; ++i) word |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  }
  return word;
}

}  // namespace

WindowKey hash_value(std::string_view value) {
  constexpr std::uint64_t k0 = 0x0706050403020100ULL;
  constexpr std::uint64_t k1 = 0x0f0e0d0c0b0a0908ULL;
  Sip sip{k0 ^ 0x736f6d6570736575ULL, k1 ^ 0x646f72616e646f6dULL ^ 0xee, k0 ^ 0x6c7967656e657261ULL,
          k1 ^ 0x7465646279746573ULL};
  const std::size_t whole = value.size() / 8 * 8;
  for (std::size_t i = 0; i < whole; i += 8) sip.absorb(word_at(value.data() + i, 8));
  sip.absorb(word_at(value.data() + whole, value.size() - whole) | (std::uint64_t{value.size()} << 56));
  sip.v2 ^= 0xee;
  const std::uint64_t low = sip.finish();
  sip.v1 ^= 0xdd;
  return {low, sip.finish()};
}

}  // namespace tallygate::risk
