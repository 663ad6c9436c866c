// All idempotency keys of a tenant as one number that depends neither on their order nor on where each is kept: a sum
// over keys, modulo 2^128, that a rolled back command takes its key out of again. For comparing two states that were
// made in different ways; not against an adversary (the records are what is chained and signed).
#pragma once

#include <cstdint>
#include <cstring>

#include "core/hash.hpp"

namespace tallygate::engine {

struct KeySum {
  std::uint64_t low = 0, high = 0;
  std::uint64_t count = 0;

  void add(const core::Hash16& key, const core::Hash16& body, std::uint64_t seq) {
    std::uint64_t words[4];
    std::memcpy(words, key.data(), sizeof key);
    std::memcpy(words + 2, body.data(), sizeof body);
    const auto both = mixed(words[0] ^ mixed(words[2] ^ mixed(seq)));
    low += both;
    high += mixed(words[1] ^ mixed(words[3] ^ both));
    ++count;
  }
  bool operator==(const KeySum&) const = default;

 private:
  static std::uint64_t mixed(std::uint64_t x) {  // splitmix64's
    x += 0x9e3779b97f4a7c15U;
    x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
    return x ^ (x >> 31U);
  }
};

}  // namespace tallygate::engine
