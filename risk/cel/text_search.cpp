// The strings extension, where a part of a string is looked for or taken: charAt, indexOf, lastIndexOf, substring,
// trim. Positions count code points, from 0; one outside the string is an error.
#include "risk/cel/text_search.hpp"

#include <algorithm>
#include <cstring>

#include "risk/cel/functions.hpp"
#include "risk/cel/text.hpp"

namespace tallygate::risk::cel {
namespace {

Value outside() {
  return Value::error(ErrorCode::position_out_of_range);
}

Value position(std::string_view text, std::size_t byte) {
  return Value::integer(static_cast<std::int64_t>(code_points(text.substr(0, byte))));
}

std::span<char> backwards(std::string_view text, Scratch& scratch) {
  const std::span<char> room = scratch.make<char>(text.size());
  if (room.data() != nullptr) std::reverse_copy(text.begin(), text.end(), room.begin());
  return room;
}

// The last occurrence is the first one of both read backwards, which the linear search finds as well.
Value last_occurrence(std::string_view text, std::string_view part, Scratch& scratch) {
  if (part.size() > text.size()) return Value::integer(-1);
  const std::span<char> turned_text = backwards(text, scratch);
  const std::span<char> turned_part = backwards(part, scratch);
  if (turned_text.data() == nullptr || turned_part.data() == nullptr) return Value::error(ErrorCode::memory_limit);
  const std::size_t found =
      find_text({turned_text.data(), turned_text.size()}, {turned_part.data(), turned_part.size()});
  return found == std::string_view::npos ? Value::integer(-1) : position(text, text.size() - found - part.size());
}

// Code points with the Unicode property White_Space.
bool white_space(std::uint32_t c) {
  return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

}  // namespace

// memmem is linear in both lengths (two-way search); string_view::find is not.
std::size_t find_text(std::string_view text, std::string_view part) {
  if (part.empty()) return 0;
  if (part.size() > text.size()) return std::string_view::npos;
  const void* found = ::memmem(text.data(), text.size(), part.data(), part.size());
  return found == nullptr ? std::string_view::npos
                          : static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

Value character_at(Arguments a, Scratch&) {
  const std::string_view text = a[0].as_text();
  const auto at = byte_of_code_point(text, a[1].as_int());
  if (!at) return outside();
  return Value::string(*at == text.size() ? text.substr(*at) : text.substr(*at, code_point_bytes(text[*at])));
}

Value index_of(Arguments a, Scratch&) {
  const std::string_view text = a[0].as_text();
  const auto from = byte_of_code_point(text, a.size() > 2 ? a[2].as_int() : 0);
  if (!from) return outside();
  const std::size_t found = find_text(text.substr(*from), a[1].as_text());
  return found == std::string_view::npos ? Value::integer(-1) : position(text, *from + found);
}

// The offset is the last position at which the part may begin.
Value last_index_of(Arguments a, Scratch& scratch) {
  const std::string_view text = a[0].as_text();
  const std::string_view part = a[1].as_text();
  if (a.size() < 3) return last_occurrence(text, part, scratch);
  const auto from = byte_of_code_point(text, a[2].as_int());
  if (!from) return outside();
  return last_occurrence(text.substr(0, std::min(text.size(), *from + part.size())), part, scratch);
}

Value substring(Arguments a, Scratch&) {
  const std::string_view text = a[0].as_text();
  const auto begin = byte_of_code_point(text, a[1].as_int());
  if (!begin) return outside();
  if (a.size() < 3) return Value::string(text.substr(*begin));
  const auto end = byte_of_code_point(text, a[2].as_int());
  return end && *begin <= *end ? Value::string(text.substr(*begin, *end - *begin)) : outside();
}

Value trim(Arguments a, Scratch&) {
  std::string_view text = a[0].as_text();
  while (!text.empty() && white_space(first_code_point(text))) text.remove_prefix(code_point_bytes(text.front()));
  while (!text.empty()) {
    std::size_t last = text.size() - 1;
    while (last > 0 && (static_cast<unsigned char>(text[last]) & 0xC0) == 0x80) --last;
    if (!white_space(first_code_point(text.substr(last)))) break;
    text.remove_suffix(text.size() - last);
  }
  return Value::string(text);
}

}  // namespace tallygate::risk::cel
