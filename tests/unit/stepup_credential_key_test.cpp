#include <gtest/gtest.h>
#include <openssl/err.h>

#include "api/stepup/credential_key.hpp"
#include "tests/support/cbor_text.hpp"
#include "tests/support/known_vectors.hpp"
#include "tests/support/software_authenticator.hpp"

namespace tallygate::stepup {
namespace {

using support::authenticator;
using support::cbor_bytes;
using support::cbor_integer;
using support::cbor_map;
using support::KeyKind;

// The members one after the other: label, value, label …
std::string cose_map(std::initializer_list<std::string> members) {
  std::string out = cbor_map(members.size() / 2);
  for (const std::string& member : members) out += member;
  return out;
}
std::string n(std::int64_t value) {
  return cbor_integer(value);
}
std::string b(std::size_t size, char fill = '\x01') {
  return cbor_bytes(std::string(size, fill));
}

std::string_view raw_of(const core::PublicKey& key) {
  return {reinterpret_cast<const char*>(key.data()), key.size()};
}

std::string okp(std::string_view point) {
  return cose_map({n(1), n(1), n(3), n(-8), n(-1), n(6), n(-2), cbor_bytes(point)});
}

std::string rsa(std::string_view modulus, std::string_view exponent = {"\x01\x00\x01", 3}) {
  return cose_map({n(1), n(3), n(3), n(-257), n(-1), cbor_bytes(modulus), n(-2), cbor_bytes(exponent)});
}

std::string odd_modulus(std::size_t bytes, char first = '\x80') {
  std::string modulus(bytes, '\x55');
  modulus.front() = first;
  return modulus;
}

Refusal refusal_of(std::string_view cose) {
  const auto key = read_credential_key(cose);
  return key ? Refusal::challenge_expired : key.refusal();  // which no key is refused by
}

// The first public key of RFC 9052, C.7.1, with the algorithm that WebAuthn asks for and without its id.
TEST(CredentialKey, ReadsAP256KeyOfRfc9052) {
  const std::string x = *core::from_hex("65eda5a12577c2bae829437fe338701a10aaa375e1bb5b5de108de439c08551d");
  const std::string y = *core::from_hex("1e52ed75701163f7f9e40ddf9f341b3dc9ba860af7e0ca7ca7e9eecd0084d19c");
  const auto key =
      read_credential_key(cose_map({n(1), n(2), n(3), n(-7), n(-1), n(1), n(-2), cbor_bytes(x), n(-3), cbor_bytes(y)}));
  ASSERT_TRUE(key) << name_of(key.refusal());
  EXPECT_EQ(std::get<P256Key>(*key).x[0], 0x65);
  EXPECT_EQ(std::get<P256Key>(*key).y[31], 0x9c);
}

TEST(CredentialKey, ReadsWhatAuthenticatorsMakeAndVerifiesTheirSignatures) {
  for (const KeyKind kind : support::kKeyKinds) {
    const auto& made = authenticator(kind);
    const auto key = read_credential_key(made.cose_key());
    ASSERT_TRUE(key) << name_of(key.refusal());
    EXPECT_EQ(support::cose_key(*key), made.cose_key());
    EXPECT_TRUE(verify(*key, "a message", made.sign("a message")));
    EXPECT_TRUE(verify(*key, "", made.sign("")));
    EXPECT_FALSE(verify(*key, "another message", made.sign("a message")));
  }
}

TEST(CredentialKey, VerifiesNoSignatureOfAnotherKey) {
  for (const KeyKind kind : support::kKeyKinds) {
    const auto key = read_credential_key(authenticator(kind).cose_key());
    for (const KeyKind other : support::kKeyKinds) {
      const support::SoftwareAuthenticator stranger(other);
      EXPECT_FALSE(verify(*key, "a message", stranger.sign("a message")));
    }
  }
}

// A connection's thread asks OpenSSL's queue how its TLS calls ended.
TEST(CredentialKey, LeavesNoErrorOfOpensslBehind) {
  ERR_clear_error();
  for (const KeyKind kind : support::kKeyKinds) {
    const auto key = read_credential_key(authenticator(kind).cose_key());
    EXPECT_FALSE(verify(*key, "a message", "no signature"));
    EXPECT_FALSE(verify(*key, "a message", core::Bytes(256, '\x7f')));
  }
  EXPECT_EQ(refusal_of(cose_map({n(1), n(2), n(3), n(-7), n(-1), n(1), n(-2), b(32), n(-3), b(32)})),
            Refusal::key_unusable);
  EXPECT_EQ(ERR_peek_error(), 0U);
}

TEST(CredentialKey, TakesOneTextForAKey) {
  const std::string good = okp(raw_of(tests::known_key().public_key()));
  ASSERT_TRUE(read_credential_key(good));
  const std::string x = cbor_bytes(raw_of(tests::known_key().public_key()));
  const std::pair<const char*, std::string> cases[] = {
      {"empty", ""},
      {"no map", n(1)},
      {"something after it", good + n(0)},
      {"another order", cose_map({n(3), n(-8), n(1), n(1), n(-1), n(6), n(-2), x})},
      {"a label twice", cose_map({n(1), n(1), n(3), n(-8), n(-1), n(6), n(-1), n(6), n(-2), x})},
      {"one member more", cose_map({n(1), n(1), n(3), n(-8), n(-1), n(6), n(-2), x, n(-3), n(0)})},
      {"its id as well", cose_map({n(1), n(1), n(2), b(2), n(3), n(-8), n(-1), n(6), n(-2), x})},
      {"no point", cose_map({n(1), n(1), n(3), n(-8), n(-1), n(6)})},
      {"a short point", okp(raw_of(tests::known_key().public_key()).substr(1))},
      {"another curve", cose_map({n(1), n(1), n(3), n(-8), n(-1), n(4), n(-2), x})},
      {"another type", cose_map({n(1), n(2), n(3), n(-8), n(-1), n(6), n(-2), x})},
      {"a compressed point", cose_map({n(1), n(2), n(3), n(-7), n(-1), n(1), n(-2), b(32), n(-3), "\xf5"})},
      {"P-384 for ES256", cose_map({n(1), n(2), n(3), n(-7), n(-1), n(2), n(-2), b(48), n(-3), b(48)})},
      {"a leading zero", rsa('\0' + odd_modulus(256))},
      {"no modulus", rsa("")},
  };
  for (const auto& [name, cose] : cases) EXPECT_EQ(refusal_of(cose), Refusal::key_malformed) << name;
}

TEST(CredentialKey, IsOfAnAlgorithmThatIsSupported) {
  for (const std::int64_t algorithm : {-35, -36, -37, -38, -39, -47, -53, -65'535, -19, 0, 5})
    EXPECT_EQ(refusal_of(cose_map({n(1), n(2), n(3), n(algorithm), n(-1), n(1), n(-2), b(32), n(-3), b(32)})),
              Refusal::key_unsupported)
        << algorithm;
}

TEST(CredentialKey, IsAPointOfItsCurve) {
  const std::string p256 = authenticator(KeyKind::es256).cose_key();
  std::string moved = p256;
  moved.back() = static_cast<char>(moved.back() ^ 1);
  EXPECT_EQ(refusal_of(moved), Refusal::key_unusable);
  // Coordinates of the field's order and over.
  EXPECT_EQ(refusal_of(cose_map({n(1), n(2), n(3), n(-7), n(-1), n(1), n(-2), b(32, '\xff'), n(-3), b(32, '\xff')})),
            Refusal::key_unusable);
  // Small order: the neutral point, one of order two, one of order four; and an encoding that is not canonical.
  core::Bytes neutral(32, '\0');
  neutral[0] = 1;
  core::Bytes second(32, '\xff');
  second[0] = '\xec';
  second[31] = '\x7f';
  core::Bytes not_canonical(32, '\xff');
  for (const core::Bytes& point : {neutral, second, core::Bytes(32, '\0'), not_canonical})
    EXPECT_EQ(refusal_of(okp(point)), Refusal::key_unusable) << core::to_hex(point);
}

TEST(CredentialKey, OfRsaHas2048To4096Bits) {
  EXPECT_TRUE(read_credential_key(rsa(odd_modulus(256))));
  EXPECT_TRUE(read_credential_key(rsa(odd_modulus(257, '\x01'))));
  EXPECT_TRUE(read_credential_key(rsa(odd_modulus(512, '\xff'))));
  std::string even = odd_modulus(256);
  even.back() = '\x54';
  for (const std::string& modulus :
       {odd_modulus(128), odd_modulus(255, '\xff'), odd_modulus(256, '\x7f'), odd_modulus(513, '\x01'), even})
    EXPECT_EQ(refusal_of(rsa(modulus)), Refusal::key_unusable) << modulus.size();
  for (const std::string& exponent : {std::string("\x03"), std::string("\x01", 1), std::string("\x00\x01\x00\x01", 4),
                                      std::string(), std::string(300, '\xff')})
    EXPECT_EQ(refusal_of(rsa(odd_modulus(256), exponent)), Refusal::key_unusable) << core::to_hex(exponent);
}

TEST(Signature, OfEcdsaIsInStrictDer) {
  const auto& made = authenticator(KeyKind::es256);
  const auto key = read_credential_key(made.cose_key());
  const core::Bytes good = made.sign("m");
  ASSERT_TRUE(verify(*key, "m", good));
  EXPECT_FALSE(verify(*key, "m", good + '\0'));
  EXPECT_FALSE(verify(*key, "m", good.substr(0, good.size() - 1)));
  core::Bytes long_length = good;  // 30 81 LL for 30 LL
  long_length.insert(1, 1, '\x81');
  EXPECT_FALSE(verify(*key, "m", long_length));
  EXPECT_FALSE(verify(*key, "m", core::Bytes("\x30\x06\x02\x01\x00\x02\x01\x00", 8)));  // r and s of zero
  EXPECT_FALSE(verify(*key, "m", core::Bytes("\x30\x06\x02\x01\x01\x02\x01\x01", 8)));
}

TEST(Signature, OfRsaIsAsLongAsTheModulus) {
  const auto& made = authenticator(KeyKind::rs256);
  const auto key = read_credential_key(made.cose_key());
  const core::Bytes good = made.sign("m");
  ASSERT_EQ(good.size(), 256U);
  EXPECT_FALSE(verify(*key, "m", '\0' + good));
  EXPECT_FALSE(verify(*key, "m", good + '\0'));
  EXPECT_FALSE(verify(*key, "m", good.substr(1)));
  EXPECT_FALSE(verify(*key, "m", core::Bytes(256, '\0')));
  EXPECT_FALSE(verify(*key, "m", core::Bytes(256, '\xff')));
}

}  // namespace
}  // namespace tallygate::stepup
