#include "api/stepup/openssl_key.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <algorithm>

#include "core/check.hpp"

namespace tallygate::stepup {
namespace {

constexpr unsigned long kRsaExponent = 65'537;
constexpr std::uint8_t kUncompressedPoint = 4;  // SEC 1, 2.3.3

const unsigned char* octets_of(core::ByteView bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

template <auto release>
struct FreeBy {
  template <class T>
  void operator()(T* it) const {
    release(it);
  }
};
using Parameters = std::unique_ptr<OSSL_PARAM, FreeBy<OSSL_PARAM_free>>;
using ParameterBuilder = std::unique_ptr<OSSL_PARAM_BLD, FreeBy<OSSL_PARAM_BLD_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, FreeBy<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, FreeBy<EVP_MD_CTX_free>>;
using BigNumber = std::unique_ptr<BIGNUM, FreeBy<BN_free>>;

// A connection's thread asks the error queue how its TLS calls ended: what fails here must not stay in it.
class ErrorsOfOurs {
 public:
  ErrorsOfOurs() { ERR_set_mark(); }
  ~ErrorsOfOurs() { ERR_pop_to_mark(); }
  ErrorsOfOurs(const ErrorsOfOurs&) = delete;
  ErrorsOfOurs& operator=(const ErrorsOfOurs&) = delete;
};

OpensslKey from_parameters(const char* type, OSSL_PARAM* parameters) {
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  TALLYGATE_CHECK(context != nullptr && EVP_PKEY_fromdata_init(context.get()) == 1, "OpenSSL knows no such keys");
  EVP_PKEY* made = nullptr;
  if (EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, parameters) != 1) return nullptr;
  return OpensslKey(made);
}

}  // namespace

void FreeOpensslKey::operator()(EVP_PKEY* key) const {
  EVP_PKEY_free(key);
}

OpensslKey to_openssl(const P256Key& key) {
  const ErrorsOfOurs errors;
  std::array<std::uint8_t, 65> point;
  point[0] = kUncompressedPoint;
  std::ranges::copy(key.x, point.begin() + 1);
  std::ranges::copy(key.y, point.begin() + 33);
  char group[] = "prime256v1";
  OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()),
      OSSL_PARAM_construct_end(),
  };
  return from_parameters("EC", parameters);
}

OpensslKey to_openssl(const RsaKey& key) {
  const ErrorsOfOurs errors;
  const BigNumber modulus(BN_bin2bn(octets_of(key.modulus), static_cast<int>(key.modulus.size()), nullptr));
  const BigNumber exponent(BN_new());
  const ParameterBuilder builder(OSSL_PARAM_BLD_new());
  const bool built = modulus != nullptr && exponent != nullptr && builder != nullptr &&
                     BN_set_word(exponent.get(), kRsaExponent) == 1 &&
                     OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) == 1 &&
                     OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()) == 1;
  TALLYGATE_CHECK(built, "no memory for an RSA key");
  const Parameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  TALLYGATE_CHECK(parameters != nullptr, "no memory for an RSA key");
  return from_parameters("RSA", parameters.get());
}

bool verifies_sha256(EVP_PKEY& key, core::ByteView message, core::ByteView signature) {
  const ErrorsOfOurs errors;
  const DigestContext context(EVP_MD_CTX_new());
  TALLYGATE_CHECK(context != nullptr &&
                      EVP_DigestVerifyInit_ex(context.get(), nullptr, "SHA256", nullptr, nullptr, &key, nullptr) == 1,
                  "OpenSSL does not verify with this key");
  return EVP_DigestVerify(context.get(), octets_of(signature), signature.size(), octets_of(message), message.size()) ==
         1;
}

}  // namespace tallygate::stepup
