// IP addresses as text: only whether they are well-formed. What they mean (network, country) is derived in the vault.
#pragma once

#include <string_view>

namespace tallygate::core {

// Dotted IPv4 without leading zeros, or IPv6 as RFC 4291 2.2 writes it, with an IPv4 tail allowed and no zone.
bool valid_ip(std::string_view text);

}  // namespace tallygate::core
