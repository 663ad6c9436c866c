// The form of a personal value in which two spellings of the same thing are one: what its pseudonym stands for.
#pragma once

#include <string>
#include <string_view>

#include "core/personal.hpp"

namespace tallygate::vault {

// Case, spaces and punctuation that say nothing are folded: ASCII lower case and single spaces for text, digits and a
// leading + for phones, no spaces in postcodes, RFC 5952 text for addresses of the network.
std::string normalise(core::PersonalKind kind, std::string_view clear);

// The /24 of an IPv4 or the /48 of an IPv6 address, as text; empty for what is not an address.
std::string network_of(std::string_view ip);

}  // namespace tallygate::vault
