#include "risk/text_similarity.hpp"

#include <algorithm>
#include <span>

#include "core/ascii.hpp"
#include "risk/cel/text.hpp"

namespace tallygate::risk {
namespace {

// Two code points of 21 bits.
using LetterPair = std::uint64_t;

std::uint32_t plain(std::uint32_t c) {
  if (c >= 0x80) return c;
  const char letter = static_cast<char>(c);
  if (core::is_upper(letter)) return c + 32;
  return core::is_letter(letter) || core::is_digit(letter) ? c : ' ';
}

// The pairs of a text in ascending order, in the room that is given.
std::span<LetterPair> pairs_of(std::string_view text, std::span<LetterPair> room) {
  std::size_t letters = 0, pairs = 0;
  std::uint32_t before = ' ';
  while (!text.empty() && letters < kSimilarityLetters) {
    const std::uint32_t letter = plain(cel::first_code_point(text));
    text.remove_prefix(std::min(cel::code_point_bytes(text.front()), text.size()));
    if (letter == ' ' && before == ' ') continue;
    if (letters++ > 0) room[pairs++] = (LetterPair{before} << 21) | letter;
    before = letter;
  }
  if (letters == 1) room[pairs++] = before;
  std::sort(room.begin(), room.begin() + static_cast<std::ptrdiff_t>(pairs));
  return room.first(pairs);
}

std::size_t in_common(std::span<const LetterPair> a, std::span<const LetterPair> b) {
  std::size_t common = 0, i = 0, k = 0;
  while (i < a.size() && k < b.size()) {
    if (a[i] == b[k]) ++common;
    const bool first = a[i] <= b[k], second = b[k] <= a[i];
    i += first ? 1 : 0;
    k += second ? 1 : 0;
  }
  return common;
}

}  // namespace

std::optional<double> text_similarity(std::string_view a, std::string_view b, cel::Scratch& scratch) {
  const std::span<LetterPair> room = scratch.make<LetterPair>(2 * kSimilarityLetters);
  if (room.data() == nullptr) return std::nullopt;
  const std::span<LetterPair> pairs_a = pairs_of(a, room.first(kSimilarityLetters));
  const std::span<LetterPair> pairs_b = pairs_of(b, room.last(kSimilarityLetters));
  if (pairs_a.empty() && pairs_b.empty()) return 1.0;
  return static_cast<double>(2 * in_common(pairs_a, pairs_b)) / static_cast<double>(pairs_a.size() + pairs_b.size());
}

}  // namespace tallygate::risk
