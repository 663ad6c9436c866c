#include <gtest/gtest.h>

#include "api/stepup/base32.hpp"
#include "api/stepup/one_time_password.hpp"

namespace tallygate::stepup {
namespace {

constexpr core::Time kNow{1'790'000'010'000'000};
constexpr std::uint64_t kStep = 1'790'000'010 / 30;

Challenge otp_challenge() {
  return {.id = "ch1", .subject = "party:p1", .opened_at = {0}, .expires_at = kNow + core::minutes(5), .nonce = {}};
}

OtpEnrolment enrolled() {
  return {.secret = "12345678901234567890"};
}

Checked<AcceptedOtp> answer(const std::string& password, std::optional<std::uint64_t> last = {}) {
  return verify_otp(enrolled(), last, otp_challenge(), password, kNow);
}

std::string password_of(std::uint64_t step) {
  return hotp(enrolled().secret, step, OtpHash::sha1, 6);
}

TEST(Hotp, GivesTheValuesOfRfc4226AppendixD) {
  const char* expected[] = {"755224", "287082", "359152", "969429", "338314",
                            "254676", "287922", "162583", "399871", "520489"};
  for (std::uint64_t counter = 0; counter < 10; ++counter)
    EXPECT_EQ(hotp("12345678901234567890", counter, OtpHash::sha1, 6), expected[counter]) << counter;
}

struct TotpVector {
  std::int64_t at_s;
  const char *sha1, *sha256, *sha512;
};

TEST(OneTimePassword, GivesAndAcceptsTheValuesOfRfc6238AppendixB) {
  const std::string ten = "1234567890";
  const std::string sixty = ten + ten + ten + ten + ten + ten;
  const OtpEnrolment enrolments[] = {{sixty.substr(0, 20), OtpHash::sha1, 8, 30},
                                     {sixty.substr(0, 32), OtpHash::sha256, 8, 30},
                                     {sixty + "1234", OtpHash::sha512, 8, 30}};
  const TotpVector vectors[] = {{59, "94287082", "46119246", "90693936"},
                                {1'111'111'109, "07081804", "68084774", "25091201"},
                                {1'111'111'111, "14050471", "67062674", "99943326"},
                                {1'234'567'890, "89005924", "91819424", "93441116"},
                                {2'000'000'000, "69279037", "90698825", "38618901"},
                                {20'000'000'000, "65353130", "77737706", "47863826"}};
  Challenge challenge = otp_challenge();
  challenge.expires_at = core::kTimeMax;
  for (const TotpVector& vector : vectors) {
    const char* expected[] = {vector.sha1, vector.sha256, vector.sha512};
    const auto step = static_cast<std::uint64_t>(vector.at_s / 30);
    for (std::size_t i = 0; i < 3; ++i) {
      EXPECT_EQ(hotp(enrolments[i].secret, step, enrolments[i].hash, 8), expected[i]) << vector.at_s;
      const auto accepted = verify_otp(enrolments[i], step - 1, challenge, expected[i], {vector.at_s * 1'000'000});
      ASSERT_TRUE(accepted) << name_of(accepted.refusal());
      EXPECT_EQ(accepted->step, step);
    }
  }
}

TEST(OneTimePassword, IsGoodInItsStepAndInBothNeighboursOnly) {
  for (const std::uint64_t step : {kStep - 1, kStep, kStep + 1}) {
    const auto accepted = answer(password_of(step));
    ASSERT_TRUE(accepted) << step;
    EXPECT_EQ(accepted->step, step);
  }
  EXPECT_EQ(answer(password_of(kStep - 2)).refusal(), Refusal::otp_wrong);
  EXPECT_EQ(answer(password_of(kStep + 2)).refusal(), Refusal::otp_wrong);
}

TEST(OneTimePassword, HasNoNeighbourBeforeTheFirstStep) {
  Challenge challenge = otp_challenge();
  challenge.expires_at = {60'000'000};
  EXPECT_TRUE(verify_otp(enrolled(), {}, challenge, password_of(0), {0}));
  EXPECT_TRUE(verify_otp(enrolled(), {}, challenge, password_of(1), {0}));
  EXPECT_FALSE(verify_otp(enrolled(), {}, challenge, password_of(static_cast<std::uint64_t>(-1)), {0}));
}

TEST(OneTimePassword, IsRefusedASecondTime) {
  const auto first = answer(password_of(kStep));
  ASSERT_TRUE(first);
  EXPECT_EQ(answer(password_of(kStep), first->step).refusal(), Refusal::otp_replayed);
}

TEST(OneTimePassword, IsRefusedOnceALaterOneWasAccepted) {
  EXPECT_EQ(answer(password_of(kStep - 1), kStep).refusal(), Refusal::otp_replayed);
  EXPECT_TRUE(answer(password_of(kStep + 1), kStep));
}

// 50,424,280 and the step after it have the same password under this secret.
TEST(OneTimePassword, ThatFitsTwoStepsIsUsedUpForBoth) {
  constexpr std::uint64_t kFirst = 50'424'280;
  ASSERT_EQ(password_of(kFirst), password_of(kFirst + 1));
  const core::Time during{static_cast<std::int64_t>(kFirst) * 30'000'000};
  const auto accepted = verify_otp(enrolled(), {}, otp_challenge(), password_of(kFirst), during);
  ASSERT_TRUE(accepted);
  EXPECT_EQ(accepted->step, kFirst + 1);
  EXPECT_EQ(verify_otp(enrolled(), accepted->step, otp_challenge(), password_of(kFirst), during).refusal(),
            Refusal::otp_replayed);
}

TEST(OneTimePassword, IsRefusedAtTheChallengesEnd) {
  Challenge challenge = otp_challenge();
  challenge.expires_at = kNow;
  EXPECT_EQ(verify_otp(enrolled(), {}, challenge, password_of(kStep), kNow).refusal(), Refusal::challenge_expired);
  challenge.expires_at.us += 1;
  EXPECT_TRUE(verify_otp(enrolled(), {}, challenge, password_of(kStep), kNow));
}

TEST(OneTimePassword, IsOfItsSecretAlone) {
  OtpEnrolment other = enrolled();
  other.secret.back() = '1';
  EXPECT_EQ(verify_otp(other, {}, otp_challenge(), password_of(kStep), kNow).refusal(), Refusal::otp_wrong);
}

TEST(OneTimePassword, HasTheEnrolmentsDigits) {
  const std::string good = password_of(kStep);
  for (const std::string& bad : {std::string(), good.substr(1), good + "0", " " + good.substr(1), "+" + good.substr(1),
                                 good.substr(0, 5) + "\xb2", std::string(6, '\0'), std::string(1'000'000, '1')})
    EXPECT_EQ(answer(bad).refusal(), Refusal::otp_malformed) << bad.substr(0, 20);
}

TEST(OneTimePassword, NeedsAnEnrolmentOfTheAcceptedForm) {
  const auto refused = [](void (*change)(OtpEnrolment&)) {
    OtpEnrolment enrolment = enrolled();
    change(enrolment);
    const auto checked = verify_otp(enrolment, {}, otp_challenge(), "123456", kNow);
    return !checked && checked.refusal() == Refusal::otp_enrolment_unusable && !otpauth_uri(enrolment, "Shop", "ann");
  };
  EXPECT_TRUE(refused([](OtpEnrolment& e) { e.secret.resize(15); }));
  EXPECT_TRUE(refused([](OtpEnrolment& e) { e.secret.resize(129); }));
  EXPECT_TRUE(refused([](OtpEnrolment& e) { e.digits = 5; }));
  EXPECT_TRUE(refused([](OtpEnrolment& e) { e.digits = 9; }));
  EXPECT_TRUE(refused([](OtpEnrolment& e) { e.step_s = 0; }));
  EXPECT_TRUE(refused([](OtpEnrolment& e) { e.step_s = 45; }));
  EXPECT_FALSE(refused([](OtpEnrolment& e) { e.secret.resize(128); }));
}

TEST(OtpEnrolment, HasASecretAsLongAsItsHash) {
  core::SeededRandom random(7);
  const core::Bytes first = new_otp_secret(random, OtpHash::sha1);
  EXPECT_EQ(first.size(), 20U);
  EXPECT_NE(first, new_otp_secret(random, OtpHash::sha1));
  EXPECT_EQ(new_otp_secret(random, OtpHash::sha256).size(), 32U);
  EXPECT_EQ(new_otp_secret(random, OtpHash::sha512).size(), 64U);
}

TEST(OtpEnrolment, IsAUriThatAppsRead) {
  const auto plain = otpauth_uri(enrolled(), "Shop", "ann@example.com");
  ASSERT_TRUE(plain);
  EXPECT_EQ(*plain,
            "otpauth://totp/Shop:ann%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Shop"
            "&algorithm=SHA1&digits=6&period=30");
  const auto other = otpauth_uri({core::Bytes(32, '\0'), OtpHash::sha256, 8, 60}, "A & B 店", "a/b?c");
  ASSERT_TRUE(other);
  EXPECT_EQ(*other, "otpauth://totp/A%20%26%20B%20%E5%BA%97:a%2Fb%3Fc?secret=" + std::string(52, 'A') +
                        "&issuer=A%20%26%20B%20%E5%BA%97&algorithm=SHA256&digits=8&period=60");
}

TEST(OtpEnrolment, HasNoLabelThatAnAppWouldReadOtherwise) {
  for (const std::string& bad : {std::string(), std::string("a:b"), std::string(129, 'a')}) {
    EXPECT_EQ(otpauth_uri(enrolled(), bad, "ann").refusal(), Refusal::otp_label_unusable);
    EXPECT_EQ(otpauth_uri(enrolled(), "Shop", bad).refusal(), Refusal::otp_label_unusable);
  }
}

TEST(Base32, IsThatOfRfc4648WithoutPadding) {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "MY"},
                                                         {"fo", "MZXQ"},
                                                         {"foo", "MZXW6"},
                                                         {"foob", "MZXW6YQ"},
                                                         {"fooba", "MZXW6YTB"},
                                                         {"foobar", "MZXW6YTBOI"}};
  for (const auto& [bytes, text] : vectors) {
    EXPECT_EQ(to_base32(bytes), text);
    EXPECT_EQ(from_base32(text), bytes);
  }
}

TEST(Base32, HasOneTextForEachBytes) {
  for (const char* bad : {"MY======", "my", "M", "MZX", "MZXW6Y", "MZ", "M1", "MY ", "M8", "MZXW6YTBA"})
    EXPECT_FALSE(from_base32(bad)) << bad;
}

}  // namespace
}  // namespace tallygate::stepup
