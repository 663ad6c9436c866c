// Bytes as text: hex, base64 (RFC 4648, padded) and base64url (unpadded). Decoders refuse anything that is not
// canonical.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tallygate::core {

using Bytes = std::string;  // raw octets; std::string for its small buffer
using ByteView = std::string_view;
using Digest = std::array<std::uint8_t, 32>;  // SHA-256

inline ByteView view(const Digest& d) {
  return {reinterpret_cast<const char*>(d.data()), d.size()};
}

std::string to_hex(ByteView bytes);  // lower case
void append_hex(std::string& out, ByteView bytes);
void write_hex(char* to, ByteView bytes);              // exactly 2 * bytes.size() characters
std::optional<Bytes> from_hex(std::string_view text);  // lower or upper case, even length
std::optional<Digest> digest_from_hex(std::string_view text);

std::string to_base64(ByteView bytes);
std::optional<Bytes> from_base64(std::string_view text);
std::string to_base64url(ByteView bytes);
void append_base64url(std::string& out, ByteView bytes);
constexpr std::size_t base64url_length(std::size_t bytes) {
  return (bytes * 4 + 2) / 3;
}
void write_base64url(char* to, ByteView bytes);  // exactly base64url_length(bytes.size()) characters
std::optional<Bytes> from_base64url(std::string_view text);

}  // namespace tallygate::core
