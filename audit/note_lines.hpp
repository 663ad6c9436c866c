// The lines of a note's text and of the protocols around notes: each ends in a newline, numbers are decimal without
// leading zeros, hashes are base64.
#pragma once

#include <charconv>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

#include "core/bytes.hpp"
#include "core/hash.hpp"

namespace tallygate::audit {

// Takes the next line off `text`, without its newline; nothing when there is no whole one.
inline std::optional<std::string_view> take_line(std::string_view& text) {
  const auto end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const auto line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

inline std::optional<std::uint64_t> decimal(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (text.size() > 1 && text.front() == '0') return std::nullopt;
  return number;
}

inline std::optional<core::Digest> base64_digest(std::string_view text) {
  const auto raw = core::from_base64(text);
  core::Digest digest{};
  if (!raw || raw->size() != digest.size()) return std::nullopt;
  std::memcpy(digest.data(), raw->data(), digest.size());
  return digest;
}

}  // namespace tallygate::audit
