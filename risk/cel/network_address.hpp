// IP addresses and networks as text: RFC 4291 in, RFC 5952 out. One host has one name: zones are refused, and an IPv4
// address mapped into IPv6 is that IPv4 address when written in hexadecimal, refused when written with dots (as the
// conformance tests ask).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "risk/cel/value.hpp"

namespace tallygate::risk::cel {

std::optional<NetworkAddress> parse_address(std::string_view text);  // the prefix is the whole address
std::optional<NetworkAddress> parse_network(std::string_view text);  // "10.0.0.0/8"; bits past the prefix are kept

std::string address_text(const NetworkAddress& address);
std::string network_text(const NetworkAddress& network);

NetworkAddress masked(const NetworkAddress& network);  // the bits past the prefix are zero
// Whether the inner network, or an address with its whole prefix, lies within the outer one.
bool within(const NetworkAddress& inner, const NetworkAddress& outer);

}  // namespace tallygate::risk::cel
