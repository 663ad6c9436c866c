#include "api/stepup/relying_party.hpp"

#include <algorithm>

#include "api/stepup/client_data.hpp"
#include "core/check.hpp"
#include "core/hash.hpp"

namespace tallygate::stepup {

std::optional<Refusal> refused_client(const RelyingParty& party, const Challenge& challenge, std::string_view ceremony,
                                      core::ByteView client_data_json) {
  TALLYGATE_CHECK(challenge.nonce.size() >= kNonceBytesMin, "a WebAuthn challenge without enough random bytes");
  const Checked<ClientData> said = read_client_data(client_data_json);
  if (!said) return said.refusal();
  if (said->type != ceremony) return Refusal::ceremony_differs;
  if (!core::equal_constant_time(said->challenge, core::to_base64url(challenge.nonce))) return Refusal::nonce_differs;
  if (std::ranges::find(party.origins, said->origin) == party.origins.end()) return Refusal::origin_unknown;
  if (said->cross_origin && !party.cross_origin) return Refusal::cross_origin;
  if (said->top_origin &&
      (!said->cross_origin || std::ranges::find(party.top_origins, *said->top_origin) == party.top_origins.end()))
    return Refusal::top_origin_unknown;
  return std::nullopt;
}

std::optional<Refusal> refused_authenticator(const RelyingParty& party, const AuthenticatorData& data) {
  if (data.rp_id_hash != core::sha256(party.id)) return Refusal::relying_party_differs;
  if (!data.user_present) return Refusal::user_absent;
  if (!data.user_verified && party.user_verification == UserVerification::required) return Refusal::user_unverified;
  if (data.backed_up && !data.backup_eligible) return Refusal::backup_flags_contradict;
  return std::nullopt;
}

}  // namespace tallygate::stepup
