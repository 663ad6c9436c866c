// Randomness only through this interface, so that a simulation can seed it. Implementations are thread-safe unless they
// say otherwise.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace tallygate::core {

class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::uint8_t> out) = 0;

  template <std::size_t N>
  std::array<std::uint8_t, N> bytes() {
    std::array<std::uint8_t, N> out;
    fill(out);
    return out;
  }
};

// The operating system's generator (libsodium randombytes), buffered per thread in 4 KiB so that a salt costs no system
// call.
class SystemRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override;
};

// Seeded, reproducible, for tests, samples and simulation only. Not thread-safe.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  void fill(std::span<std::uint8_t> out) override;
  std::uint64_t next();                      // splitmix64
  std::uint64_t below(std::uint64_t bound);  // uniform in [0, bound)

 private:
  std::uint64_t state_;
};

}  // namespace tallygate::core
