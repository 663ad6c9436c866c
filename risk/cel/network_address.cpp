#include "risk/cel/network_address.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

namespace tallygate::risk::cel {
namespace {

constexpr std::size_t kGroups = 8;
constexpr std::array<unsigned char, 12> kMappedPrefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

int bits(const NetworkAddress& a) {
  return a.family == 4 ? 32 : 128;
}

struct Run {
  std::size_t begin = kGroups;
  std::size_t size = 0;
};

// The longest run of at least two zero groups, the first of several (RFC 5952, 4.2).
Run longest_zeros(const std::array<unsigned, kGroups>& groups) {
  Run best;
  for (std::size_t i = 0; i < kGroups; ++i) {
    std::size_t end = i;
    while (end < kGroups && groups[end] == 0) ++end;
    if (end - i > std::max<std::size_t>(best.size, 1)) best = {i, end - i};
    i = std::max(i, end);
  }
  return best;
}

std::string hex(unsigned v) {
  std::array<char, 8> room{};
  const auto [end, error] = std::to_chars(room.data(), room.data() + room.size(), v, 16);
  return {room.data(), end};
}

std::string ipv6_text(const NetworkAddress& address) {
  std::array<unsigned, kGroups> groups{};
  for (std::size_t i = 0; i < kGroups; ++i) groups[i] = address.bytes[2 * i] * 256u + address.bytes[2 * i + 1];
  const Run zeros = longest_zeros(groups);
  std::string out;
  for (std::size_t i = 0; i < kGroups; ++i) {
    if (i == zeros.begin) {
      out += "::";
      i += zeros.size - 1;
      continue;
    }
    if (!out.empty() && !out.ends_with(':')) out += ':';
    out += hex(groups[i]);
  }
  return out;
}

// Four decimal numbers without leading zeros.
bool read_ipv4(std::string_view text, std::uint8_t* out) {
  for (int i = 0; i < 4; ++i) {
    const std::size_t end = i < 3 ? text.find('.') : text.size();
    if (end == std::string_view::npos || end == 0 || end > 3 || (end > 1 && text[0] == '0')) return false;
    unsigned v = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + end, v);
    if (error != std::errc() || stop != text.data() + end || v > 255) return false;
    out[i] = static_cast<std::uint8_t>(v);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return text.empty();
}

// Groups of at most four hexadecimal digits, one "::" for one or more groups of zeros, an IPv4 tail allowed (RFC
// 4291, 2.2).
class Ipv6Reader {
 public:
  Ipv6Reader(std::string_view text, std::uint8_t* out) : rest_(text), out_(out) {}

  bool read() {
    if (rest_.starts_with("::")) {
      gap_ = 0;
      rest_.remove_prefix(2);
    }
    while (!rest_.empty()) {
      if (!group()) return false;
      if (rest_.empty()) break;
      if (!separator()) return false;
    }
    if (gap_ >= 0) return size_ < 16 && spread();
    std::memcpy(out_, bytes_.data(), 16);
    return size_ == 16;
  }

 private:
  bool group() {
    if (rest_.find('.') < rest_.find(':')) {  // the tail
      if (size_ > 12 || !read_ipv4(rest_, bytes_.data() + size_)) return false;
      size_ += 4;
      rest_ = {};
      return true;
    }
    const std::size_t length = std::min(rest_.find(':'), rest_.size());
    unsigned v = 0;
    const auto [stop, error] = std::from_chars(rest_.data(), rest_.data() + length, v, 16);
    const bool whole = error == std::errc() && stop == rest_.data() + length;
    if (length > 4 || !whole || size_ > 14) return false;
    bytes_[size_++] = static_cast<std::uint8_t>(v >> 8);
    bytes_[size_++] = static_cast<std::uint8_t>(v & 0xFF);
    rest_.remove_prefix(length);
    return true;
  }

  // ":" before another group, or the one "::", which may end the address.
  bool separator() {
    if (rest_.starts_with("::")) {
      if (gap_ >= 0) return false;
      gap_ = static_cast<int>(size_);
      rest_.remove_prefix(2);
      return true;
    }
    rest_.remove_prefix(1);
    return !rest_.empty();
  }

  bool spread() {
    const auto front = static_cast<std::size_t>(gap_);
    std::memset(out_, 0, 16);
    std::memcpy(out_, bytes_.data(), front);
    std::memcpy(out_ + 16 - (size_ - front), bytes_.data() + front, size_ - front);
    return true;
  }

  std::string_view rest_;
  std::uint8_t* out_;
  std::array<std::uint8_t, 16> bytes_{};
  std::size_t size_ = 0;
  int gap_ = -1;  // bytes before the "::"
};

}  // namespace

std::optional<NetworkAddress> parse_address(std::string_view text) {
  NetworkAddress address;
  if (read_ipv4(text, address.bytes)) return address;
  address.family = 6;
  address.prefix = 128;
  if (!Ipv6Reader(text, address.bytes).read()) return std::nullopt;
  if (std::memcmp(address.bytes, kMappedPrefix.data(), kMappedPrefix.size()) != 0) return address;
  if (text.find('.') != std::string_view::npos) return std::nullopt;
  NetworkAddress unmapped;
  std::memcpy(unmapped.bytes, address.bytes + 12, 4);
  return unmapped;
}

std::optional<NetworkAddress> parse_network(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  auto address = parse_address(text.substr(0, slash));
  const std::string_view length = text.substr(slash + 1);
  unsigned prefix = 0;
  const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), prefix);
  const bool whole = error == std::errc() && end == length.data() + length.size();
  const bool mapped = address && address->family == 4 && text.find(':') != std::string_view::npos;
  if (!address || mapped || !whole || (length.size() > 1 && length[0] == '0')) return std::nullopt;
  if (prefix > static_cast<unsigned>(bits(*address))) return std::nullopt;
  address->prefix = static_cast<std::uint8_t>(prefix);
  return address;
}

std::string address_text(const NetworkAddress& address) {
  if (address.family == 6) return ipv6_text(address);
  std::string out;
  for (int i = 0; i < 4; ++i) out += (i > 0 ? "." : "") + std::to_string(address.bytes[i]);
  return out;
}

std::string network_text(const NetworkAddress& network) {
  return address_text(network) + "/" + std::to_string(network.prefix);
}

NetworkAddress masked(const NetworkAddress& network) {
  NetworkAddress out = network;
  for (int i = 0; i < 16; ++i) {
    const int kept = std::clamp(network.prefix - 8 * i, 0, 8);
    out.bytes[i] = static_cast<std::uint8_t>(out.bytes[i] & (0xFF00 >> kept));
  }
  return out;
}

bool within(const NetworkAddress& inner, const NetworkAddress& outer) {
  if (inner.family != outer.family || inner.prefix < outer.prefix) return false;
  NetworkAddress widened = inner;
  widened.prefix = outer.prefix;
  return std::memcmp(masked(widened).bytes, masked(outer).bytes, sizeof(outer.bytes)) == 0;
}

}  // namespace tallygate::risk::cel
