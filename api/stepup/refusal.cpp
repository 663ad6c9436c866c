#include "api/stepup/refusal.hpp"

#include <array>

namespace tallygate::stepup {
namespace {

using enum Refusal;

constexpr std::array kTexts = {
    RefusalText{challenge_expired, "challenge_expired", "The challenge has expired."},
    RefusalText{otp_enrolment_unusable, "otp_enrolment_unusable",
                "An enrolment has a secret of 16 to 128 bytes, 6 to 8 digits and steps of 30 or 60 seconds."},
    RefusalText{otp_label_unusable, "otp_label_unusable",
                "Issuer and account are texts of 1 to 128 bytes without a colon."},
    RefusalText{otp_malformed, "otp_malformed",
                "The one-time password does not have the enrolment's number of digits."},
    RefusalText{otp_wrong, "otp_wrong", "The one-time password is none of the present step or of its neighbours."},
    RefusalText{otp_replayed, "otp_replayed", "The one-time password, or a later one, was accepted before."},
    RefusalText{client_data_malformed, "client_data_malformed",
                "clientDataJSON is not a JSON object with one type, challenge and origin."},
    RefusalText{ceremony_differs, "ceremony_differs", "clientDataJSON is of another ceremony."},
    RefusalText{nonce_differs, "nonce_differs", "clientDataJSON answers another challenge."},
    RefusalText{origin_unknown, "origin_unknown", "The origin is none of the relying party's."},
    RefusalText{cross_origin, "cross_origin", "The ceremony ran in a frame of another origin."},
    RefusalText{top_origin_unknown, "top_origin_unknown", "The frame stood in a page of an unknown origin."},
    RefusalText{authenticator_data_malformed, "authenticator_data_malformed",
                "The authenticator data is not of the form that its flags say."},
    RefusalText{relying_party_differs, "relying_party_differs", "The authenticator data is of another relying party."},
    RefusalText{user_absent, "user_absent", "The authenticator did not see that a user was present."},
    RefusalText{user_unverified, "user_unverified", "The authenticator did not verify the user."},
    RefusalText{backup_flags_contradict, "backup_flags_contradict",
                "The credential is said to be backed up and not to be eligible for it."},
    RefusalText{backup_eligibility_differs, "backup_eligibility_differs",
                "The credential's eligibility for backup is not what it was when it was enrolled."},
    RefusalText{signature_wrong, "signature_wrong", "The signature is not one of the credential over this answer."},
    RefusalText{sign_count_not_grown, "sign_count_not_grown",
                "The signature counter did not grow: the credential may have been copied."},
    RefusalText{credential_differs, "credential_differs", "The answer is of another credential."},
    RefusalText{user_handle_differs, "user_handle_differs", "The credential says that it is another user's."},
    RefusalText{attestation_malformed, "attestation_malformed",
                "The attestation object is not a map of fmt, attStmt and authData."},
    RefusalText{credential_absent, "credential_absent", "The authenticator data of the enrolment has no credential."},
    RefusalText{key_malformed, "key_malformed", "The public key is not a COSE key in its canonical form."},
    RefusalText{key_unsupported, "key_unsupported", "The public key is none of ES256, EdDSA and RS256."},
    RefusalText{
        key_unusable, "key_unusable",
        "The public key is no point of its curve, or no RSA modulus of 2,048 to 4,096 bits with exponent 65537."},
    RefusalText{verdict_without_key, "verdict_without_key", "The tenant has no key for verdicts."},
    RefusalText{verdict_malformed, "verdict_malformed",
                "A verdict has a method of 1 to 64 visible ASCII characters and a signature of 64 bytes."},
    RefusalText{verdict_of_another_challenge, "verdict_of_another_challenge", "The verdict is on another challenge."},
    RefusalText{verdict_of_another_subject, "verdict_of_another_subject", "The verdict is on another subject."},
    RefusalText{verdict_outside_challenge, "verdict_outside_challenge",
                "The verdict is dated outside of the challenge's life."},
    RefusalText{verdict_forged, "verdict_forged", "The verdict is not signed by a key of the tenant's."},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kTexts.size(); ++i) {
    if (static_cast<std::size_t>(kTexts[i].refusal) != i) return false;
  }
  return kTexts.size() == static_cast<std::size_t>(verdict_forged) + 1;
}
static_assert(in_order());

}  // namespace

std::span<const RefusalText> refusal_texts() {
  return kTexts;
}

std::string_view name_of(Refusal refusal) {
  return kTexts[static_cast<std::size_t>(refusal)].name;
}

std::string_view sentence_of(Refusal refusal) {
  return kTexts[static_cast<std::size_t>(refusal)].sentence;
}

}  // namespace tallygate::stepup
