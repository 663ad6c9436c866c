#include <gtest/gtest.h>

#include "api/http/token_cache.hpp"

namespace tallygate::http {
namespace {

SessionPtr session_until(std::int64_t expires_at) {
  auto session = std::make_shared<Session>();
  session->expires_at = expires_at;
  return session;
}

TEST(TokenCache, FindsWhatWasChecked) {
  TokenCache cache;
  const SessionPtr session = session_until(100);
  cache.put("token", 1, session);
  EXPECT_EQ(cache.find("token", 1, 99), session);
  EXPECT_EQ(cache.find("other", 1, 99), nullptr);
}

TEST(TokenCache, ForgetsAnExpiredToken) {
  TokenCache cache;
  cache.put("token", 1, session_until(100));
  EXPECT_EQ(cache.find("token", 1, 100), nullptr);
  EXPECT_EQ(cache.size(), 0U);
}

TEST(TokenCache, DiesWithAnyClientsChange) {
  TokenCache cache;
  cache.put("token", 1, session_until(100));
  EXPECT_EQ(cache.find("token", 2, 0), nullptr);
}

TEST(TokenCache, DoesNotKeepACheckThatIsOlderThanAChange) {
  TokenCache cache;
  const SessionPtr fresh = session_until(100);
  cache.put("token", 2, fresh);
  cache.put("token", 1, session_until(100));  // checked before the client was revoked, stored after
  EXPECT_EQ(cache.find("token", 2, 0), fresh);
  EXPECT_EQ(cache.find("token", 1, 0), nullptr);
}

TEST(TokenCache, StaysBounded) {
  TokenCache cache;
  constexpr std::size_t kMost = TokenCache::kShards * TokenCache::kTokensPerShardMax;
  for (std::size_t i = 0; i < 2 * kMost; ++i) cache.put("token" + std::to_string(i), 1, session_until(100));
  EXPECT_LE(cache.size(), kMost);
}

}  // namespace
}  // namespace tallygate::http
