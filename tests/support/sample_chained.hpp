// The place in the chain that golden bytes are written at: a previous leaf and a salt that never change.
#pragma once

#include <cstdint>

#include "core/record_codec.hpp"

namespace tallygate::support {

inline core::Chained sample_chained() {
  core::Chained c;
  c.prev.fill(0x11);
  for (std::size_t i = 0; i < c.salt.size(); ++i) c.salt[i] = static_cast<std::uint8_t>(0xf0 + i);
  return c;
}

}  // namespace tallygate::support
