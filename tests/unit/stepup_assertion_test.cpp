#include <gtest/gtest.h>

#include <set>

#include "api/stepup/assertion.hpp"
#include "api/stepup/client_data.hpp"
#include "core/hash.hpp"
#include "tests/support/cbor_text.hpp"
#include "tests/support/software_authenticator.hpp"
#include "tests/support/webauthn_vectors.hpp"

namespace tallygate::stepup {
namespace {

using support::authenticator;
using support::kDuringChallenge;
using support::KeyKind;
using support::Said;

struct Asked {
  RelyingParty party = support::shop();
  Credential credential = support::credential_of(authenticator(KeyKind::es256));
  Challenge challenge = support::challenge_of_shop();
  core::Time now = kDuringChallenge;

  Checked<AcceptedAssertion> answered(const support::Answered& answer) const {
    return verify_assertion(party, credential, challenge, answer.assertion(), now);
  }
  Checked<AcceptedAssertion> says(const Said& said) const {
    return answered(authenticator(KeyKind::es256).answers(said));
  }
};

Refusal refused_as(const Said& said, const Asked& asked = {}) {
  const auto accepted = asked.says(said);
  EXPECT_FALSE(accepted);
  return accepted ? Refusal::verdict_forged : accepted.refusal();
}

TEST(Assertion, OfEachAlgorithmIsAccepted) {
  for (const KeyKind kind : support::kKeyKinds) {
    Asked asked;
    asked.credential = support::credential_of(authenticator(kind));
    const support::Answered answer = authenticator(kind).answers({});
    const auto accepted = asked.answered(answer);
    ASSERT_TRUE(accepted) << name_of(accepted.refusal());
    EXPECT_EQ(accepted->sign_count, 1U);
    EXPECT_TRUE(accepted->counted);
    EXPECT_TRUE(accepted->user_verified);
    EXPECT_FALSE(accepted->backed_up);
    const core::Digest client = core::sha256(answer.client_data_json);
    EXPECT_EQ(accepted->evidence, core::sha256({answer.authenticator_data, core::view(client), answer.signature}));
  }
}

TEST(Assertion, OfTheSpecificationsRsaVectorIsAccepted) {
  const tests::KnownAssertion& known = tests::kKnownRsaAssertion;
  const core::Bytes client = *core::from_hex(known.client_data_json), data = *core::from_hex(known.authenticator_data),
                    signature = *core::from_hex(known.signature);
  Asked asked;
  asked.party = {.id = "example.org", .origins = {"https://example.org"}};
  asked.party.user_verification = UserVerification::preferred;
  asked.credential = {.id = "id", .cose_key = *core::from_hex(tests::kKnownRsaKey), .backup_eligible = true};
  asked.challenge.nonce = *core::from_hex(known.nonce);
  const auto accepted = asked.answered({"id", client, data, signature});
  ASSERT_TRUE(accepted) << name_of(accepted.refusal());
  EXPECT_TRUE(accepted->backed_up);
  EXPECT_FALSE(accepted->user_verified);
}

TEST(Assertion, IsRefusedAtTheChallengesEnd) {
  Asked asked;
  asked.now = asked.challenge.expires_at;
  EXPECT_EQ(refused_as({}, asked), Refusal::challenge_expired);
  asked.now.us -= 1;
  EXPECT_TRUE(asked.says({}));
}

TEST(Assertion, OfAnotherChallengeIsRefused) {
  Said said;
  said.nonce.back() = '\x5b';
  EXPECT_EQ(refused_as(said), Refusal::nonce_differs);
  said.nonce = core::Bytes(16, '\x5a');
  EXPECT_EQ(refused_as(said), Refusal::nonce_differs);
  said.nonce.clear();
  EXPECT_EQ(refused_as(said), Refusal::nonce_differs);
}

TEST(Assertion, IsRefusedASecondTimeByItsCounter) {
  Asked asked;
  const support::Answered answer = authenticator(KeyKind::es256).answers({});
  const auto first = asked.answered(answer);
  ASSERT_TRUE(first);
  asked.credential.sign_count = first->sign_count;
  EXPECT_EQ(asked.answered(answer).refusal(), Refusal::sign_count_not_grown);
}

TEST(Assertion, HasACounterThatGrowsOrIsNotUsed) {
  const struct {
    std::uint32_t before, now;
    bool good, counted;
  } cases[] = {{0, 0, true, false},
               {0, 1, true, true},
               {1, 2, true, true},
               {5, 4'000'000'000, true, true},
               {1, 1, false, true},
               {2, 1, false, true},
               {1, 0, false, true},
               {0xffffffff, 0, false, true},
               {0xffffffff, 0xffffffff, false, true}};
  for (const auto& c : cases) {
    Asked asked;
    asked.credential.sign_count = c.before;
    const auto accepted = asked.says({.sign_count = c.now});
    ASSERT_EQ(accepted.ok(), c.good) << c.before << " then " << c.now;
    if (accepted) {
      EXPECT_EQ(accepted->counted, c.counted);
      EXPECT_EQ(accepted->sign_count, c.now);
    } else {
      EXPECT_EQ(accepted.refusal(), Refusal::sign_count_not_grown);
    }
  }
}

// Only the holder of the key may say that it was copied.
TEST(Assertion, ThatIsForgedSaysNothingOfTheCounter) {
  Asked asked;
  asked.credential.sign_count = 9;
  support::Answered answer = authenticator(KeyKind::es256).answers({});
  answer.signature = support::SoftwareAuthenticator(KeyKind::es256).answers({}).signature;
  EXPECT_EQ(asked.answered(answer).refusal(), Refusal::signature_wrong);
}

TEST(Assertion, OfAnotherKeyIsForged) {
  for (const KeyKind kind : support::kKeyKinds) {
    Asked asked;
    asked.credential = support::credential_of(authenticator(kind));
    support::Answered answer = support::SoftwareAuthenticator(kind).answers({});
    EXPECT_EQ(asked.answered(answer).refusal(), Refusal::credential_differs);
    answer.credential_id = asked.credential.id;
    EXPECT_EQ(asked.answered(answer).refusal(), Refusal::signature_wrong);
  }
}

TEST(Assertion, IsOfTheUserThatTheCredentialIsOf) {
  const Asked asked;
  const support::Answered answer = authenticator(KeyKind::es256).answers({});
  stepup::Assertion assertion = answer.assertion();
  assertion.user_handle = "handle of p1";
  EXPECT_TRUE(verify_assertion(asked.party, asked.credential, asked.challenge, assertion, asked.now));
  assertion.user_handle = "handle of p2";
  EXPECT_EQ(verify_assertion(asked.party, asked.credential, asked.challenge, assertion, asked.now).refusal(),
            Refusal::user_handle_differs);
  assertion.user_handle = "";
  EXPECT_EQ(verify_assertion(asked.party, asked.credential, asked.challenge, assertion, asked.now).refusal(),
            Refusal::user_handle_differs);
}

TEST(Assertion, IsOfAKnownOrigin) {
  EXPECT_TRUE(Asked().says({.origin = "https://m.shop.example"}));
  for (const char* origin :
       {"https://evil.example", "http://shop.example", "https://shop.example/", "", "https://shop.example:8443",
        "https://SHOP.example", "https://shop.example.evil.example", "https://shop.exampl", "null"})
    EXPECT_EQ(refused_as({.origin = origin}), Refusal::origin_unknown) << origin;
}

TEST(Assertion, IsNoRegistration) {
  for (const char* type : {"webauthn.create", "payment.get", "", "webauthn.GET"})
    EXPECT_EQ(refused_as({.type = type}), Refusal::ceremony_differs) << type;
}

TEST(Assertion, RunsInAFrameOnlyWhereThatIsAllowed) {
  Asked frames;
  frames.party.cross_origin = true;
  frames.party.top_origins = {"https://partner.example"};
  const std::string own = R"(,"crossOrigin":false)", framed = R"(,"crossOrigin":true)",
                    partner = framed + R"(,"topOrigin":"https://partner.example")",
                    stranger = framed + R"(,"topOrigin":"https://evil.example")",
                    odd = own + R"(,"topOrigin":"https://partner.example")";
  EXPECT_TRUE(Asked().says({.more = own}));
  EXPECT_EQ(refused_as({.more = framed}), Refusal::cross_origin);
  EXPECT_EQ(refused_as({.more = partner}), Refusal::cross_origin);
  EXPECT_EQ(refused_as({.more = odd}), Refusal::top_origin_unknown);
  EXPECT_TRUE(frames.says({.more = own}));
  EXPECT_TRUE(frames.says({.more = framed}));
  EXPECT_TRUE(frames.says({.more = partner}));
  EXPECT_EQ(refused_as({.more = stranger}, frames), Refusal::top_origin_unknown);
  EXPECT_EQ(refused_as({.more = odd}, frames), Refusal::top_origin_unknown);
}

TEST(Assertion, IsForTheRelyingParty) {
  EXPECT_EQ(refused_as({.rp_id = "evil.example"}), Refusal::relying_party_differs);
  EXPECT_EQ(refused_as({.rp_id = "m.shop.example"}), Refusal::relying_party_differs);
}

TEST(Assertion, NeedsAUserWhoIsPresentAndWhereRequiredVerified) {
  EXPECT_EQ(refused_as({.flags = support::kUserVerified}), Refusal::user_absent);
  EXPECT_EQ(refused_as({.flags = support::kUserPresent}), Refusal::user_unverified);
  Asked lenient;
  lenient.party.user_verification = UserVerification::preferred;
  const auto accepted = lenient.says({.flags = support::kUserPresent});
  ASSERT_TRUE(accepted);
  EXPECT_FALSE(accepted->user_verified);
}

TEST(Assertion, KeepsTheCredentialsEligibilityForBackup) {
  constexpr std::uint8_t kHonest = support::kUserPresent | support::kUserVerified;
  Asked backed;
  backed.credential.backup_eligible = true;
  EXPECT_EQ(refused_as({.flags = kHonest | support::kBackedUp}), Refusal::backup_flags_contradict);
  EXPECT_EQ(refused_as({.flags = kHonest | support::kBackupEligible}), Refusal::backup_eligibility_differs);
  EXPECT_EQ(refused_as({.flags = kHonest}, backed), Refusal::backup_eligibility_differs);
  const auto eligible = backed.says({.flags = kHonest | support::kBackupEligible});
  ASSERT_TRUE(eligible);
  EXPECT_FALSE(eligible->backed_up);
  const auto copied = backed.says({.flags = kHonest | support::kBackupEligible | support::kBackedUp});
  ASSERT_TRUE(copied);
  EXPECT_TRUE(copied->backed_up);
}

TEST(Assertion, TakesExtensionsThatItDoesNotKnow) {
  Said said;
  said.flags |= support::kExtensionsFollow;
  said.extensions = support::cbor_map(1) + support::cbor_text("uvm") + support::cbor_array(1) + support::cbor_array(3) +
                    "\x02\x04\x02";
  EXPECT_TRUE(Asked().says(said));
}

TEST(Assertion, NeedsAKeyThatIsWhole) {
  Asked asked;
  asked.credential.cose_key.pop_back();
  EXPECT_EQ(refused_as({}, asked), Refusal::key_malformed);
}

TEST(Assertion, IsNotAskedForWithoutRandomBytes) {
  Asked asked;
  asked.challenge.nonce.resize(15);
  EXPECT_THROW((void)asked.says({}), core::CheckFailure);
}

TEST(ClientData, IsReadWhateverItsOrderAndSpaces) {
  const auto read = read_client_data(
      "\xef\xbb\xbf { \"other\": {\"a\": [1, 2]}, \"origin\": \"https:\\u002f/a\", \"challenge\": \"c\","
      " \"crossOrigin\": true, \"topOrigin\": \"t\", \"type\": \"webauthn.get\" } ");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->type, "webauthn.get");
  EXPECT_EQ(read->challenge, "c");
  EXPECT_EQ(read->origin, "https://a");
  EXPECT_TRUE(read->cross_origin);
  EXPECT_EQ(read->top_origin, "t");
}

TEST(ClientData, IsAnObjectWithEachMemberOnce) {
  const std::string good = R"("type":"t","challenge":"c","origin":"o")";
  ASSERT_TRUE(read_client_data("{" + good + "}"));
  const std::string bad[] = {
      "",
      "{}",
      "null",
      "[" + good + "]",
      "{" + good,
      "{" + good + "}}",
      "{" + good + ",}",
      "{" + good + "}\xff",
      "{" + good + R"(,"type":"t"})",
      "{" + good + R"(,"challenge":"d"})",
      "{" + good + R"(,"origin":"o"})",
      "{" + good + R"(,"crossOrigin":false,"crossOrigin":true})",
      "{" + good + R"(,"topOrigin":"a","topOrigin":"a"})",
      "{" + good + R"(,"crossOrigin":"false"})",
      "{" + good + R"(,"crossOrigin":null})",
      "{" + good + R"(,"topOrigin":null})",
      R"({"type":1,"challenge":"c","origin":"o"})",
      R"({"type":"t","challenge":"c"})",
      R"({"type":"t","origin":"o"})",
      R"({"challenge":"c","origin":"o"})",
      "{" + good + R"(,"x":[[[[[[[[[[[[0]]]]]]]]]]]]})",
      "{" + good + ",\"x\":\"" + std::string(kClientDataMax, 'x') + "\"}",
  };
  for (const std::string& json : bad) EXPECT_FALSE(read_client_data(json)) << json.substr(0, 80);
}

TEST(Refusals, HaveEachANameAndASentence) {
  std::set<std::string_view> names, sentences;
  for (const RefusalText& text : refusal_texts()) {
    names.insert(text.name);
    sentences.insert(text.sentence);
    EXPECT_TRUE(text.sentence.ends_with('.')) << text.name;
    EXPECT_EQ(name_of(text.refusal), text.name);
    EXPECT_EQ(sentence_of(text.refusal), text.sentence);
  }
  EXPECT_EQ(names.size(), refusal_texts().size());
  EXPECT_EQ(sentences.size(), refusal_texts().size());
}

}  // namespace
}  // namespace tallygate::stepup
