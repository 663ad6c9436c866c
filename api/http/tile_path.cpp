#include "api/http/tile_path.hpp"

#include <algorithm>
#include <charconv>

namespace tallygate::http {
namespace {

constexpr std::size_t kGroupDigits = 3;
constexpr std::size_t kGroupsMax = 6;  // 10^18 tiles are more than any log has

std::optional<std::uint64_t> digits(std::string_view text) {
  std::uint64_t number = 0;
  if (text.empty() || !std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  return number;
}

// Without leading zeros.
std::optional<std::uint64_t> small_number(std::string_view text, std::uint64_t max) {
  const auto number = digits(text);
  if (!number || *number > max || (text.size() > 1 && text.front() == '0')) return std::nullopt;
  return number;
}

std::optional<std::uint64_t> grouped_number(std::string_view text) {
  std::uint64_t number = 0;
  for (std::size_t group = 0; group < kGroupsMax; ++group) {
    const bool last = !text.starts_with('x');
    if (!last) text.remove_prefix(1);
    const auto part = digits(text.substr(0, kGroupDigits));
    if (!part || text.size() < kGroupDigits || (group == 0 && !last && *part == 0)) return std::nullopt;
    number = number * 1'000 + *part;
    text.remove_prefix(kGroupDigits);
    if (last) return text.empty() ? std::optional(number) : std::nullopt;
    if (!text.starts_with('/')) return std::nullopt;
    text.remove_prefix(1);
  }
  return std::nullopt;
}

}  // namespace

bool TilePath::within(std::uint64_t size) const {
  const std::uint64_t hashes = size >> 8 * level;
  return index <= hashes / 256 && index * 256 + width <= hashes;
}

std::optional<TilePath> parse_bundle_path(std::string_view path) {
  TilePath out;
  if (const std::size_t partial = path.find(".p/"); partial != std::string_view::npos) {
    const auto width = small_number(path.substr(partial + 3), 255);
    if (!width || *width == 0) return std::nullopt;
    out.width = *width;
    path = path.substr(0, partial);
  }
  const auto index = grouped_number(path);
  if (!index) return std::nullopt;
  out.index = *index;
  return out;
}

std::optional<TilePath> parse_tile_path(std::string_view path) {
  const std::size_t slash = path.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto level = small_number(path.substr(0, slash), 7);
  auto out = parse_bundle_path(path.substr(slash + 1));
  if (!level || !out) return std::nullopt;
  out->level = *level;
  return out;
}

}  // namespace tallygate::http
