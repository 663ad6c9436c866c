#include <gtest/gtest.h>

#include "api/http/jwt.hpp"
#include "core/bytes.hpp"
#include "core/hash.hpp"

namespace tallygate::http {
namespace {

constexpr std::int64_t kNow = 1'790'000'000;

core::SigningKey tenant_key(std::uint8_t first) {
  std::array<std::uint8_t, 32> seed{};
  seed[0] = first;
  return core::SigningKey::from_seed(seed);
}

Claims claims() {
  return {.issuer = "localhost/shop/1",
          .audience = std::string(kAudience),
          .subject = "c_0011223344556677",
          .tenant = "shop",
          .scope = "transactions:write facts:write",
          .person = "ann",
          .id = "abc",
          .issued_at = kNow,
          .expires_at = kNow + kTokenLifetimeSeconds};
}

std::string with_segment(const std::string& token, int segment, const std::string& replacement) {
  const std::size_t first = token.find('.');
  const std::size_t second = token.rfind('.');
  if (segment == 0) return replacement + token.substr(first);
  if (segment == 1) return token.substr(0, first + 1) + replacement + token.substr(second);
  return token.substr(0, second + 1) + replacement;
}

TEST(AccessToken, GivesBackItsClaims) {
  const TokenKey key(tenant_key(1));
  const auto read = key.verify(key.issue(claims()), kNow);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->subject, "c_0011223344556677");
  EXPECT_EQ(read->tenant, "shop");
  EXPECT_EQ(read->scope, "transactions:write facts:write");
  EXPECT_EQ(read->person, "ann");
  EXPECT_EQ(read->issuer, "localhost/shop/1");
  EXPECT_EQ(read->expires_at, kNow + kTokenLifetimeSeconds);
}

TEST(AccessToken, DiesAtItsExpiry) {
  const TokenKey key(tenant_key(1));
  const std::string token = key.issue(claims());
  EXPECT_TRUE(key.verify(token, kNow + kTokenLifetimeSeconds - 1));
  EXPECT_FALSE(key.verify(token, kNow + kTokenLifetimeSeconds));
}

TEST(AccessToken, OfAnotherTenantsKeyIsRefused) {
  const TokenKey key(tenant_key(1));
  const TokenKey other(tenant_key(2));
  EXPECT_FALSE(key.verify(other.issue(claims()), kNow));
}

TEST(AccessToken, IsNotSignedByTheKeyThatSignsCheckpoints) {
  const core::SigningKey signing = tenant_key(1);
  const TokenKey key(signing);
  const std::string token = key.issue(claims());
  const std::string signed_part = token.substr(0, token.rfind('.'));
  const auto forged = signing.sign(signed_part);
  const std::string forgery =
      signed_part + "." + core::to_base64url({reinterpret_cast<const char*>(forged.data()), forged.size()});
  EXPECT_FALSE(key.verify(forgery, kNow));
}

struct Hostile {
  const char* name;
  std::string (*make)(const TokenKey& key);
};

const Hostile kHostile[] = {
    {"empty", [](const TokenKey&) { return std::string(); }},
    {"two_segments",
     [](const TokenKey& k) {
       const auto t = k.issue(claims());
       return t.substr(0, t.rfind('.'));
     }},
    {"alg_none",
     [](const TokenKey& k) {
       return with_segment(k.issue(claims()), 0, core::to_base64url(R"({"alg":"none","typ":"JWT"})"));
     }},
    {"alg_hs256",
     [](const TokenKey& k) {
       return with_segment(k.issue(claims()), 0,
                           core::to_base64url(R"({"alg":"HS256","kid":")" + k.kid() + R"(","typ":"JWT"})"));
     }},
    {"other_claims",
     [](const TokenKey& k) { return with_segment(k.issue(claims()), 1, core::to_base64url(R"({"tenant":"other"})")); }},
    {"no_signature", [](const TokenKey& k) { return with_segment(k.issue(claims()), 2, ""); }},
    {"short_signature", [](const TokenKey& k) { return with_segment(k.issue(claims()), 2, "AAAA"); }},
    {"flipped_signature",
     [](const TokenKey& k) {
       auto t = k.issue(claims());
       t[t.size() - 10] = t[t.size() - 10] == 'A' ? 'B' : 'A';
       return t;
     }},
    {"trailing_dot", [](const TokenKey& k) { return k.issue(claims()) + "."; }},
    {"padded", [](const TokenKey& k) { return k.issue(claims()) + "=="; }},
    {"other_audience",
     [](const TokenKey& k) {
       auto c = claims();
       c.audience = "elsewhere";
       return k.issue(c);
     }},
    {"too_long",
     [](const TokenKey& k) {
       auto c = claims();
       c.scope.assign(kTokenBytesMax, 'x');
       return k.issue(c);
     }},
};

class AccessTokenRefuses : public testing::TestWithParam<Hostile> {};
TEST_P(AccessTokenRefuses, WhatItDidNotIssue) {
  const TokenKey key(tenant_key(1));
  EXPECT_FALSE(key.verify(GetParam().make(key), kNow));
}
INSTANTIATE_TEST_SUITE_P(Hostile, AccessTokenRefuses, testing::ValuesIn(kHostile),
                         [](const auto& i) { return std::string(i.param.name); });

TEST(TokenKey, NamesItselfByItsThumbprint) {
  const TokenKey key(tenant_key(1));
  const std::string jwk = key.jwk();
  const std::size_t x = jwk.find(R"("x":")") + 5;
  const std::string members = R"({"crv":"Ed25519","kty":"OKP","x":")" + jwk.substr(x, 43) + R"("})";  // RFC 7638 3.2
  EXPECT_EQ(key.kid(), core::to_base64url(core::view(core::sha256(members))));
}

}  // namespace
}  // namespace tallygate::http
