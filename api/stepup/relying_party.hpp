// What a tenant accepts of WebAuthn ceremonies, and the checks that enrolling a credential and using it have in common
// (Web Authentication Level 2, 7.1 and 7.2). Any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/stepup/authenticator_data.hpp"
#include "api/stepup/challenge.hpp"
#include "api/stepup/refusal.hpp"

namespace tallygate::stepup {

enum class UserVerification : std::uint8_t {
  preferred,  // an answer without it is accepted, and says so
  required,
};

struct RelyingParty {
  std::string id;                    // a domain: "shop.example"
  std::vector<std::string> origins;  // as browsers write them, compared byte by byte: "https://shop.example"
  UserVerification user_verification = UserVerification::required;
  bool cross_origin = false;                  // whether a ceremony may run in a frame of another origin
  std::vector<std::string> top_origins = {};  // pages that such a frame may stand in, where the browser names the page
};

// Nothing where the client data is of this ceremony ("webauthn.get"), answers the challenge's nonce and comes from an
// origin of the relying party's.
std::optional<Refusal> refused_client(const RelyingParty& party, const Challenge& challenge, std::string_view ceremony,
                                      core::ByteView client_data_json);

// Nothing where the authenticator speaks to this relying party, has seen the user and, where required, verified them.
std::optional<Refusal> refused_authenticator(const RelyingParty& party, const AuthenticatorData& data);

}  // namespace tallygate::stepup
