#include "api/stepup/assertion.hpp"

#include "api/stepup/authenticator_data.hpp"
#include "api/stepup/credential_key.hpp"
#include "core/hash.hpp"

namespace tallygate::stepup {
namespace {

std::optional<Refusal> of_another(const Credential& credential, const Assertion& assertion) {
  if (assertion.credential_id != credential.id) return Refusal::credential_differs;
  if (assertion.user_handle && *assertion.user_handle != credential.user_handle) return Refusal::user_handle_differs;
  return std::nullopt;
}

}  // namespace

Checked<AcceptedAssertion> verify_assertion(const RelyingParty& party, const Credential& credential,
                                            const Challenge& challenge, const Assertion& assertion, core::Time now) {
  if (now >= challenge.expires_at) return Refusal::challenge_expired;
  if (const auto refused = of_another(credential, assertion)) return *refused;
  if (const auto refused = refused_client(party, challenge, "webauthn.get", assertion.client_data_json))
    return *refused;
  const Checked<AuthenticatorData> data = read_authenticator_data(assertion.authenticator_data);
  if (!data) return data.refusal();
  if (const auto refused = refused_authenticator(party, *data)) return *refused;
  if (data->backup_eligible != credential.backup_eligible) return Refusal::backup_eligibility_differs;

  const Checked<CredentialKey> key = read_credential_key(credential.cose_key);
  if (!key) return key.refusal();
  core::Bytes signed_bytes(assertion.authenticator_data);
  signed_bytes += core::view(core::sha256(assertion.client_data_json));
  if (!verify(*key, signed_bytes, assertion.signature)) return Refusal::signature_wrong;

  const bool counted = data->sign_count != 0 || credential.sign_count != 0;
  if (counted && data->sign_count <= credential.sign_count) return Refusal::sign_count_not_grown;
  return AcceptedAssertion{.sign_count = data->sign_count,
                           .counted = counted,
                           .user_verified = data->user_verified,
                           .backed_up = data->backed_up,
                           .evidence = core::sha256({signed_bytes, assertion.signature})};
}

}  // namespace tallygate::stepup
