#include "api/stepup/registration.hpp"

#include <algorithm>

#include "api/stepup/authenticator_data.hpp"
#include "api/stepup/cbor_reader.hpp"
#include "core/check.hpp"

namespace tallygate::stepup {
namespace {

constexpr std::size_t kMembers = 3;
constexpr core::ByteView kEmptyMap{"\xa0", 1};

bool usable_format(std::string_view format) {
  return !format.empty() && format.size() <= kAttestationFormatMax &&
         std::ranges::all_of(format, [](char c) { return c > 0x20 && c < 0x7f; });
}

core::ByteView map_item(CborReader& reader) {
  CborReader inner(reader.rest());
  inner.map();
  if (!inner.ok()) reader.fail();
  return reader.item();
}

}  // namespace

Checked<AttestationObject> read_attestation_object(core::ByteView bytes) {
  if (bytes.size() > kAttestationObjectMax) return Refusal::attestation_malformed;
  CborReader reader(bytes);
  core::ByteView format, statement, data;  // none of them empty once it was read
  if (reader.map() != kMembers) return Refusal::attestation_malformed;
  for (std::size_t i = 0; i < kMembers; ++i) {
    const core::ByteView name = reader.text();
    if (name == "fmt" && format.empty()) {
      format = reader.text();
    } else if (name == "attStmt" && statement.empty()) {
      statement = map_item(reader);
    } else if (name == "authData" && data.empty()) {
      data = reader.bytes();
    } else {
      reader.fail();
    }
  }
  if (!reader.ok() || !reader.rest().empty() || !usable_format(format) || statement.empty() || data.empty())
    return Refusal::attestation_malformed;
  if (format == "none" && statement != kEmptyMap) return Refusal::attestation_malformed;
  return AttestationObject{std::string(format), data};
}

Checked<EnrolledCredential> verify_registration(const RelyingParty& party, core::ByteView user_handle,
                                                const Challenge& challenge, const Registration& registration,
                                                core::Time now) {
  TALLYGATE_CHECK(!user_handle.empty() && user_handle.size() <= kUserHandleMax, "a user handle has 1 to 64 bytes");
  if (now >= challenge.expires_at) return Refusal::challenge_expired;
  if (const auto refused = refused_client(party, challenge, "webauthn.create", registration.client_data_json))
    return *refused;
  const Checked<AttestationObject> object = read_attestation_object(registration.attestation_object);
  if (!object) return object.refusal();
  Checked<AuthenticatorData> data = read_authenticator_data(object->authenticator_data);
  if (!data) return data.refusal();
  if (const auto refused = refused_authenticator(party, *data)) return *refused;
  if (!data->credential) return Refusal::credential_absent;
  const AttestedCredential& attested = *data->credential;
  return EnrolledCredential{.credential = {.id = attested.id,
                                           .user_handle = core::Bytes(user_handle),
                                           .cose_key = attested.cose_key,
                                           .sign_count = data->sign_count,
                                           .backup_eligible = data->backup_eligible},
                            .aaguid = attested.aaguid,
                            .attestation_format = object->format,
                            .user_verified = data->user_verified,
                            .backed_up = data->backed_up};
}

}  // namespace tallygate::stepup
