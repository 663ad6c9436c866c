#include <gtest/gtest.h>

#include "api/stepup/platform_verdict.hpp"
#include "core/hash.hpp"
#include "tests/support/known_vectors.hpp"
#include "tests/support/software_authenticator.hpp"

namespace tallygate::stepup {
namespace {

using support::kDuringChallenge;

core::SigningKey platform_key(std::uint8_t first) {
  std::array<std::uint8_t, 32> seed{};
  seed[0] = first;
  return core::SigningKey::from_seed(seed);
}

PlatformVerdict passed() {
  return {.challenge_id = "ch12", .subject = "party:p1", .passed = true, .method = "sms", .at = kDuringChallenge};
}

core::Bytes signed_by(const core::SigningKey& key, std::string_view text) {
  const core::Signature signature = key.sign(text);
  return {reinterpret_cast<const char*>(signature.data()), signature.size()};
}

Checked<AcceptedVerdict> judged(const PlatformVerdict& verdict, core::ByteView signature,
                                core::Time now = kDuringChallenge) {
  const core::PublicKey keys[] = {platform_key(1).public_key(), platform_key(2).public_key()};
  return verify_verdict(keys, support::challenge_of_shop(), verdict, signature, now);
}

// Signed by the platform's key as it stands.
Checked<AcceptedVerdict> judged(const PlatformVerdict& verdict) {
  return judged(verdict, signed_by(platform_key(1), signed_text(verdict)));
}

TEST(PlatformVerdict, IsSignedAsCanonicalJson) {
  EXPECT_EQ(signed_text(passed()),
            R"({"at":"2026-09-21T14:14:20.000000Z","challenge_id":"ch12","method":"sms","passed":true,)"
            R"("subject":"party:p1"})");
}

TEST(PlatformVerdict, IsAcceptedOfEitherKeyThatTheTenantRegistered) {
  for (const std::uint8_t key : {std::uint8_t{1}, std::uint8_t{2}}) {
    const core::Bytes signature = signed_by(platform_key(key), signed_text(passed()));
    const auto accepted = judged(passed(), signature);
    ASSERT_TRUE(accepted) << name_of(accepted.refusal());
    EXPECT_TRUE(accepted->passed);
    EXPECT_EQ(accepted->method, "sms");
    EXPECT_EQ(accepted->at, kDuringChallenge);
    EXPECT_EQ(accepted->evidence, core::sha256(signed_text(passed()) + signature));
  }
}

// Signed by another implementation, Python's cryptography over OpenSSL, of the key of seed 00 01 … 1f.
TEST(PlatformVerdict, IsAcceptedAsOthersSignIt) {
  const core::PublicKey keys[] = {tests::known_key().public_key()};
  const auto signature = core::from_hex(
      "9aa6d1cb30fce25fee993821d2caa714a84f6471d96707659e49353fe50dd723"
      "4450dfc1d62034f99e37227a23d69a7fd8d6136843d2d40dacee3c73e7bbcb0d");
  EXPECT_TRUE(verify_verdict(keys, support::challenge_of_shop(), passed(), *signature, kDuringChallenge));
}

TEST(PlatformVerdict, MayBeThatTheUserFailed) {
  PlatformVerdict verdict = passed();
  verdict.passed = false;
  const auto accepted = judged(verdict);
  ASSERT_TRUE(accepted);
  EXPECT_FALSE(accepted->passed);
}

TEST(PlatformVerdict, ThatFailedCannotBeShownAsPassed) {
  PlatformVerdict verdict = passed();
  verdict.passed = false;
  const core::Bytes signature = signed_by(platform_key(1), signed_text(verdict));
  EXPECT_EQ(judged(passed(), signature).refusal(), Refusal::verdict_forged);
}

TEST(PlatformVerdict, OfAKeyThatIsNotRegisteredIsForged) {
  EXPECT_EQ(judged(passed(), signed_by(platform_key(3), signed_text(passed()))).refusal(), Refusal::verdict_forged);
  EXPECT_EQ(judged(passed(), core::Bytes(64, '\0')).refusal(), Refusal::verdict_forged);
}

TEST(PlatformVerdict, NeedsARegisteredKey) {
  const auto refused = verify_verdict({}, support::challenge_of_shop(), passed(),
                                      signed_by(platform_key(1), signed_text(passed())), kDuringChallenge);
  EXPECT_EQ(refused.refusal(), Refusal::verdict_without_key);
}

// The point of order one: whoever took it for a key would take signatures that anybody can make.
TEST(PlatformVerdict, IsNeverGoodUnderAKeyOfSmallOrder) {
  core::PublicKey weak{};
  weak[0] = 1;
  core::Bytes signature(64, '\0');
  signature[0] = 1;
  const core::PublicKey keys[] = {weak};
  EXPECT_EQ(verify_verdict(keys, support::challenge_of_shop(), passed(), signature, kDuringChallenge).refusal(),
            Refusal::verdict_forged);
}

TEST(PlatformVerdict, IsOfOneChallengeAndSubject) {
  PlatformVerdict verdict = passed();
  verdict.challenge_id = "ch13";
  EXPECT_EQ(judged(verdict).refusal(), Refusal::verdict_of_another_challenge);
  verdict = passed();
  verdict.subject = "party:p2";
  EXPECT_EQ(judged(verdict).refusal(), Refusal::verdict_of_another_subject);
}

TEST(PlatformVerdict, IsDatedWithinTheChallengesLife) {
  const Challenge challenge = support::challenge_of_shop();
  const std::pair<core::Time, bool> cases[] = {{challenge.opened_at - core::Duration{1}, false},
                                               {challenge.opened_at, true},
                                               {challenge.expires_at - core::Duration{1}, true},
                                               {challenge.expires_at, false},
                                               {core::Time{0}, false}};
  for (const auto& [at, good] : cases) {
    PlatformVerdict verdict = passed();
    verdict.at = at;
    const auto checked = judged(verdict);
    EXPECT_EQ(checked.ok(), good) << core::format_time(at);
    if (!checked) EXPECT_EQ(checked.refusal(), Refusal::verdict_outside_challenge);
  }
}

TEST(PlatformVerdict, ComesTooLateWhateverItsDate) {
  const core::Time end = support::challenge_of_shop().expires_at;
  const core::Bytes signature = signed_by(platform_key(1), signed_text(passed()));
  EXPECT_EQ(judged(passed(), signature, end).refusal(), Refusal::challenge_expired);
  EXPECT_TRUE(judged(passed(), signature, end - core::Duration{1}));
}

TEST(PlatformVerdict, HasAMethodThatCanBeWrittenAndAWholeSignature) {
  for (const std::string& method :
       {std::string(), std::string("two words"), std::string("\xff"), std::string("\n"), std::string(65, 'm')}) {
    PlatformVerdict verdict = passed();
    verdict.method = method;
    EXPECT_EQ(judged(verdict, core::Bytes(64, '\1')).refusal(), Refusal::verdict_malformed) << method;
  }
  const core::Bytes whole = signed_by(platform_key(1), signed_text(passed()));
  for (const std::size_t size : {0, 32, 63})
    EXPECT_EQ(judged(passed(), whole.substr(0, size)).refusal(), Refusal::verdict_malformed) << size;
  EXPECT_EQ(judged(passed(), whole + '\0').refusal(), Refusal::verdict_malformed);
}

}  // namespace
}  // namespace tallygate::stepup
