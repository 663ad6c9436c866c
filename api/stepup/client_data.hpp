// clientDataJSON (Web Authentication Level 2, 5.8.1; topOrigin is Level 3's): what a browser says of a ceremony.
// Any thread.
#pragma once

#include <optional>
#include <string>

#include "api/stepup/refusal.hpp"
#include "core/bytes.hpp"

namespace tallygate::stepup {

constexpr std::size_t kClientDataMax = 8'192;  // bytes

struct ClientData {
  std::string type;       // "webauthn.get" or "webauthn.create"
  std::string challenge;  // base64url of the nonce
  std::string origin;
  bool cross_origin = false;  // also where nothing is said
  std::optional<std::string> top_origin;
};

// client_data_malformed where it is no JSON object, one of these members is missing, is of another type, or stands
// twice. Other members are passed over: browsers add some to keep readers from relying on an order.
Checked<ClientData> read_client_data(core::ByteView json);

}  // namespace tallygate::stepup
