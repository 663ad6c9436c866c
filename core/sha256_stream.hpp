// SHA-256 of bytes that come piece by piece, where they need not be in memory at once. For what is hashed whole, and on
// every record, core/hash.hpp is quicker.
#pragma once

#include <memory>

#include "core/bytes.hpp"

namespace tallygate::core {

class Sha256Stream {
 public:
  Sha256Stream();
  ~Sha256Stream();
  Sha256Stream(const Sha256Stream&) = delete;
  Sha256Stream& operator=(const Sha256Stream&) = delete;

  void add(ByteView bytes);
  Digest finish();  // of all that was added; nothing may be added after it

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

}  // namespace tallygate::core
