// Whatever bit of an answer is changed and wherever it is cut, it is refused; what is honest is accepted.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "api/stepup/assertion.hpp"
#include "api/stepup/one_time_password.hpp"
#include "api/stepup/platform_verdict.hpp"
#include "api/stepup/registration.hpp"
#include "core/random.hpp"
#include "tests/support/cbor_text.hpp"
#include "tests/support/software_authenticator.hpp"

namespace tallygate::stepup {
namespace {

using support::authenticator;
using support::kDuringChallenge;
using support::KeyKind;

bool takes(const Credential& credential, const support::Answered& answer) {
  return verify_assertion(support::shop(), credential, support::challenge_of_shop(), answer.assertion(),
                          kDuringChallenge)
      .ok();
}

// Calls `changed` with every text that differs from `bytes` in one bit, then with every beginning of it.
template <class Changed>
void for_each_damage(const std::string& bytes, Changed changed) {
  for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    std::string flipped = bytes;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    changed(flipped, "bit " + std::to_string(bit));
  }
  for (std::size_t size = 0; size < bytes.size(); ++size)
    changed(bytes.substr(0, size), "cut to " + std::to_string(size));
  changed(bytes + '\0', "with a byte more");
}

TEST(AnyAssertion, IsRefusedWhateverBitIsChangedAndWhereverItIsCut) {
  for (const KeyKind kind : support::kKeyKinds) {
    const Credential credential = support::credential_of(authenticator(kind));
    const support::Answered honest = authenticator(kind).answers({});
    ASSERT_TRUE(takes(credential, honest));
    for (core::Bytes support::Answered::* part :
         {&support::Answered::credential_id, &support::Answered::client_data_json,
          &support::Answered::authenticator_data, &support::Answered::signature}) {
      support::Answered answer = honest;
      for_each_damage(honest.*part, [&](const std::string& bytes, const std::string& what) {
        answer.*part = bytes;
        EXPECT_FALSE(takes(credential, answer)) << static_cast<int>(kind) << " " << what;
      });
    }
  }
}

TEST(AnyCredential, TakesNoAnswerOnceABitOfItsKeyIsChanged) {
  for (const KeyKind kind : support::kKeyKinds) {
    Credential credential = support::credential_of(authenticator(kind));
    const support::Answered honest = authenticator(kind).answers({});
    for_each_damage(authenticator(kind).cose_key(), [&](const std::string& key, const std::string& what) {
      credential.cose_key = key;
      EXPECT_FALSE(takes(credential, honest)) << static_cast<int>(kind) << " " << what;
    });
  }
}

// Nothing is signed on enrolment, so a changed bit may make another enrolment of it: but never one whose credential is
// the honest one's with another key, and a cut one is none.
TEST(AnyRegistration, IsReadWholeOrNotAtAll) {
  for (const KeyKind kind : support::kKeyKinds) {
    const support::Registered honest = authenticator(kind).registers({});
    const auto enrols = [&](const support::Registered& registered) {
      return verify_registration(support::shop(), "u", support::challenge_of_shop(), registered.registration(),
                                 kDuringChallenge);
    };
    ASSERT_TRUE(enrols(honest));
    for (std::size_t size = 0; size < honest.attestation_object.size(); ++size)
      EXPECT_FALSE(enrols({honest.client_data_json, honest.attestation_object.substr(0, size)})) << size;
    for (std::size_t size = 0; size < honest.client_data_json.size(); ++size)
      EXPECT_FALSE(enrols({honest.client_data_json.substr(0, size), honest.attestation_object})) << size;
    for_each_damage(honest.attestation_object, [&](const std::string& bytes, const std::string& what) {
      const auto enrolled = enrols({honest.client_data_json, bytes});
      if (!enrolled) return;
      const auto key = read_credential_key(enrolled->credential.cose_key);
      ASSERT_TRUE(key) << what;
      EXPECT_EQ(support::cose_key(*key), enrolled->credential.cose_key) << what;
    });
  }
}

TEST(AnyPlatformVerdict, IsRefusedWhateverBitIsChanged) {
  core::SeededRandom random(12);
  const core::SigningKey key = core::SigningKey::generate(random);
  const core::PublicKey keys[] = {key.public_key()};
  const PlatformVerdict honest{
      .challenge_id = "ch12", .subject = "party:p1", .passed = true, .method = "sms", .at = kDuringChallenge};
  const core::Signature raw = key.sign(signed_text(honest));
  const core::Bytes signature(reinterpret_cast<const char*>(raw.data()), raw.size());
  const auto takes_verdict = [&](const PlatformVerdict& verdict, core::ByteView by) {
    return verify_verdict(keys, support::challenge_of_shop(), verdict, by, kDuringChallenge).ok();
  };
  ASSERT_TRUE(takes_verdict(honest, signature));
  for_each_damage(signature, [&](const std::string& bytes, const std::string& what) {
    EXPECT_FALSE(takes_verdict(honest, bytes)) << what;
  });
  for (std::string PlatformVerdict::* text :
       {&PlatformVerdict::challenge_id, &PlatformVerdict::subject, &PlatformVerdict::method}) {
    PlatformVerdict verdict = honest;
    for_each_damage(honest.*text, [&](const std::string& bytes, const std::string& what) {
      verdict.*text = bytes;
      EXPECT_FALSE(takes_verdict(verdict, signature)) << what;
    });
  }
  for (int bit = 0; bit < 63; ++bit) {
    PlatformVerdict verdict = honest;
    verdict.at.us ^= std::int64_t{1} << bit;
    EXPECT_FALSE(takes_verdict(verdict, signature)) << bit;
  }
}

// Over random enrolments and instants: the password of a step is taken from one step before to one after it, once, and
// nothing older is taken after it. Passwords that meet by chance (1 in 10^6 a pair) would show as an earlier step.
TEST(AnyOneTimePassword, IsTakenAroundItsStepAndOnce) {
  core::SeededRandom random(4'226);
  Challenge challenge = support::challenge_of_shop();
  challenge.expires_at = core::kTimeMax;
  int taken = 0;
  for (int i = 0; i < 2'000; ++i) {
    OtpEnrolment enrolment{.hash = static_cast<OtpHash>(random.below(3))};
    enrolment.secret = new_otp_secret(random, enrolment.hash);
    enrolment.digits = 6 + static_cast<int>(random.below(3));
    enrolment.step_s = random.below(2) == 0 ? 30 : 60;
    const core::Time now{static_cast<std::int64_t>(random.below(4'000'000'000'000'000)) + 1'000'000'000};
    const auto present = static_cast<std::uint64_t>(now.us / 1'000'000 / enrolment.step_s);
    const std::uint64_t step = present - 3 + random.below(7);
    const std::string password = hotp(enrolment.secret, step, enrolment.hash, enrolment.digits);
    const auto accepted = verify_otp(enrolment, {}, challenge, password, now);
    const bool around = step + 1 >= present && step <= present + 1;
    ASSERT_EQ(accepted.ok(), around) << i;
    if (!accepted) continue;
    ++taken;
    EXPECT_EQ(accepted->step, step);
    for (std::uint64_t before = present - 1; before <= step; ++before) {
      const std::string old = hotp(enrolment.secret, before, enrolment.hash, enrolment.digits);
      EXPECT_EQ(verify_otp(enrolment, accepted->step, challenge, old, now).refusal(), Refusal::otp_replayed) << i;
    }
  }
  EXPECT_GT(taken, 500);
}

}  // namespace
}  // namespace tallygate::stepup
