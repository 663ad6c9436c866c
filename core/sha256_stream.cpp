#include "core/sha256_stream.hpp"

#include <openssl/evp.h>

#include "core/check.hpp"

namespace tallygate::core {

struct Sha256Stream::Context {
  EVP_MD_CTX* evp = EVP_MD_CTX_new();
  Context() = default;
  ~Context() { EVP_MD_CTX_free(evp); }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
};

Sha256Stream::Sha256Stream() : context_(std::make_unique<Context>()) {
  TALLYGATE_CHECK(context_->evp != nullptr && EVP_DigestInit_ex2(context_->evp, EVP_sha256(), nullptr) == 1,
                  "SHA-256 does not start");
}

Sha256Stream::~Sha256Stream() = default;

void Sha256Stream::add(ByteView bytes) {
  TALLYGATE_CHECK(EVP_DigestUpdate(context_->evp, bytes.data(), bytes.size()) == 1, "SHA-256 does not take bytes");
}

Digest Sha256Stream::finish() {
  Digest out;
  TALLYGATE_CHECK(EVP_DigestFinal_ex(context_->evp, out.data(), nullptr) == 1, "SHA-256 does not end");
  return out;
}

}  // namespace tallygate::core
