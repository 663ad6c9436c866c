// Keys of window tables: 128 bits of SipHash-2-4 over each value of the key, combined in order. A key stands for its
// values: two different ones meet with probability 2^-64 at 2^32 keys, so a table keeps no texts. The hash has a fixed
// key, for the same log gives the same digest on any machine; whoever could make two values collide would make his own
// two values count as one, and nothing else.
#pragma once

#include <compare>
#include <cstdint>
#include <string_view>

namespace tallygate::risk {

struct WindowKey {
  std::uint64_t a = 0, b = 0;
  auto operator<=>(const WindowKey&) const = default;
};

// SipHash-2-4-128 (Aumasson, Bernstein; the reference implementation's key 00 01 … 0f).
WindowKey hash_value(std::string_view value);

// The key of two values, then of three …; order matters. Each half is a bijection of each argument's half, so nothing
// is lost.
constexpr WindowKey combine(WindowKey x, WindowKey y) {
  const auto turn = [](std::uint64_t v) { return (v << 29) | (v >> 35); };
  return {x.a * 0x9e3779b97f4a7c15ULL + turn(y.a) * 0xc2b2ae3d27d4eb4fULL,
          x.b * 0xff51afd7ed558ccdULL + turn(y.b) * 0x165667b19e3779f9ULL};
}

}  // namespace tallygate::risk
