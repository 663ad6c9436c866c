#include "audit/closed_text.hpp"

#include "core/bytes.hpp"
#include "core/hash.hpp"

namespace tallygate::audit {
namespace {

constexpr std::string_view kLast = "sha256 ";

}  // namespace

std::string close_text(std::string lines) {
  const auto hash = core::to_hex(core::view(core::sha256(lines)));
  return lines.append(kLast).append(hash).append("\n");
}

std::optional<std::string_view> open_closed_text(std::string_view text) {
  constexpr std::size_t kLastLength = kLast.size() + 2 * sizeof(core::Digest) + 1;
  if (text.size() < kLastLength || text.back() != '\n') return std::nullopt;
  const auto lines = text.substr(0, text.size() - kLastLength);
  const auto last = text.substr(lines.size());
  if (!last.starts_with(kLast) || (!lines.empty() && lines.back() != '\n')) return std::nullopt;
  const auto hash = last.substr(kLast.size(), 2 * sizeof(core::Digest));
  if (hash != core::to_hex(core::view(core::sha256(lines)))) return std::nullopt;
  return lines;
}

std::string_view take_word(std::string_view& line) {
  const auto end = line.find(' ');
  const auto word = line.substr(0, end);
  line.remove_prefix(end == std::string_view::npos ? line.size() : end + 1);
  return word;
}

}  // namespace tallygate::audit
