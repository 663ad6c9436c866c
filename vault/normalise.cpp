#include "vault/normalise.hpp"

#include <arpa/inet.h>

#include <array>
#include <cstdint>
#include <cstring>

namespace tallygate::vault {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
bool space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

std::string text(std::string_view clear) {
  std::string out;
  bool gap = false;
  for (const char c : clear) {
    if (space(c)) {
      gap = !out.empty();
      continue;
    }
    if (gap) out += ' ';
    gap = false;
    out += lower(c);
  }
  return out;
}

std::string without(std::string_view clear, std::string_view dropped) {
  std::string out;
  for (const char c : clear)
    if (!space(c) && dropped.find(c) == std::string_view::npos) out += lower(c);
  return out;
}

// True and the 4 or 16 bytes of an address.
bool parse(std::string_view ip, std::array<std::uint8_t, 16>& bytes, std::size_t& size) {
  const std::string z(ip);
  if (inet_pton(AF_INET, z.c_str(), bytes.data()) == 1) return size = 4, true;
  if (inet_pton(AF_INET6, z.c_str(), bytes.data()) == 1) return size = 16, true;
  return false;
}

std::string print(const std::array<std::uint8_t, 16>& bytes, std::size_t size) {
  std::array<char, INET6_ADDRSTRLEN> out{};
  inet_ntop(size == 4 ? AF_INET : AF_INET6, bytes.data(), out.data(), out.size());
  return out.data();
}

}  // namespace

std::string normalise(core::PersonalKind kind, std::string_view clear) {
  switch (kind) {
    case core::PersonalKind::phone:
      return without(clear, "-().");
    case core::PersonalKind::postcode:
      return without(clear, "");
    case core::PersonalKind::email:
      return without(clear, "");
    case core::PersonalKind::ip: {
      std::array<std::uint8_t, 16> bytes{};
      std::size_t size = 0;
      return parse(clear, bytes, size) ? print(bytes, size) : text(clear);
    }
    default:
      return text(clear);
  }
}

std::string network_of(std::string_view ip) {
  std::array<std::uint8_t, 16> bytes{};
  std::size_t size = 0;
  if (!parse(ip, bytes, size)) return {};
  const std::size_t kept = size == 4 ? 3 : 6;
  std::memset(bytes.data() + kept, 0, bytes.size() - kept);
  return print(bytes, size) + (size == 4 ? "/24" : "/48");
}

}  // namespace tallygate::vault
