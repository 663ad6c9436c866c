#include "core/random.hpp"

#include <sodium.h>

#include <algorithm>
#include <cstring>

#include "core/check.hpp"

namespace tallygate::core {
namespace {

constexpr std::size_t kBufferBytes = 4096;

void start_sodium() {
  static const int started = sodium_init();  // 1 where someone else was first
  TALLYGATE_CHECK(started >= 0, "libsodium does not start");
}

struct Buffer {
  std::array<std::uint8_t, kBufferBytes> bytes;
  std::size_t used = kBufferBytes;

  ~Buffer() { sodium_memzero(bytes.data(), bytes.size()); }
};

}  // namespace

void SystemRandom::fill(std::span<std::uint8_t> out) {
  thread_local Buffer buffer;
  start_sodium();
  if (out.size() > kBufferBytes / 4) return randombytes_buf(out.data(), out.size());
  if (kBufferBytes - buffer.used < out.size()) {
    randombytes_buf(buffer.bytes.data(), buffer.bytes.size());
    buffer.used = 0;
  }
  std::uint8_t* const from = buffer.bytes.data() + buffer.used;
  std::copy_n(from, out.size(), out.data());
  sodium_memzero(from, out.size());  // what was handed out is kept nowhere else
  buffer.used += out.size();
}

// splitmix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
std::uint64_t SeededRandom::next() {
  state_ += 0x9e3779b97f4a7c15ULL;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

std::uint64_t SeededRandom::below(std::uint64_t bound) {
  TALLYGATE_CHECK(bound > 0, "a random number below nothing");
  const std::uint64_t uneven = (0 - bound) % bound;  // 2^64 mod bound: these would make some results likelier
  std::uint64_t r = next();
  while (r < uneven) r = next();
  return r % bound;
}

void SeededRandom::fill(std::span<std::uint8_t> out) {
  for (std::size_t i = 0; i < out.size(); i += 8) {
    std::uint64_t word = next();
    for (std::size_t j = i; j < std::min(i + 8, out.size()); ++j, word >>= 8) out[j] = static_cast<std::uint8_t>(word);
  }
}

}  // namespace tallygate::core
