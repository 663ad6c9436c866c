#include "core/hash.hpp"

#include <openssl/evp.h>
#include <sodium.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "core/check.hpp"

namespace tallygate::core {
namespace {

// Fetched once: EVP_sha256() costs a lookup in every Init. Never freed, so that threads that outlive main() may still
// hash.
const EVP_MD* sha256_algorithm() {
  static const EVP_MD* const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  TALLYGATE_CHECK(fetched != nullptr, "OpenSSL has no SHA-256");
  return fetched;
}

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

// One digest at a time on each thread, in that thread's own context.
class Sha256 {
 public:
  Sha256() : context_(thread_context()) {
    TALLYGATE_CHECK(EVP_DigestInit_ex2(context_, sha256_algorithm(), nullptr) == 1, "SHA-256 does not start");
  }
  void update(const void* bytes, std::size_t size) {
    TALLYGATE_CHECK(EVP_DigestUpdate(context_, bytes, size) == 1, "SHA-256 does not take bytes");
  }
  void update(ByteView bytes) { update(bytes.data(), bytes.size()); }
  Digest finish() {
    Digest out;
    TALLYGATE_CHECK(EVP_DigestFinal_ex(context_, out.data(), nullptr) == 1, "SHA-256 does not end");
    return out;
  }

 private:
  static EVP_MD_CTX* thread_context() {
    thread_local const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
    TALLYGATE_CHECK(context != nullptr, "no memory for a digest");
    return context.get();
  }
  EVP_MD_CTX* context_;
};

}  // namespace

Digest sha256(ByteView bytes) {
  return sha256({bytes});
}

Digest sha256(std::initializer_list<ByteView> parts) {
  Sha256 hash;
  for (const ByteView part : parts) hash.update(part);
  return hash.finish();
}

Digest leaf_hash(ByteView record) {
  constexpr std::uint8_t kLeafPrefix = 0x00;
  Sha256 hash;
  hash.update(&kLeafPrefix, 1);
  hash.update(record);
  return hash.finish();
}

Digest node_hash(const Digest& left, const Digest& right) {
  std::array<std::uint8_t, 65> input;  // one Update of one buffer: this runs once for every record
  input[0] = 0x01;
  std::memcpy(input.data() + 1, left.data(), left.size());
  std::memcpy(input.data() + 33, right.data(), right.size());
  Sha256 hash;
  hash.update(input.data(), input.size());
  return hash.finish();
}

Digest empty_root() {
  return sha256(ByteView{});
}

Hash16 hash16(ByteView bytes) {
  Hash16 out;
  const int rc = crypto_generichash(out.data(), out.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                                    bytes.size(), nullptr, 0);
  TALLYGATE_CHECK(rc == 0, "BLAKE2b refused its input");
  return out;
}

std::size_t Hash16Hasher::operator()(const Hash16& h) const noexcept {
  std::size_t out;  // the bytes are already uniform
  std::memcpy(&out, h.data(), sizeof out);
  return out;
}

bool equal_constant_time(ByteView a, ByteView b) {
  const std::size_t shorter = std::min(a.size(), b.size());
  const bool same = sodium_memcmp(a.data(), b.data(), shorter) == 0;
  return same && a.size() == b.size();
}

}  // namespace tallygate::core
