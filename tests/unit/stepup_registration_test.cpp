#include <gtest/gtest.h>

#include "api/stepup/registration.hpp"
#include "core/hash.hpp"
#include "tests/support/cbor_text.hpp"
#include "tests/support/software_authenticator.hpp"
#include "tests/support/webauthn_vectors.hpp"

namespace tallygate::stepup {
namespace {

using support::authenticator;
using support::cbor_array;
using support::cbor_bytes;
using support::cbor_integer;
using support::cbor_map;
using support::cbor_text;
using support::kDuringChallenge;
using support::KeyKind;
using support::Said;

Checked<EnrolledCredential> enrols(const support::Registered& registered, const RelyingParty& party = support::shop(),
                                   core::Time now = kDuringChallenge) {
  return verify_registration(party, "handle of p1", support::challenge_of_shop(), registered.registration(), now);
}

Refusal enrolling_is_refused_as(const Said& said, const RelyingParty& party = support::shop()) {
  const auto enrolled = enrols(authenticator(KeyKind::es256).registers(said), party);
  EXPECT_FALSE(enrolled);
  return enrolled ? Refusal::verdict_forged : enrolled.refusal();
}

RelyingParty example_org(const tests::KnownCredential& known) {
  RelyingParty party{.id = "example.org", .origins = {"https://example.org"}};
  party.user_verification = UserVerification::preferred;
  party.cross_origin = known.cross_origin;
  if (known.cross_origin) party.top_origins = {"https://example.com"};
  return party;
}

Challenge with_nonce(std::string_view hex) {
  Challenge challenge = support::challenge_of_shop();
  challenge.nonce = *core::from_hex(hex);
  return challenge;
}

TEST(Registration, OfTheSpecificationsVectorsEnrolsACredentialThatItsAssertionAnswersFor) {
  for (const tests::KnownCredential& known : tests::kKnownCredentials) {
    const core::Bytes created = *core::from_hex(known.registration.client_data_json);
    const core::Bytes object = *core::from_hex(known.registration.attestation_object);
    const auto enrolled = verify_registration(example_org(known), "u", with_nonce(known.registration.nonce),
                                              {created, object}, kDuringChallenge);
    ASSERT_TRUE(enrolled) << known.name << ": " << name_of(enrolled.refusal());
    EXPECT_EQ(known.name.substr(0, known.name.find('.')), enrolled->attestation_format);
    EXPECT_EQ(core::to_hex({reinterpret_cast<const char*>(enrolled->aaguid.data()), 16}), known.registration.aaguid);

    const core::Bytes got = *core::from_hex(known.assertion.client_data_json);
    const core::Bytes data = *core::from_hex(known.assertion.authenticator_data);
    const core::Bytes signature = *core::from_hex(known.assertion.signature);
    const auto accepted = verify_assertion(example_org(known), enrolled->credential, with_nonce(known.assertion.nonce),
                                           {enrolled->credential.id, got, data, signature}, kDuringChallenge);
    ASSERT_TRUE(accepted) << known.name << ": " << name_of(accepted.refusal());
    EXPECT_FALSE(accepted->counted);
  }
}

TEST(Registration, EnrolsWhatTheAuthenticatorMade) {
  for (const KeyKind kind : support::kKeyKinds) {
    const auto& made = authenticator(kind);
    const auto enrolled = enrols(made.registers({.sign_count = 7}));
    ASSERT_TRUE(enrolled) << name_of(enrolled.refusal());
    EXPECT_EQ(enrolled->credential.id, made.credential_id());
    EXPECT_EQ(enrolled->credential.cose_key, made.cose_key());
    EXPECT_EQ(enrolled->credential.user_handle, "handle of p1");
    EXPECT_EQ(enrolled->credential.sign_count, 7U);
    EXPECT_FALSE(enrolled->credential.backup_eligible);
    EXPECT_TRUE(enrolled->user_verified);
    EXPECT_EQ(enrolled->attestation_format, "none");
    EXPECT_EQ(enrolled->aaguid[0], 0x11);
  }
}

TEST(Registration, ReadsTheKeyBesideAnAttestationThatItPassesOver) {
  Said said;
  said.format = "packed";
  said.statement = cbor_map(3) + cbor_text("alg") + cbor_integer(-7) + cbor_text("sig") + cbor_bytes("no signature") +
                   cbor_text("x5c") + cbor_array(1) + cbor_bytes(std::string(700, '\x30'));
  const auto enrolled = enrols(authenticator(KeyKind::es256).registers(said));
  ASSERT_TRUE(enrolled);
  EXPECT_EQ(enrolled->attestation_format, "packed");
  EXPECT_EQ(enrolled->credential.cose_key, authenticator(KeyKind::es256).cose_key());
}

TEST(Registration, SaysWhetherTheCredentialMayBeBackedUp) {
  Said said;
  said.flags |= support::kBackupEligible | support::kBackedUp;
  const auto enrolled = enrols(authenticator(KeyKind::es256).registers(said));
  ASSERT_TRUE(enrolled);
  EXPECT_TRUE(enrolled->credential.backup_eligible);
  EXPECT_TRUE(enrolled->backed_up);
  said.flags = static_cast<std::uint8_t>(said.flags & ~support::kBackupEligible);
  EXPECT_EQ(enrolling_is_refused_as(said), Refusal::backup_flags_contradict);
}

TEST(Registration, TakesExtensionsAfterTheKey) {
  Said said;
  said.flags |= support::kExtensionsFollow;
  said.extensions = cbor_map(2) + cbor_text("credProtect") + cbor_integer(2) + cbor_text("hmac-secret") + "\xf5";
  EXPECT_TRUE(enrols(authenticator(KeyKind::rs256).registers(said)));
  said.extensions += '\0';
  EXPECT_EQ(enrolling_is_refused_as(said), Refusal::authenticator_data_malformed);
  said.extensions = cbor_array(0);
  EXPECT_EQ(enrolling_is_refused_as(said), Refusal::authenticator_data_malformed);
  said.extensions = "";
  EXPECT_EQ(enrolling_is_refused_as(said), Refusal::authenticator_data_malformed);
  said.flags = support::kUserPresent | support::kUserVerified;
  said.extensions = cbor_map(0);
  EXPECT_EQ(enrolling_is_refused_as(said), Refusal::authenticator_data_malformed);
}

TEST(Registration, IsOfThisPartyChallengeAndUser) {
  Said said;
  said.nonce = core::Bytes(32, '\x5b');
  EXPECT_EQ(enrolling_is_refused_as(said), Refusal::nonce_differs);
  said = {};
  said.origin = "https://shop.example.evil.example";
  EXPECT_EQ(enrolling_is_refused_as(said), Refusal::origin_unknown);
  said = {};
  said.rp_id = "other.example";
  EXPECT_EQ(enrolling_is_refused_as(said), Refusal::relying_party_differs);
  said = {};
  said.flags = support::kUserVerified;
  EXPECT_EQ(enrolling_is_refused_as(said), Refusal::user_absent);
  said.flags = support::kUserPresent;
  EXPECT_EQ(enrolling_is_refused_as(said), Refusal::user_unverified);
  RelyingParty lenient = support::shop();
  lenient.user_verification = UserVerification::preferred;
  const auto enrolled = enrols(authenticator(KeyKind::es256).registers(said), lenient);
  ASSERT_TRUE(enrolled);
  EXPECT_FALSE(enrolled->user_verified);
}

TEST(Registration, IsNoAssertionAndNotTooLate) {
  const auto& made = authenticator(KeyKind::eddsa);
  const support::Registered registered = made.registers({});
  const support::Answered answered = made.answers({});
  EXPECT_EQ(enrols({answered.client_data_json, registered.attestation_object}).refusal(), Refusal::ceremony_differs);
  const core::Time end = support::challenge_of_shop().expires_at;
  EXPECT_EQ(enrols(registered, support::shop(), end).refusal(), Refusal::challenge_expired);
  EXPECT_TRUE(enrols(registered, support::shop(), end - core::Duration{1}));
}

// What stands in an attestation object, piece by piece.
TEST(AttestationObject, IsAMapOfItsThreeMembers) {
  const std::string fmt = cbor_text("fmt") + cbor_text("none"), statement = cbor_text("attStmt") + cbor_map(0),
                    data = cbor_text("authData") + cbor_bytes("data");
  const auto reads = [](const std::string& bytes) { return read_attestation_object(bytes).ok(); };
  EXPECT_TRUE(reads(cbor_map(3) + fmt + statement + data));
  EXPECT_TRUE(reads(cbor_map(3) + data + fmt + statement));
  const std::string bad[] = {
      "",
      cbor_map(0),
      cbor_map(2) + fmt + data,
      cbor_map(3) + fmt + statement,
      cbor_map(3) + fmt + fmt + data,
      cbor_map(3) + fmt + statement + statement,
      cbor_map(3) + fmt + data + data,
      cbor_map(4) + fmt + statement + data + cbor_text("epAtt") + "\xf4",
      cbor_map(3) + fmt + statement + data + "x",
      cbor_array(3) + fmt + statement + data,
      cbor_map(3) + fmt + cbor_text("attStmt") + cbor_array(0) + data,
      cbor_map(3) + fmt + cbor_text("attStmt") + cbor_map(1) + cbor_text("alg") + cbor_integer(-7) + data,
      cbor_map(3) + cbor_text("fmt") + cbor_text("") + statement + data,
      cbor_map(3) + cbor_text("fmt") + cbor_text("a b") + statement + data,
      cbor_map(3) + cbor_text("fmt") + cbor_text(std::string(33, 'f')) + statement + data,
      cbor_map(3) + cbor_text("fmt") + cbor_bytes("none") + statement + data,
      cbor_map(3) + fmt + statement + cbor_text("authData") + cbor_text("data"),
      cbor_map(3) + fmt + statement + cbor_text("authData") + cbor_bytes(""),
      cbor_map(3) + fmt + statement + cbor_text("authData") + cbor_bytes(std::string(kAttestationObjectMax, 'd')),
  };
  for (const std::string& bytes : bad) EXPECT_FALSE(reads(bytes)) << core::to_hex(bytes.substr(0, 60));
}

TEST(AuthenticatorData, WithoutACredentialEnrolsNothing) {
  const support::Answered answered = authenticator(KeyKind::es256).answers({});
  const core::Bytes object = cbor_map(3) + cbor_text("fmt") + cbor_text("none") + cbor_text("attStmt") + cbor_map(0) +
                             cbor_text("authData") + cbor_bytes(answered.authenticator_data);
  const core::Bytes created = authenticator(KeyKind::es256).registers({}).client_data_json;
  EXPECT_EQ(enrols({created, object}).refusal(), Refusal::credential_absent);
}

TEST(AuthenticatorData, HasAnIdOf1To1023Bytes) {
  const std::string begin = std::string(32, 'h') + static_cast<char>(support::kCredentialFollows) +
                            std::string(4, '\0') + std::string(16, 'a');
  const std::string key = authenticator(KeyKind::eddsa).cose_key();
  const auto with_id = [&](std::string_view size, std::size_t bytes) {
    return read_authenticator_data(begin + std::string(size) + std::string(bytes, 'i') + key);
  };
  EXPECT_TRUE(with_id({"\x00\x01", 2}, 1));
  const auto longest = with_id("\x03\xff", 1'023);
  ASSERT_TRUE(longest);
  EXPECT_EQ(longest->credential->id.size(), 1'023U);
  EXPECT_EQ(with_id({"\x00\x00", 2}, 0).refusal(), Refusal::authenticator_data_malformed);
  EXPECT_EQ(with_id({"\x04\x00", 2}, 1'024).refusal(), Refusal::authenticator_data_malformed);
  EXPECT_EQ(with_id("\x03\xff", 10).refusal(), Refusal::authenticator_data_malformed);
}

TEST(AuthenticatorData, HasALimit) {
  const std::string begin = std::string(32, 'h') + static_cast<char>(support::kExtensionsFollow) +
                            std::string(4, '\0') + cbor_map(1) + cbor_text("x");
  const auto with = [&](std::size_t bytes) {
    const std::string all = begin + cbor_bytes(std::string(bytes, 'x'));
    return std::pair(all.size(), read_authenticator_data(all).ok());
  };
  const auto [size, fits] = with(kAuthenticatorDataMax - begin.size() - 3);
  EXPECT_EQ(size, kAuthenticatorDataMax);
  EXPECT_TRUE(fits);
  EXPECT_FALSE(with(kAuthenticatorDataMax - begin.size() - 2).second);
}

}  // namespace
}  // namespace tallygate::stepup
