#include "core/ids.hpp"

#include <array>

namespace tallygate::core {
namespace {

enum : unsigned char { kNowhere, kInside, kAnywhere };

constexpr auto kIdCharacters = [] {
  std::array<unsigned char, 256> out{};
  for (int c = '0'; c <= '9'; ++c) out[c] = kAnywhere;
  for (int c = 'A'; c <= 'Z'; ++c) out[c] = kAnywhere;
  for (int c = 'a'; c <= 'z'; ++c) out[c] = kAnywhere;
  out['.'] = out['_'] = out['-'] = kInside;
  return out;
}();

}  // namespace

bool valid_id(std::string_view text) {
  if (text.empty() || text.size() > kIdLengthMax) return false;
  if (kIdCharacters[static_cast<unsigned char>(text.front())] != kAnywhere) return false;
  for (const char c : text)
    if (kIdCharacters[static_cast<unsigned char>(c)] == kNowhere) return false;
  return true;
}

}  // namespace tallygate::core
