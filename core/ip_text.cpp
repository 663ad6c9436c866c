#include "core/ip_text.hpp"

#include <algorithm>
#include <cstddef>

#include "core/ascii.hpp"

namespace tallygate::core {
namespace {

bool valid_octet(std::string_view text) {
  if (text.empty() || text.size() > 3 || (text.size() > 1 && text[0] == '0')) return false;
  int value = 0;
  for (const char c : text) {
    if (!is_digit(c)) return false;
    value = value * 10 + (c - '0');
  }
  return value <= 255;
}

bool valid_ipv4(std::string_view text) {
  for (int i = 0; i < 3; ++i) {
    const std::size_t dot = text.find('.');
    if (dot == std::string_view::npos || !valid_octet(text.substr(0, dot))) return false;
    text.remove_prefix(dot + 1);
  }
  return valid_octet(text);
}

// The 16-bit groups of one side of "::", an IPv4 tail counting two; -1 when malformed. An empty side has none.
int count_groups(std::string_view text, bool may_end_in_ipv4) {
  int groups = 0;
  while (!text.empty()) {
    const std::size_t colon = text.find(':');
    const std::string_view group = text.substr(0, colon);
    if (colon == std::string_view::npos && may_end_in_ipv4 && group.find('.') != std::string_view::npos)
      return valid_ipv4(group) ? groups + 2 : -1;
    if (group.empty() || group.size() > 4 || !std::ranges::all_of(group, is_hex_digit)) return -1;
    ++groups;
    if (colon == std::string_view::npos) break;
    text.remove_prefix(colon + 1);
    if (text.empty()) return -1;
  }
  return groups;
}

bool valid_ipv6(std::string_view text) {
  const std::size_t gap = text.find("::");
  if (gap == std::string_view::npos) return count_groups(text, true) == 8;
  const int left = count_groups(text.substr(0, gap), false);
  const int right = count_groups(text.substr(gap + 2), true);
  return left >= 0 && right >= 0 && left + right <= 7;
}

}  // namespace

bool valid_ip(std::string_view text) {
  return text.find(':') == std::string_view::npos ? valid_ipv4(text) : valid_ipv6(text);
}

}  // namespace tallygate::core
