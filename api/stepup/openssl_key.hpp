// Keys as OpenSSL takes them. Only credential_key.cpp uses it: nothing else here knows OpenSSL's types.
#pragma once

#include <openssl/types.h>

#include <memory>

#include "api/stepup/credential_key.hpp"

namespace tallygate::stepup {

struct FreeOpensslKey {
  void operator()(EVP_PKEY* key) const;
};
using OpensslKey = std::unique_ptr<EVP_PKEY, FreeOpensslKey>;

// Null where OpenSSL does not take it: a point that is not on the curve.
OpensslKey to_openssl(const P256Key& key);
OpensslKey to_openssl(const RsaKey& key);

bool verifies_sha256(EVP_PKEY& key, core::ByteView message, core::ByteView signature);

}  // namespace tallygate::stepup
