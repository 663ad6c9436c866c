// The network extension: ip(), cidr() and what can be asked of them.
#include <algorithm>
#include <new>

#include "risk/cel/functions.hpp"
#include "risk/cel/network_address.hpp"

namespace tallygate::risk::cel {
namespace {

Value kept(const std::optional<NetworkAddress>& address, bool network, Scratch& scratch) {
  if (!address) return Value::error(ErrorCode::invalid_text);
  const std::span<NetworkAddress> room = scratch.make<NetworkAddress>(1);
  if (room.empty()) return Value::error(ErrorCode::memory_limit);
  const NetworkAddress* stored = new (room.data()) NetworkAddress(*address);
  return network ? Value::cidr(stored) : Value::address(stored);
}

NetworkAddress network_of(const char* text) {
  return *parse_network(text);
}

bool in_network(const Value& address, const NetworkAddress& v4, const NetworkAddress& v6) {
  const NetworkAddress& a = address.as_network();
  return within(a, a.family == 4 ? v4 : v6);
}

bool loopback(const Value& a) {
  static const NetworkAddress v4 = network_of("127.0.0.0/8");
  static const NetworkAddress v6 = network_of("::1/128");
  return in_network(a, v4, v6);
}

bool unspecified(const Value& a) {
  static const NetworkAddress v4 = network_of("0.0.0.0/32");
  static const NetworkAddress v6 = network_of("::/128");
  return in_network(a, v4, v6);
}

bool link_local_unicast(const Value& a) {
  static const NetworkAddress v4 = network_of("169.254.0.0/16");
  static const NetworkAddress v6 = network_of("fe80::/10");
  return in_network(a, v4, v6);
}

// Of IPv6 whatever its flags: ff_2::/16.
bool link_local_multicast(const Value& a) {
  static const NetworkAddress v4 = network_of("224.0.0.0/24");
  const NetworkAddress& address = a.as_network();
  if (address.family == 4) return within(address, v4);
  return address.bytes[0] == 0xFF && (address.bytes[1] & 0x0F) == 0x02;
}

bool multicast(const Value& a) {
  static const NetworkAddress v4 = network_of("224.0.0.0/4");
  static const NetworkAddress v6 = network_of("ff00::/8");
  return in_network(a, v4, v6);
}

bool broadcast(const Value& a) {
  const NetworkAddress& address = a.as_network();
  return address.family == 4 && std::all_of(address.bytes, address.bytes + 4, [](auto b) { return b == 0xFF; });
}

}  // namespace

Value address_from_string(Arguments a, Scratch& scratch) {
  return kept(parse_address(a[0].as_text()), false, scratch);
}
Value network_from_string(Arguments a, Scratch& scratch) {
  return kept(parse_network(a[0].as_text()), true, scratch);
}
Value is_address(Arguments a, Scratch&) {
  return Value::boolean(parse_address(a[0].as_text()).has_value());
}
Value is_network(Arguments a, Scratch&) {
  return Value::boolean(parse_network(a[0].as_text()).has_value());
}

Value string_from_address(Arguments a, Scratch& scratch) {
  return scratch.copy(address_text(a[0].as_network()));
}
Value string_from_network(Arguments a, Scratch& scratch) {
  return scratch.copy(network_text(a[0].as_network()));
}

Value address_is_canonical(Arguments a, Scratch&) {
  const auto address = parse_address(a[0].as_text());
  if (!address) return Value::error(ErrorCode::invalid_text);
  return Value::boolean(address_text(*address) == a[0].as_text());
}

Value address_family(Arguments a, Scratch&) {
  return Value::integer(a[0].as_network().family);
}
Value address_is_loopback(Arguments a, Scratch&) {
  return Value::boolean(loopback(a[0]));
}
Value address_is_unspecified(Arguments a, Scratch&) {
  return Value::boolean(unspecified(a[0]));
}
Value address_is_link_local_unicast(Arguments a, Scratch&) {
  return Value::boolean(link_local_unicast(a[0]));
}
Value address_is_link_local_multicast(Arguments a, Scratch&) {
  return Value::boolean(link_local_multicast(a[0]));
}
Value address_is_global_unicast(Arguments a, Scratch&) {
  const bool other =
      loopback(a[0]) || unspecified(a[0]) || link_local_unicast(a[0]) || multicast(a[0]) || broadcast(a[0]);
  return Value::boolean(!other);
}

Value network_contains(Arguments a, Scratch&) {
  return Value::boolean(within(a[1].as_network(), a[0].as_network()));
}

Value network_contains_address_text(Arguments a, Scratch&) {
  const auto address = parse_address(a[1].as_text());
  if (!address) return Value::error(ErrorCode::invalid_text);
  return Value::boolean(within(*address, a[0].as_network()));
}

Value network_contains_network_text(Arguments a, Scratch&) {
  const auto network = parse_network(a[1].as_text());
  if (!network) return Value::error(ErrorCode::invalid_text);
  return Value::boolean(within(*network, a[0].as_network()));
}

Value network_address(Arguments a, Scratch& scratch) {
  NetworkAddress address = a[0].as_network();
  address.prefix = address.family == 4 ? 32 : 128;
  return kept(address, false, scratch);
}

Value network_masked(Arguments a, Scratch& scratch) {
  return kept(masked(a[0].as_network()), true, scratch);
}
Value network_prefix_length(Arguments a, Scratch&) {
  return Value::integer(a[0].as_network().prefix);
}

}  // namespace tallygate::risk::cel
