#include "core/keyed_hash.hpp"

#include <sodium.h>

namespace tallygate::core {

Hash16 KeyedHash::operator()(ByteView bytes) const {
  static_assert(sizeof(Hash16) == crypto_shorthash_siphashx24_BYTES);
  static_assert(sizeof key_ == crypto_shorthash_siphashx24_KEYBYTES);
  Hash16 out;
  crypto_shorthash_siphashx24(out.data(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                              key_.data());
  return out;
}

}  // namespace tallygate::core
